import type { PathModel } from '@doorbell/sdk';
import type { Cluster, Finding, Job, RankPlace, RunInput } from '../contract/index.ts';
import { hostsOfJob } from '../experiment/hosts-of-job.ts';
import { modelsOf } from '../engine/pair-models.ts';
import type { PointDocument } from './apply-point.ts';
import { checkBeside } from './check-beside.ts';
import { checkFunctions } from './check-functions.ts';
import { checkModels } from './check-models.ts';
import type { JobBase } from './job-base.ts';
import type { RankSlot, Room } from './placement.ts';
import { checkSteering } from './steering.ts';

/** What can only be said when path models and places are known. `path` of a finding is a part name, see {@link Complaint.about}. */
export interface Complaint {
  readonly about: 'path' | 'ranks' | 'vms' | 'vnics' | 'pinning' | 'weight' | 'network' | 'mtu' | 'event' | 'manager' | 'recovery';
  /** With `path`, the field of the rules, such as `['exceptions', 0, 'path']`; with `event` and `manager`, that below them. */
  readonly part?: readonly (string | number)[];
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly hint: string;
}

/** Places, slots and room of one point. */
export interface Layout {
  readonly slots: readonly RankSlot[];
  readonly places: readonly RankPlace[];
  readonly room: Room;
  /** Where the job's numbers begin. */
  readonly base: JobBase;
  readonly firstRank: number;
  /** Parts of the run's input, where they say more than the defaults. */
  readonly nics?: Pick<RunInput, 'nics'>;
  readonly floating?: Pick<RunInput, 'floating'>;
}

/** One of the jobs of a run as it is planned. */
export interface Member extends PointDocument {
  /** Number of the job in the document. */
  readonly index: number;
  readonly models: RunInput['models'];
  readonly layout: Layout;
}

/** A complaint about one of the jobs. */
export interface JobComplaint extends Complaint {
  readonly job: number;
}

/**
 * Checks one point: room for its ranks, functions and queue sets of the NICs, cables, cores, MTU, steering, and that its models fit
 * together. `models` are those of the run, `vms` how many VMs the document's jobs have.
 */
export function checkRun(members: readonly Member[], models: RunInput['models'], vms: number): readonly JobComplaint[] {
  const together = checkTogether(members, models);
  return [...members.flatMap((member) => checkMember(member, vms, members.length === 1).map((complaint) => ({ ...complaint, job: member.index }))), ...together];
}

/** What can be said of one job without the others. */
function checkMember({ models, layout, job, cluster, hosts }: Member, vms: number, alone: boolean): readonly Complaint[] {
  return [
    ...checkModels(models, layout.places, job.paths), ...checkExceptions(job, hosts, vms, alone), ...checkRoom(models.otherHost, layout), ...checkCables(layout, cluster, job),
    ...checkLists(models, cluster, job), ...checkMtu(models, cluster.nic.mtuBytes),
  ];
}

/** What all jobs of a run have to share. */
function checkTogether(members: readonly Member[], models: RunInput['models']): readonly JobComplaint[] {
  const [first] = members;
  const last = members.at(-1);
  if (first === undefined || last === undefined) return [];
  const about = ({ index }: Member, complaints: readonly Complaint[]): readonly JobComplaint[] => complaints.map((complaint) => ({ ...complaint, job: index }));
  const apart = members.length === 1 ? [] : checkBeside(members, models);
  if (apart.some(({ severity }) => severity === 'error')) return apart;
  const { cluster } = first;
  return [
    ...apart, ...about(last, checkNative(models.otherHost, members)), ...checkFunctions(members), ...about(last, checkCores(models, members, cluster)),
    ...steeringGroups(members).flatMap(({ models: used, places, member }) => about(member, checkSteering(used, places))),
  ];
}

/** Ranks that take the same paths meet at the NICs and have to be told apart there. */
function steeringGroups(members: readonly Member[]): readonly { readonly models: readonly (PathModel | undefined)[]; readonly places: readonly RankPlace[]; readonly member: Member }[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const key = [member.models.otherHost.id, member.models.sameHost.id].join(' ');
    groups.set(key, [...groups.get(key) ?? [], member]);
  }
  return [...groups.values()].flatMap((group) => {
    const member = group.at(-1);
    if (member === undefined) return [];
    // Ranks are named as the run counts them.
    const places: RankPlace[] = [];
    for (const { layout } of group) layout.places.forEach((place, rank) => { places[layout.firstRank + rank] = place; });
    return [{ models: group.flatMap(({ models }) => [models.otherHost, models.sameHost, ...(models.exceptions ?? []).map(({ model }) => model)]), places, member }];
  });
}

/** VMs that exceptions name and the cluster does not have. */
function checkExceptions(job: Job, hostsOfCluster: number, count: number, alone: boolean): readonly Complaint[] {
  const { paths: { exceptions = [] } } = job;
  const { length: hosts } = hostsOfJob(job, hostsOfCluster);
  const who = alone ? hosts === 1 ? 'one host has' : `${hosts} hosts have` : 'the jobs have';
  return exceptions.flatMap(({ vms }, index): readonly Complaint[] => {
    const missing = vms.find((vm) => vm >= count);
    return missing === undefined ? [] : [{
      about: 'path', severity: 'error', part: ['exceptions', index, 'vms'], message: `There is no VM ${missing}: ${who} ${count} ${count === 1 ? 'VM' : 'VMs'}.`,
      hint: count === 1 ? 'Remove the exception, or use more VMs.' : `VMs count ${alone ? '' : 'job by job and there '}host by host, from 0 to ${count - 1}.`,
    }];
  });
}

/** Without VMs ranks have a core each. */
function checkNative(model: PathModel, members: readonly Member[]): readonly Complaint[] {
  if (model.guest !== 'none') return [];
  const cores = members[0]?.layout.room.cores ?? 0;
  const most = Math.max(...countBy(members.flatMap(({ layout }) => layout.places), ({ host }) => String(host)).values());
  return most <= cores ? [] : [{
    about: 'ranks', severity: 'error', message: `${model.id} runs without VMs: ${String(most)} ranks of one host do not fit its ${String(cores)} cores.`,
    hint: 'Use fewer ranks, more hosts or more cores.',
  }];
}

function checkRoom(model: PathModel, { slots, places, room }: Layout): readonly Complaint[] {
  const astray = slots.findIndex(({ host, localVm }) => host >= room.hosts || localVm >= room.vmsPerHost);
  if (astray >= 0) {
    return [{
      about: 'ranks', severity: 'error', message: `Rank ${String(astray)} is placed on a host or VM that this point of the sweep does not have.`,
      hint: 'Place it elsewhere, or leave the point out.',
    }];
  }
  if (model.guest === 'none') return [];
  const worst = slots.find(({ vcpu }) => vcpu >= room.vcpusPerVm);
  if (worst === undefined) return [];
  const name = `${String(worst.host)}/${String(worst.localVm)}`;
  const ranks = countBy(slots, ({ host, localVm }) => `${String(host)}/${String(localVm)}`).get(name) ?? 0;
  return [{
    about: 'ranks', severity: 'error', message: `VM ${String(worst.localVm)} of host ${String(places[slots.indexOf(worst)]?.host ?? worst.host)} would hold ${String(ranks)} ranks on ${String(room.vcpusPerVm)} vCPUs.`,
    hint: 'Use fewer ranks, or more hosts, VMs or vCPUs.',
  }];
}

/** Two hosts back to back have a cable from each NIC to its twin: the two ends of a pair must use the same NICs in the same order. */
function checkCables({ places }: Layout, cluster: Cluster, { workload }: Job): readonly Complaint[] {
  if (cluster.network.kind !== 'back-to-back' || cluster.nic.perHost === 1) return [];
  const rails = places.map(({ vnics }) => (vnics ?? []).map(({ nic }) => nic).join(' '));
  const first = [0, 1].map((host) => places.findIndex((place) => place.host === host));
  // Streams have a twin each; of other programs any two ranks may talk.
  const half = workload.kind === 'streams' ? places.length / 2 : undefined;
  const twinOf = (rank: number): number => (half === undefined ? first[1 - (places[rank]?.host ?? 0)] ?? -1 : (rank + half) % places.length);
  const apart = places.findIndex((place, rank) => {
    const twin = twinOf(rank);
    return twin >= 0 && places[twin]?.host !== place.host && rails[twin] !== rails[rank];
  });
  return apart < 0 ? [] : [{
    about: 'network', severity: 'error', message: `Back to back each NIC is cabled to its twin only, but ranks ${String(apart)} and ${String(twinOf(apart))} use NICs ${rails[apart] ?? ''} and ${rails[twinOf(apart)] ?? ''}.`,
    hint: 'Use a switch, or rails round-robin or striped with as many vNICs per VM as NICs.',
  }];
}

/** Lists of cores and weights fit the VMs of the point. */
function checkLists(models: RunInput['models'], { host }: Cluster, { vms }: Job): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (typeof vms.weight !== 'number' && vms.weight.length !== vms.perHost) {
    complaints.push({ about: 'weight', severity: 'error', message: `There are ${String(vms.weight.length)} weights for ${String(vms.perHost)} VMs of a host.`, hint: 'Give one weight for all, or one for each VM.' });
  }
  const vcpus = vms.perHost * vms.vcpus;
  if (typeof vms.pinning === 'string') return complaints;
  if (vms.pinning.length !== vcpus) {
    complaints.push({ about: 'pinning', severity: 'error', message: `The list pins ${String(vms.pinning.length)} vCPUs, the VMs of a host have ${String(vcpus)}.`, hint: 'Give a core for each vCPU, VM by VM.' });
  }
  const domain = modelsOf(models).find(({ driverDomain }) => driverDomain !== undefined)?.driverDomain;
  const taken = domain?.pinning === 'pinned' ? Math.min(domain.vcpus, host.cores - 1) : 0;
  const wrong = vms.pinning.find((core) => core >= host.cores - taken);
  if (wrong !== undefined) {
    complaints.push({
      about: 'pinning', severity: 'error',
      message: wrong >= host.cores ? `There is no core ${String(wrong)}.` : `Core ${String(wrong)} belongs to the driver domain.`,
      hint: `Guests have the cores from 0 to ${String(host.cores - taken - 1)}.`,
    });
  }
  return complaints;
}

/** A pinned driver domain keeps its cores. */
function checkCores(models: RunInput['models'], members: readonly Member[], { host }: Cluster): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const ruling = modelsOf(models).find(({ driverDomain }) => driverDomain !== undefined);
  const domain = ruling?.driverDomain;
  if (ruling === undefined || domain?.pinning !== 'pinned') return complaints;
  if (domain.vcpus >= host.cores) {
    complaints.push({
      about: 'path', severity: 'error',
      message: `The driver domain of ${ruling.id} keeps ${domain.vcpus} ${domain.vcpus === 1 ? 'core' : 'cores'} for itself, and a host of ${host.cores} has none left for its VMs.`,
      hint: 'Use fewer vCPUs there, more cores (`cluster.host.cores`), or let the driver domain float where the path offers it.',
    });
  }
  const vcpusOn = new Map<number, number>();
  for (const { job, hosts } of members) for (const each of hostsOfJob(job, hosts)) vcpusOn.set(each, (vcpusOn.get(each) ?? 0) + job.vms.perHost * job.vms.vcpus);
  const vcpus = Math.max(0, ...vcpusOn.values());
  const left = host.cores - domain.vcpus;
  if (left > 0 && vcpus > left && vcpus <= host.cores) {
    complaints.push({
      about: 'vms', severity: 'note', message: `The driver domain of ${ruling.id} keeps ${host.cores - left} of ${host.cores} cores for itself: ${vcpus} vCPUs of VMs share the other ${left}.`,
      hint: 'Ranks that poll then wait for whole turns of the scheduler. Use fewer VMs or vCPUs, or more cores, to compare paths with a core for each rank.',
    });
  }
  return complaints;
}

function checkMtu(models: RunInput['models'], mtuBytes: number): readonly Complaint[] {
  const tight = modelsOf(models).find(({ limits }) => limits.mtuBytes < mtuBytes);
  return tight === undefined ? [] : [{
    about: 'mtu', severity: 'error', message: `${tight.id} carries frames of at most ${String(tight.limits.mtuBytes)} bytes, the MTU is ${String(mtuBytes)}.`,
    hint: `Use an MTU of at most ${String(tight.limits.mtuBytes)}.`,
  }];
}

function countBy<Item>(slots: readonly Item[], key: (slot: Item) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const slot of slots) counts.set(key(slot), (counts.get(key(slot)) ?? 0) + 1);
  return counts;
}

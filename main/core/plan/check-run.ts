import type { PathModel } from '@doorbell/sdk';
import type { Cluster, Finding, Job, RankPlace, RunInput } from '../contract/index.ts';
import { hostsOfJob } from '../experiment/hosts-of-job.ts';
import { modelsOf, vmRelations } from '../engine/pair-models.ts';
import type { PointDocument } from './apply-point.ts';
import { checkModels } from './check-models.ts';
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
  /** Parts of the run's input, where they say more than the defaults. */
  readonly nics?: Pick<RunInput, 'nics'>;
  readonly floating?: Pick<RunInput, 'floating'>;
}

/** Checks one point: room for its ranks, functions and queue sets of the NICs, cables, cores, MTU, steering, and that its models fit together. */
export function checkRun(models: RunInput['models'], layout: Layout, { hosts, cluster, job }: PointDocument): readonly Complaint[] {
  return [
    ...checkModels(models, layout.places, job.paths), ...checkExceptions(job, hosts), ...checkRoom(models.otherHost, layout), ...checkAllFunctions(models, layout, job, cluster.nic),
    ...checkCables(layout, cluster, job), ...checkVcpus(models, cluster, job), ...checkMtu(models, cluster.nic.mtuBytes), ...checkSteering([models.otherHost, models.sameHost, ...(models.exceptions ?? []).map(({ model }) => model)], layout.places),
  ];
}

/** VMs that exceptions name and the cluster does not have. */
function checkExceptions(job: Job, hostsOfCluster: number): readonly Complaint[] {
  const { paths: { exceptions = [] }, vms: { perHost } } = job;
  const { length: hosts } = hostsOfJob(job, hostsOfCluster);
  const count = hosts * perHost;
  return exceptions.flatMap(({ vms }, index): readonly Complaint[] => {
    const missing = vms.find((vm) => vm >= count);
    return missing === undefined ? [] : [{
      about: 'path', severity: 'error', part: ['exceptions', index, 'vms'], message: `There is no VM ${missing}: ${hosts === 1 ? 'one host has' : `${hosts} hosts have`} ${count} ${count === 1 ? 'VM' : 'VMs'}.`,
      hint: count === 1 ? 'Remove the exception, or use more VMs.' : `VMs count host by host, from 0 to ${count - 1}.`,
    }];
  });
}

function checkRoom(model: PathModel, { slots, places, room }: Layout): readonly Complaint[] {
  const astray = slots.findIndex(({ host, localVm }) => host >= room.hosts || localVm >= room.vmsPerHost);
  if (astray >= 0) {
    return [{
      about: 'ranks', severity: 'error', message: `Rank ${String(astray)} is placed on a host or VM that this point of the sweep does not have.`,
      hint: 'Place it elsewhere, or leave the point out.',
    }];
  }
  if (model.guest === 'none') {
    const most = Math.max(...countBy(slots, ({ host }) => String(host)).values());
    return most <= room.cores ? [] : [{
      about: 'ranks', severity: 'error', message: `${model.id} runs without VMs: ${String(most)} ranks of one host do not fit its ${String(room.cores)} cores.`,
      hint: 'Use fewer ranks, more hosts or more cores.',
    }];
  }
  const worst = slots.find(({ vcpu }) => vcpu >= room.vcpusPerVm);
  if (worst === undefined) return [];
  const name = `${String(worst.host)}/${String(worst.localVm)}`;
  const ranks = countBy(slots, ({ host, localVm }) => `${String(host)}/${String(localVm)}`).get(name) ?? 0;
  return [{
    about: 'ranks', severity: 'error', message: `VM ${String(worst.localVm)} of host ${String(places[slots.indexOf(worst)]?.host ?? worst.host)} would hold ${String(ranks)} ranks on ${String(room.vcpusPerVm)} vCPUs.`,
    hint: 'Use fewer ranks, or more hosts, VMs or vCPUs.',
  }];
}

/** Functions of every model that some pair takes, each model once; an exception concerns its own VMs only. */
function checkAllFunctions(models: RunInput['models'], layout: Layout, job: Job, nic: Cluster['nic']): readonly Complaint[] {
  const { otherHost, sameHost, exceptions = [] } = models;
  const near = sameHost !== otherHost && vmRelations(layout.places, models).plain.has('same-host');
  return [
    ...checkFunctions(otherHost, layout, job, nic), ...(near ? checkFunctions(sameHost, layout, job, nic) : []),
    ...exceptions.flatMap(({ model, vms }) => (model === otherHost || (near && model === sameHost) ? [] : checkFunctions(model, layout, job, nic, new Set(vms.flat())))),
  ];
}

/**
 * A path past the hypervisor needs a function of a NIC for each vNIC of each VM. Where processes drive it themselves, each needs a
 * queue set of it; without VMs, processes share functions as far as these have queue sets.
 */
function checkFunctions(model: PathModel, { slots, places }: Layout, { vms }: Job, nic: Cluster['nic'], only?: ReadonlySet<number>): readonly Complaint[] {
  const { hypervisorBypass, osBypass } = model.capabilities;
  const perVm = model.guest === 'vm' && hypervisorBypass;
  if (!perVm && !(model.guest === 'none' && osBypass)) return [];
  const functions = new Map<string, Set<number>>();
  const users = new Map<number, number>();
  places.forEach((place, rank) => {
    if (only?.has(place.vm) === false) return;
    const vnics = place.vnics ?? [{ number: perVm ? place.vm : rank, nic: 0 }];
    for (const { number, nic: of } of vnics) {
      const name = `${place.host}/${of}`;
      functions.set(name, (functions.get(name) ?? new Set<number>()).add(number));
      users.set(number, (users.get(number) ?? 0) + 1);
    }
  });
  // With fixed rails a VM may have more vNICs than its ranks use: they hold functions all the same.
  if (perVm && vms.vnics > 1) {
    for (const [rank, { host, localVm }] of slots.entries()) {
      if (only?.has(host * vms.perHost + localVm) === false) continue;
      for (let k = 0; k < vms.vnics; k++) {
        const name = `${places[rank]?.host ?? host}/${(localVm * vms.vnics + k) % nic.perHost}`;
        const own = (host * vms.perHost + localVm) * vms.vnics + k;
        functions.set(name, (functions.get(name) ?? new Set<number>()).add(own));
      }
    }
  }
  const { functionsPerNic, queueSetsPerFunction } = model.limits;
  const most = largest([...functions.values()].map(({ size }) => (perVm ? size : Math.ceil(size / queueSetsPerFunction))));
  const busiest = largest(users.values());
  const perFunction = queueSetsPerFunction === 1 ? 'process on it' : `${queueSetsPerFunction} processes on it`;
  // A path that takes fewer than the NIC has, such as one that gives away the whole device, has no use for more.
  const takesAll = functionsPerNic >= nic.functions;
  const vmsPerHost = Math.max(1, Math.floor(functionsPerNic * nic.perHost / vms.vnics));
  const largerNic = takesAll ? ', or a NIC with more functions (`cluster.nic.functions`)' : '';
  const moreNics = `${takesAll ? ', ' : ', or '}more NICs (\`cluster.nic.perHost\`)${largerNic}.`;
  const complaints: Complaint[] = [];
  if (most > functionsPerNic) {
    complaints.push({
      about: 'vms', severity: 'error',
      message: `${model.id} needs ${most} functions of one NIC, one for each ${perVm ? 'vNIC that VMs have on it' : perFunction}; ${takesAll ? `the NIC (${nic.model}) has` : 'it can take'} ${functionsPerNic}.`,
      hint: perVm
        ? `Use at most ${vmsPerHost} ${vmsPerHost === 1 ? 'VM' : 'VMs'} per host${vms.vnics > 1 ? ' or fewer vNICs per VM' : ''}${moreNics}`
        : `Use fewer ranks per host${moreNics}`,
    });
  }
  if (osBypass && busiest > queueSetsPerFunction) {
    complaints.push({
      about: 'vnics', severity: 'error', message: `${busiest} processes share a vNIC of ${model.id}, which has ${queueSetsPerFunction} queue ${queueSetsPerFunction === 1 ? 'set' : 'sets'}; each process drives one of its own.`,
      hint: 'Use more vNICs per VM (`vms.vnics`) with fixed rails, more VMs per host, or fewer ranks per VM.',
    });
  }
  return complaints;
}

function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
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

/** Lists of cores and weights fit the VMs of the point, and a pinned driver domain keeps its cores. */
function checkVcpus(models: RunInput['models'], { host }: Cluster, { vms }: Job): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (typeof vms.weight !== 'number' && vms.weight.length !== vms.perHost) {
    complaints.push({ about: 'weight', severity: 'error', message: `There are ${String(vms.weight.length)} weights for ${String(vms.perHost)} VMs of a host.`, hint: 'Give one weight for all, or one for each VM.' });
  }
  const ruling = modelsOf(models).find(({ driverDomain }) => driverDomain !== undefined);
  const domain = ruling?.driverDomain;
  if (ruling !== undefined && domain?.pinning === 'pinned' && domain.vcpus >= host.cores) {
    complaints.push({
      about: 'path', severity: 'error',
      message: `The driver domain of ${ruling.id} keeps ${domain.vcpus} ${domain.vcpus === 1 ? 'core' : 'cores'} for itself, and a host of ${host.cores} has none left for its VMs.`,
      hint: 'Use fewer vCPUs there, more cores (`cluster.host.cores`), or let the driver domain float where the path offers it.',
    });
  }
  const vcpus = vms.perHost * vms.vcpus;
  const left = ruling !== undefined && domain?.pinning === 'pinned' ? host.cores - domain.vcpus : host.cores;
  if (ruling !== undefined && left > 0 && vcpus > left && vcpus <= host.cores) {
    complaints.push({
      about: 'vms', severity: 'note', message: `The driver domain of ${ruling.id} keeps ${host.cores - left} of ${host.cores} cores for itself: ${vcpus} vCPUs of VMs share the other ${left}.`,
      hint: 'Ranks that poll then wait for whole turns of the scheduler. Use fewer VMs or vCPUs, or more cores, to compare paths with a core for each rank.',
    });
  }
  if (typeof vms.pinning === 'string') return complaints;
  if (vms.pinning.length !== vcpus) {
    complaints.push({ about: 'pinning', severity: 'error', message: `The list pins ${String(vms.pinning.length)} vCPUs, the VMs of a host have ${String(vcpus)}.`, hint: 'Give a core for each vCPU, VM by VM.' });
  }
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

function checkMtu(models: RunInput['models'], mtuBytes: number): readonly Complaint[] {
  const tight = modelsOf(models).find(({ limits }) => limits.mtuBytes < mtuBytes);
  return tight === undefined ? [] : [{
    about: 'mtu', severity: 'error', message: `${tight.id} carries frames of at most ${String(tight.limits.mtuBytes)} bytes, the MTU is ${String(mtuBytes)}.`,
    hint: `Use an MTU of at most ${String(tight.limits.mtuBytes)}.`,
  }];
}

function countBy(slots: readonly RankSlot[], key: (slot: RankSlot) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const slot of slots) counts.set(key(slot), (counts.get(key(slot)) ?? 0) + 1);
  return counts;
}

import type { PathModel } from '@doorbell/sdk';
import type { Cluster, Finding, Job, RankPlace, RunInput } from '../contract/index.ts';
import type { PointDocument } from './apply-point.ts';
import type { RankSlot, Room } from './placement.ts';
import { relationOf } from './relation.ts';
import { checkSteering } from './steering.ts';

/** What can only be said when path models and places are known. `path` of a finding is a part name, see {@link Complaint.about}. */
export interface Complaint {
  readonly about: 'path' | 'ranks' | 'vms' | 'vnics' | 'pinning' | 'weight' | 'network' | 'mtu';
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
export function checkRun(models: RunInput['models'], layout: Layout, { cluster, job }: Pick<PointDocument, 'cluster' | 'job'>): readonly Complaint[] {
  return [
    ...checkModels(models, layout), ...checkRoom(models.otherHost, layout), ...checkFunctions(models.otherHost, layout, job, cluster.nic.perHost), ...checkCables(layout, cluster, job),
    ...checkVcpus(models, cluster, job), ...checkMtu(models, cluster.nic.mtuBytes),
    ...checkSteering([models.otherHost, models.sameHost, ...(models.exceptions ?? []).map(({ model }) => model)], layout.places),
  ];
}

function checkModels(models: RunInput['models'], { places }: Layout): readonly Complaint[] {
  const { otherHost, sameHost, sameVm } = models;
  const complaints: Complaint[] = [];
  const odd = [sameHost, sameVm].find((model) => model !== undefined && model.guest !== otherHost.guest);
  if (odd !== undefined) {
    const inVms = otherHost.guest === 'vm' ? [otherHost, odd] : [odd, otherHost];
    complaints.push({
      about: 'path', severity: 'error', message: `${inVms[0]?.id ?? ''} needs VMs, ${inVms[1]?.id ?? ''} runs without them: one run cannot have both.`,
      hint: 'Choose paths that all run in VMs, or all without.',
    });
  }
  if (otherHost.guest === 'vm' && sameHost.sameHost === undefined && hasPair(places, 'same-host')) {
    complaints.push({
      about: 'path', severity: 'error', message: `${sameHost.id} does not describe traffic between two VMs of one host, and this placement has some.`,
      hint: 'Name another path under `paths.sameHost`, or choose a placement without such pairs.',
    });
  }
  return complaints;
}

function hasPair(places: readonly RankPlace[], relation: 'same-host'): boolean {
  return places.some((place, rank) => {
    const next = places[rank + 1];
    return next !== undefined && relationOf(place, next) === relation;
  });
}

function checkRoom(model: PathModel, { slots, room }: Layout): readonly Complaint[] {
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
    about: 'ranks', severity: 'error', message: `VM ${String(worst.localVm)} of host ${String(worst.host)} would hold ${String(ranks)} ranks on ${String(room.vcpusPerVm)} vCPUs.`,
    hint: 'Use fewer ranks, or more hosts, VMs or vCPUs.',
  }];
}

/**
 * A path past the hypervisor needs a function of a NIC for each vNIC: of each VM, or of each process where there are no VMs.
 * Where processes drive it themselves, each needs a queue set of it.
 */
function checkFunctions(model: PathModel, { slots, places }: Layout, { vms }: Job, nics: number): readonly Complaint[] {
  const { hypervisorBypass, osBypass } = model.capabilities;
  const perVm = model.guest === 'vm' && hypervisorBypass;
  if (!perVm && !(model.guest === 'none' && osBypass)) return [];
  const functions = new Map<string, Set<number>>();
  const users = new Map<number, number>();
  slots.forEach(({ host }, rank) => {
    const vnics = places[rank]?.vnics ?? [{ number: perVm ? places[rank]?.vm ?? 0 : rank, nic: 0 }];
    for (const { number, nic } of vnics) {
      const of = `${String(host)}/${String(nic)}`;
      functions.set(of, (functions.get(of) ?? new Set<number>()).add(number));
      users.set(number, (users.get(number) ?? 0) + 1);
    }
  });
  // With fixed rails a VM may have more vNICs than its ranks use: they hold functions all the same.
  if (perVm && vms.vnics > 1) {
    for (const { host, localVm } of slots) {
      for (let k = 0; k < vms.vnics; k++) {
        const of = `${String(host)}/${String((localVm * vms.vnics + k) % nics)}`;
        const own = (host * vms.perHost + localVm) * vms.vnics + k;
        functions.set(of, (functions.get(of) ?? new Set<number>()).add(own));
      }
    }
  }
  const most = largest([...functions.values()].map(({ size }) => size));
  const busiest = largest(users.values());
  const { functionsPerNic, queueSetsPerFunction } = model.limits;
  const complaints: Complaint[] = [];
  if (most > functionsPerNic) {
    complaints.push({
      about: 'vms', severity: 'error', message: `${model.id} needs ${String(most)} functions on one host, its NIC has ${String(functionsPerNic)}.`,
      hint: perVm ? 'Use fewer VMs per host or vNICs per VM, more NICs, or a NIC with more functions.' : 'Use fewer ranks per host, more NICs, or a NIC with more functions.',
    });
  }
  if (osBypass && busiest > queueSetsPerFunction) {
    complaints.push({
      about: 'vnics', severity: 'error', message: `${String(busiest)} processes share a vNIC of ${model.id}, which has ${String(queueSetsPerFunction)} queue ${queueSetsPerFunction === 1 ? 'set' : 'sets'}.`,
      hint: 'Use more vNICs per VM, fixed rails, or fewer ranks per VM.',
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
function checkVcpus({ otherHost, sameHost }: RunInput['models'], { host }: Cluster, { vms }: Job): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (typeof vms.weight !== 'number' && vms.weight.length !== vms.perHost) {
    complaints.push({ about: 'weight', severity: 'error', message: `There are ${String(vms.weight.length)} weights for ${String(vms.perHost)} VMs of a host.`, hint: 'Give one weight for all, or one for each VM.' });
  }
  if (typeof vms.pinning === 'string') return complaints;
  const vcpus = vms.perHost * vms.vcpus;
  if (vms.pinning.length !== vcpus) {
    complaints.push({ about: 'pinning', severity: 'error', message: `The list pins ${String(vms.pinning.length)} vCPUs, the VMs of a host have ${String(vcpus)}.`, hint: 'Give a core for each vCPU, VM by VM.' });
  }
  const domain = otherHost.driverDomain ?? sameHost.driverDomain;
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

function checkMtu({ otherHost, sameHost }: RunInput['models'], mtuBytes: number): readonly Complaint[] {
  const tight = [otherHost, sameHost].find(({ limits }) => limits.mtuBytes < mtuBytes);
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

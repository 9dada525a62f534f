import type { PathModel } from '@doorbell/sdk';
import type { Finding, RankPlace, RunInput } from '../contract/index.ts';
import type { RankSlot, Room } from './placement.ts';
import { relationOf } from './relation.ts';

/** What can only be said when path models and places are known. `path` of a finding is a part name, see {@link Complaint.about}. */
export interface Complaint {
  readonly about: 'path' | 'ranks' | 'vms' | 'mtu';
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly hint: string;
}

/** Places, slots and room of one point. */
export interface Layout {
  readonly slots: readonly RankSlot[];
  readonly places: readonly RankPlace[];
  readonly room: Room;
}

/** Checks one point: room for its ranks, functions of the NIC, MTU, and that its models fit together. */
export function checkRun(models: RunInput['models'], layout: Layout, mtuBytes: number): readonly Complaint[] {
  return [...checkModels(models, layout), ...checkRoom(models.otherHost, layout), ...checkFunctions(models.otherHost, layout), ...checkMtu(models, mtuBytes)];
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

/** A path past the hypervisor needs a function of the NIC for each VM, or for each process where there are no VMs. */
function checkFunctions(model: PathModel, { slots }: Layout): readonly Complaint[] {
  const { hypervisorBypass, osBypass } = model.capabilities;
  const perVm = model.guest === 'vm' && hypervisorBypass;
  if (!perVm && !(model.guest === 'none' && osBypass)) return [];
  const needed = new Map<number, Set<string>>();
  slots.forEach(({ host, localVm }, rank) => {
    const users = needed.get(host) ?? new Set<string>();
    needed.set(host, users.add(String(perVm ? localVm : rank)));
  });
  const most = Math.max(...[...needed.values()].map(({ size }) => size));
  const { functionsPerNic } = model.limits;
  return most <= functionsPerNic ? [] : [{
    about: 'vms', severity: 'error', message: `${model.id} needs ${String(most)} functions on one host, its NIC has ${String(functionsPerNic)}.`,
    hint: perVm ? 'Use fewer VMs per host, or a NIC with more functions.' : 'Use fewer ranks per host, or a NIC with more functions.',
  }];
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

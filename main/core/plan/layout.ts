import type { Cluster, Job, RankPlace, Vms, Vnic } from '../contract/index.ts';
import type { Layout } from './check-run.ts';
import { hostsOfJob } from '../experiment/hosts-of-job.ts';
import { firstBase, type JobBase } from './job-base.ts';
import { coreOf, placeRanks, placeStreams, type RankSlot, type Room } from './placement.ts';

/**
 * Ranks of a workload. Streams have two each, one stream per VM of a host unless the document says how many; where the
 * path has no VMs one stream, because one native process of the founding experiment stood for the whole host.
 */
export function rankCount({ workload, ranks, vms }: Job, guest: 'vm' | 'none'): number {
  if (workload.kind !== 'streams') return ranks;
  return 2 * (workload.streams ?? (guest === 'none' ? 1 : vms.perHost));
}

/**
 * Where every rank of a job lives, in the cluster's numbers: `base` says where those of its VMs and vNICs begin, `firstRank` those of its
 * ranks. Without VMs the ranks sit on the cores they would have with them, and a host counts as one VM,
 * so that all its ranks share memory.
 */
export function layOut(job: Job, ranks: number, hosts: number, guest: 'vm' | 'none', cluster: Cluster, base: JobBase = firstBase, firstRank = 0): Layout {
  const own = hostsOfJob(job, hosts);
  const room: Room = { hosts: own.length, vmsPerHost: job.vms.perHost, vcpusPerVm: job.vms.vcpus, cores: cluster.host.cores };
  const slots = job.workload.kind === 'streams' ? layOutStreams(job.placement, ranks / 2, room) : placeRanks(job.placement, ranks, room);
  const vnicsOf = assignVnics(job, guest, cluster.nic.perHost, base);
  const { pinning } = job.vms;
  const places = slots.map((slot, rank): RankPlace => {
    const host = own[slot.host] ?? slot.host;
    const vm = guest === 'none' ? host : base.vm + slot.host * room.vmsPerHost + slot.localVm;
    const weight = weightOf(job.vms, slot.localVm);
    const vnics = vnicsOf?.({ rank: firstRank + rank, host, vm, localVm: slot.localVm });
    const listed = typeof pinning === 'string' ? undefined : pinning[slot.localVm * room.vcpusPerVm + slot.vcpu];
    return {
      host, vm, core: listed ?? coreOf(slot, room, base.vcpusOn.get(host)),
      ...(vnics === undefined ? {} : { vnics }), ...(weight === defaultWeight ? {} : { weight }),
    };
  });
  return {
    slots, places, room, base, firstRank,
    ...(vnicsOf === undefined ? {} : { nics: { nics: { perHost: cluster.nic.perHost, rails: job.rails } } }),
    ...(pinning === 'floating' ? { floating: { floating: true } } : {}),
  };
}

/** Of a vCPU on a contended core where nothing else is said: Xen's. */
const defaultWeight = 256;

function weightOf({ weight }: Vms, localVm: number): number {
  return typeof weight === 'number' ? weight : weight[localVm] ?? defaultWeight;
}

/**
 * Which vNICs a rank uses; undefined where every VM has one and every host has one NIC. A host's vNICs, VM by VM, go round
 * its NICs. Without VMs a process has a vNIC on each NIC it uses.
 */
function assignVnics(job: Job, guest: 'vm' | 'none', nics: number, base: JobBase): ((at: RankAt) => readonly Vnic[]) | undefined {
  const perVm = guest === 'vm' ? job.vms.vnics : nics;
  // Then a VM's only vNIC has the VM's number.
  if (perVm === 1 && nics === 1 && (guest === 'none' || base.vnic === base.vm)) return undefined;
  const ranksOfVm = new Map<number, number>();
  const lists = new Map<number, readonly Vnic[]>();
  return ({ rank, host, vm, localVm }) => {
    const owner = guest === 'vm' ? vm : rank;
    const all = lists.get(owner) ?? (guest === 'vm' ? vnicsOfVm(job, base, { host, vm, localVm }, nics) : Array.from({ length: perVm }, (_, k): Vnic => ({ number: owner * perVm + k, nic: k })));
    lists.set(owner, all);
    if (job.rails !== 'fixed') return all;
    const before = ranksOfVm.get(vm) ?? 0;
    ranksOfVm.set(vm, before + 1);
    return [all[before % perVm]];
  };
}

interface VmAt {
  readonly host: number;
  readonly vm: number;
  readonly localVm: number;
}

interface RankAt extends VmAt {
  readonly rank: number;
}

/** All vNICs of a VM. */
export function vnicsOfVm({ vms }: Job, base: JobBase, { host, vm, localVm }: VmAt, nics: number): readonly Vnic[] {
  const first = base.vnic + (vm - base.vm) * vms.vnics;
  const before = (base.vnicsOn.get(host) ?? 0) + localVm * vms.vnics;
  return Array.from({ length: vms.vnics }, (_, k) => ({ number: first + k, nic: (before + k) % nics }));
}

/** A list names all senders, then all receivers; fewer streams take the first of each. */
function layOutStreams(placement: Job['placement'], streams: number, room: Room): readonly RankSlot[] {
  if (typeof placement === 'string') return placeStreams(streams, room);
  const receivers = placement.length / 2;
  const chosen = placement.filter((_, rank) => rank < streams || (rank >= receivers && rank < receivers + streams));
  return placeRanks(chosen, chosen.length, room);
}

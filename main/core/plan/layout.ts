import type { Cluster, Job } from '../contract/index.ts';
import type { Layout } from './check-run.ts';
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
 * Where every rank lives. Without VMs the ranks sit on the cores they would have with them, and a host counts as one VM,
 * so that all its ranks share memory.
 */
export function layOut(job: Job, ranks: number, hosts: number, guest: 'vm' | 'none', cluster: Cluster): Layout {
  const room: Room = { hosts, vmsPerHost: job.vms.perHost, vcpusPerVm: job.vms.vcpus, cores: cluster.host.cores };
  const slots = job.workload.kind === 'streams' ? layOutStreams(job.placement, ranks / 2, room) : placeRanks(job.placement, ranks, room);
  const places = slots.map((slot) => ({
    host: slot.host,
    vm: guest === 'none' ? slot.host : slot.host * room.vmsPerHost + slot.localVm,
    core: coreOf(slot, room),
  }));
  return { slots, places, room };
}

/** A list names all senders, then all receivers; fewer streams take the first of each. */
function layOutStreams(placement: Job['placement'], streams: number, room: Room): readonly RankSlot[] {
  if (typeof placement === 'string') return placeStreams(streams, room);
  const receivers = placement.length / 2;
  const chosen = placement.filter((_, rank) => rank < streams || (rank >= receivers && rank < receivers + streams));
  return placeRanks(chosen, chosen.length, room);
}

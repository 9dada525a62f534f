import type { Placement } from '../contract/index.ts';

/** How many hosts, VMs per host, vCPUs per VM and cores per host ranks can be laid on. */
export interface Room {
  readonly hosts: number;
  readonly vmsPerHost: number;
  readonly vcpusPerVm: number;
  readonly cores: number;
}

/** A rank's VM, counted within its host, and its vCPU, counted within that VM. */
export interface RankSlot {
  readonly host: number;
  readonly localVm: number;
  readonly vcpu: number;
}

/**
 * Lays `ranks` on hosts and VMs, rank by rank. `vcpu` may exceed the VM's vCPUs when there are too many ranks.
 * - `inter`: neighbours on different hosts: rank i on host i mod H, there going round the VMs.
 * - `hybrid`: as many neighbours as a VM has vCPUs share a VM; the VMs alternate between hosts.
 * - `intra-block`: blocks of ranks per host; within a host VMs are filled one after the other.
 * - `intra-round-robin`: blocks of ranks per host; within a host ranks go round the VMs.
 * - a list: the VM named, counted within its host.
 */
export function placeRanks(placement: Placement, ranks: number, room: Room): readonly RankSlot[] {
  if (typeof placement !== 'string') return placeByList(placement.slice(0, ranks));
  const perHost = Math.ceil(ranks / room.hosts);
  return Array.from({ length: ranks }, (_, rank) => placeRank(placement, rank, perHost, room));
}

function placeRank(placement: Exclude<Placement, readonly unknown[]>, rank: number, perHost: number, { hosts, vmsPerHost, vcpusPerVm }: Room): RankSlot {
  switch (placement) {
    case 'inter': return goRound(rank % hosts, Math.floor(rank / hosts), vmsPerHost);
    case 'hybrid': {
      const block = Math.floor(rank / vcpusPerVm);
      const onHost = Math.floor(block / hosts);
      return { host: block % hosts, localVm: onHost % vmsPerHost, vcpu: Math.floor(onHost / vmsPerHost) * vcpusPerVm + (rank % vcpusPerVm) };
    }
    case 'intra-block': {
      const local = rank % perHost;
      const block = Math.floor(local / vcpusPerVm);
      return { host: Math.floor(rank / perHost), localVm: block % vmsPerHost, vcpu: Math.floor(block / vmsPerHost) * vcpusPerVm + (local % vcpusPerVm) };
    }
    case 'intra-round-robin': return goRound(Math.floor(rank / perHost), rank % perHost, vmsPerHost);
  }
}

function goRound(host: number, local: number, vmsPerHost: number): RankSlot {
  return { host, localVm: local % vmsPerHost, vcpu: Math.floor(local / vmsPerHost) };
}

function placeByList(list: readonly { readonly host: number; readonly vm: number }[]): readonly RankSlot[] {
  const used = new Map<string, number>();
  return list.map(({ host, vm }) => {
    const key = `${String(host)}/${String(vm)}`;
    const vcpu = used.get(key) ?? 0;
    used.set(key, vcpu + 1);
    return { host, localVm: vm, vcpu };
  });
}

/** Streams as benchmarks run them: stream i from VM i of host 0 to its twin on host 1; senders first, then receivers. */
export function placeStreams(streams: number, room: Room): readonly RankSlot[] {
  return [0, 1].flatMap((host) => Array.from({ length: streams }, (_, stream) => goRound(host, stream, room.vmsPerHost)));
}

/** Core of a slot: the vCPUs of a host's VMs take its cores in order, after the `before` of other jobs, and start over when there are more. */
export function coreOf(slot: RankSlot, room: Room, before = 0): number {
  return (before + slot.localVm * room.vcpusPerVm + slot.vcpu) % room.cores;
}

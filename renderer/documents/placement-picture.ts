import type { Experiment, Job, Placement } from '../../main/core/contract/index.ts';
import { layOut, rankCount } from '../../main/core/plan/layout.ts';
import { eachMessage } from '../../main/core/plan/program-messages.ts';
import { relationOf } from '../../main/core/plan/relation.ts';
import { buildWorkload, checkRanks } from '../../main/core/workloads/index.ts';
import { hostsOf } from './cluster-vms.ts';

export interface PictureRank {
  /** Of its job. */
  readonly rank: number;
  /** Index of its job. */
  readonly job: number;
  readonly host: number;
  /** Which of the VMs of its host, over all jobs. */
  readonly place: number;
}

export interface PictureVm {
  /** Number in the cluster. */
  readonly vm: number;
  readonly job: number;
  readonly host: number;
  readonly place: number;
}

export interface PictureArc {
  /** Of `ranks`. */
  readonly from: number;
  readonly to: number;
  readonly relation: 'same-vm' | 'same-host' | 'other-host';
}

/** Where ranks live and who talks to whom. */
export interface PlacementPicture {
  readonly hosts: number;
  /** Most VMs that a host has. */
  readonly vmsPerHost: number;
  readonly vcpusPerVm: number;
  /** Ids. */
  readonly jobs: readonly string[];
  readonly vms: readonly PictureVm[];
  readonly ranks: readonly PictureRank[];
  readonly arcs: readonly PictureArc[];
}

/** Pairs of ranks that exchange messages, each once; none where only the trace knows, or where the workload does not fit its ranks. */
function pairs(job: Job, ranks: number, host: Experiment['cluster']['host']): readonly (readonly [number, number])[] {
  if (job.workload.kind === 'trace' || checkRanks(job.workload, ranks) !== undefined) return [];
  const { program } = buildWorkload(job.workload, { ranks, host });
  const found = new Set<number>();
  eachMessage(program, job.mpi.collectives, ({ from, to }) => { if (from !== to) found.add(Math.min(from, to) * ranks + Math.max(from, to)); });
  return [...found].sort((left, right) => left - right).map((pair) => [Math.floor(pair / ranks), pair % ranks]);
}

/** The picture of an experiment with one placement of the job that is looked at; undefined while its numbers make no layout. */
export function placementPicture(experiment: Experiment, placement: Placement, looked = 0): PlacementPicture | undefined {
  const { cluster, jobs } = experiment;
  const taken = new Array<number>(cluster.hosts).fill(0);
  const vms: PictureVm[] = [];
  const ranks: PictureRank[] = [];
  const arcs: PictureArc[] = [];
  for (const [index, job] of jobs.entries()) {
    const hosts = hostsOf(experiment, job);
    const count = job.workload.kind === 'ping-pong' ? 2 : rankCount(job, 'vm');
    const { slots, places } = layOut({ ...job, placement: index === looked ? placement : job.placement }, count, hosts.length, 'vm', cluster);
    if (slots.length === 0 || hosts.some((host) => host >= cluster.hosts) || slots.some((slot) => slot.host >= hosts.length)) return undefined;
    // A list may name VMs that the job does not have yet.
    const perHost = Math.max(job.vms.perHost, ...slots.map((slot) => slot.localVm + 1));
    const before = hosts.map((host) => taken[host] ?? 0);
    hosts.forEach((host, number) => {
      for (let localVm = 0; localVm < perHost; localVm++) vms.push({ vm: vms.length, job: index, host, place: (before[number] ?? 0) + localVm });
      taken[host] = (before[number] ?? 0) + perHost;
    });
    const first = ranks.length;
    slots.forEach((slot, rank) => ranks.push({ rank, job: index, host: hosts[slot.host] ?? 0, place: (before[slot.host] ?? 0) + slot.localVm }));
    for (const [from, to] of pairs(job, count, cluster.host)) {
      const [left, right] = [places[from], places[to]];
      if (left !== undefined && right !== undefined) arcs.push({ from: first + from, to: first + to, relation: relationOf(left, right) });
    }
  }
  return { hosts: cluster.hosts, vmsPerHost: Math.max(1, ...taken), vcpusPerVm: Math.max(1, ...jobs.map((job) => job.vms.vcpus)), jobs: jobs.map(({ id }) => id), vms, ranks, arcs };
}

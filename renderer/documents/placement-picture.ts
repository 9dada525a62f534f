import type { Experiment, Job, Placement } from '../../main/core/contract/index.ts';
import { layOut, rankCount } from '../../main/core/plan/layout.ts';
import { eachMessage } from '../../main/core/plan/program-messages.ts';
import { relationOf } from '../../main/core/plan/relation.ts';
import { buildWorkload, checkRanks } from '../../main/core/workloads/index.ts';

export interface PictureRank {
  readonly rank: number;
  readonly host: number;
  readonly localVm: number;
}

export interface PictureArc {
  readonly from: number;
  readonly to: number;
  readonly relation: 'same-vm' | 'same-host' | 'other-host';
}

/** Where ranks live and who talks to whom. */
export interface PlacementPicture {
  readonly hosts: number;
  readonly vmsPerHost: number;
  readonly vcpusPerVm: number;
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

/** The picture of one placement of an experiment's first job; undefined while its numbers make no layout. */
export function placementPicture(experiment: Experiment, placement: Placement): PlacementPicture | undefined {
  const [job] = experiment.jobs;
  if (job === undefined) return undefined;
  const ranks = job.workload.kind === 'ping-pong' ? 2 : rankCount(job, 'vm');
  const { hosts } = experiment.cluster;
  const { slots, places } = layOut({ ...job, placement }, ranks, hosts, 'vm', experiment.cluster);
  if (slots.length === 0 || slots.some((slot) => slot.host >= hosts)) return undefined;
  const arcs = pairs(job, ranks, experiment.cluster.host).flatMap(([from, to]): PictureArc[] => {
    const left = places[from];
    const right = places[to];
    return left === undefined || right === undefined ? [] : [{ from, to, relation: relationOf(left, right) }];
  });
  return {
    hosts, vmsPerHost: Math.max(job.vms.perHost, ...slots.map((slot) => slot.localVm + 1)), vcpusPerVm: job.vms.vcpus,
    ranks: slots.map((slot, rank) => ({ rank, host: slot.host, localVm: slot.localVm })), arcs,
  };
}

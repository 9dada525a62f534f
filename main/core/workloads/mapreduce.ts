import type { CollectiveOperation, MapReduceWorkload } from '../contract/index.ts';
import { compute, eachRank, loop, perIteration, type BuiltWorkload } from './built-workload.ts';

/** Bytes that each rank sends to partition 0, 1, ...: they fall evenly from 1 + skew to 1 − skew times the mean. */
export function partitionBytes({ inputBytesPerRank, shuffleRatio, skew }: MapReduceWorkload, ranks: number): readonly number[] {
  const mean = (inputBytesPerRank * shuffleRatio) / ranks;
  return Array.from({ length: ranks }, (_, rank) => Math.round(mean * (ranks === 1 ? 1 : 1 + skew * (1 - (2 * rank) / (ranks - 1)))));
}

/** Whether a rank straggles: as many as asked for, spread evenly. */
export function straggles(rank: number, ranks: number, stragglers: number): boolean {
  return Math.floor(((rank + 1) * Math.min(stragglers, ranks)) / ranks) > Math.floor((rank * Math.min(stragglers, ranks)) / ranks);
}

/** A round: map the own input, send every partition to its reducer, reduce what came. A barrier is in the shuffle alone. */
export function mapReduceProgram(workload: MapReduceWorkload, ranks: number): BuiltWorkload {
  const { inputBytesPerRank, mapNsPerByte, reduceNsPerByte, stragglers, stragglerFactor, skew, rounds } = workload;
  const counts = partitionBytes(workload, ranks);
  const program = eachRank(ranks, (rank) => {
    const own = counts[rank] ?? 0;
    const shuffle: CollectiveOperation = skew === 0
      ? { op: 'collective', collective: 'alltoall', bytes: own }
      : { op: 'collective', collective: 'alltoallv', bytes: 0, counts, receiveCounts: counts.map(() => own) };
    const mapNs = inputBytesPerRank * mapNsPerByte * (straggles(rank, ranks, stragglers) ? stragglerFactor : 1);
    return loop(rounds, [...compute(mapNs), ...(ranks > 1 ? [shuffle] : []), ...compute(own * ranks * reduceNsPerByte)]);
  });
  return { program: { layer: 'mpi', ranks: program }, measures: [perIteration('timePerRound', rounds)] };
}

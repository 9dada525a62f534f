import type { CollectiveName } from '../contract/index.ts';
import { bruckAllgather, gatherBcastAllgather, neighbourAllgather, recursiveDoublingAllgather, ringAllgather } from './allgather.ts';
import { linearAllreduce, rabenseifnerAllreduce, recursiveDoublingAllreduce, reduceBcastAllreduce, ringAllreduce, segmentedRingAllreduce } from './allreduce.ts';
import { bruckAlltoall, linearAlltoall, linearSyncAlltoall, pairwiseAlltoall, pairwiseExchangeAlltoall, scatteredAlltoall } from './alltoall.ts';
import { disseminationBarrier, doubleRingBarrier, linearBarrier, recursiveDoublingBarrier, treeBarrier } from './barrier.ts';
import { scatterAllgatherBcast, scatterRingBcast, splitBinaryBcast, treeBcast } from './bcast.ts';
import { binomialGather, binomialScatter, linearGather, linearNonBlockingScatter, linearScatter, linearSyncGather } from './gather.ts';
import type { Call } from './moves.ts';
import { inOrderBinaryReduce, linearReduce, rabenseifnerReduce, treeReduce } from './reduce.ts';
import { butterflyReduceScatter, nonOverlappingReduceScatter, pairwiseReduceScatter, recursiveHalvingReduceScatter, ringReduceScatter } from './reduce-scatter.ts';
import { linearExscan, linearScan, recursiveDoublingScan } from './scan.ts';

export type Algorithm = (call: Call) => void;

/**
 * Every algorithm by the name that Open MPI gives it, with hyphens, or MPICH where only it has it. Reductions are taken to be
 * commutative, send and receive buffers to be different.
 */
export const algorithms: Readonly<Record<CollectiveName, Readonly<Record<string, Algorithm>>>> = {
  barrier: {
    linear: linearBarrier, 'double-ring': doubleRingBarrier, 'recursive-doubling': recursiveDoublingBarrier,
    bruck: disseminationBarrier, dissemination: disseminationBarrier, tree: treeBarrier,
  },
  bcast: {
    linear: treeBcast('linear'), chain: treeBcast('chain'), pipeline: treeBcast('pipeline'), 'split-binary': splitBinaryBcast, binary: treeBcast('binary'),
    binomial: treeBcast('binomial'), knomial: treeBcast('knomial'), 'scatter-allgather': scatterAllgatherBcast, 'scatter-allgather-ring': scatterRingBcast,
  },
  reduce: {
    linear: linearReduce, chain: treeReduce('chain'), pipeline: treeReduce('pipeline'), binary: treeReduce('binary'), binomial: treeReduce('binomial'),
    'in-order-binary': inOrderBinaryReduce, rabenseifner: rabenseifnerReduce,
  },
  allreduce: {
    linear: linearAllreduce, 'reduce-bcast': reduceBcastAllreduce, 'recursive-doubling': recursiveDoublingAllreduce, ring: ringAllreduce,
    'segmented-ring': segmentedRingAllreduce, rabenseifner: rabenseifnerAllreduce,
  },
  gather: { linear: linearGather, binomial: binomialGather, 'linear-sync': linearSyncGather },
  scatter: { linear: linearScatter, binomial: binomialScatter, 'linear-nb': linearNonBlockingScatter },
  allgather: {
    linear: gatherBcastAllgather, bruck: bruckAllgather, 'recursive-doubling': (call) => recursiveDoublingAllgather(call), ring: (call) => ringAllgather(call),
    neighbor: neighbourAllgather,
  },
  alltoall: {
    linear: linearAlltoall, pairwise: pairwiseAlltoall, bruck: bruckAlltoall, 'linear-sync': linearSyncAlltoall,
    scattered: scatteredAlltoall, 'pairwise-exchange': pairwiseExchangeAlltoall,
  },
  alltoallv: { linear: linearAlltoall, pairwise: pairwiseAlltoall, scattered: scatteredAlltoall },
  'reduce-scatter': {
    'non-overlapping': nonOverlappingReduceScatter, 'recursive-halving': recursiveHalvingReduceScatter, ring: ringReduceScatter,
    butterfly: butterflyReduceScatter, pairwise: pairwiseReduceScatter,
  },
  scan: { linear: linearScan, 'recursive-doubling': recursiveDoublingScan(false) },
  exscan: { linear: linearExscan, 'recursive-doubling': recursiveDoublingScan(true) },
};

/** Those that cut messages, or, of alltoall, bound the open requests. */
const segmented: Readonly<Partial<Record<CollectiveName, readonly string[]>>> = {
  bcast: ['linear', 'chain', 'pipeline', 'split-binary', 'binary', 'binomial', 'knomial'],
  reduce: ['chain', 'pipeline', 'binary', 'binomial', 'in-order-binary'],
  allreduce: ['segmented-ring'],
  gather: ['linear-sync'],
  alltoall: ['linear-sync'],
};

/** The algorithm that a text names. */
export type AlgorithmReading =
  | { readonly ok: true; readonly name: string; readonly segmentBytes: number }
  | { readonly ok: false; readonly message: string; readonly known: readonly string[] };

/**
 * Reads `name` or `name:SEGMENT`, the segment in bytes or with KiB or MiB: `pipeline:64KiB`. Without a segment messages are not
 * cut, which is what Open MPI's decisions do. Of `linear-sync` of alltoall the number is how many requests are open at a time.
 */
export function readAlgorithm(collective: CollectiveName, text: string): AlgorithmReading {
  const known = Object.keys(algorithms[collective]);
  const [name, segment, ...more]: readonly (string | undefined)[] = text.split(':');
  if (name === undefined || !Object.hasOwn(algorithms[collective], name)) return { ok: false, message: `${collective} has no algorithm "${text.slice(0, 60)}".`, known };
  if (segment === undefined) return { ok: true, name, segmentBytes: 0 };
  const size: readonly (string | undefined)[] | null = /^([1-9][0-9]{0,11})\s?(KiB|MiB)?$/.exec(segment);
  if (size === null || more.length > 0) return { ok: false, message: `"${text.slice(0, 60)}" must be a name, or a name, a colon and a segment such as 64KiB.`, known };
  if (segmented[collective]?.includes(name) !== true) return { ok: false, message: `${name} of ${collective} is not cut into segments.`, known };
  return { ok: true, name, segmentBytes: Number(size[1]) * (size[2] === 'MiB' ? 1_048_576 : size[2] === 'KiB' ? 1024 : 1) };
}

import type { CollectiveOperation, ConjugateGradientWorkload } from '../contract/index.ts';
import { compute, eachRank, loop, perIteration, type BuiltWorkload, type WorkloadSetting } from './built-workload.ts';
import { decompose, parseExtents, product } from './cartesian.ts';
import { computeNs } from './compute-time.ts';
import { blockOf, doubleBytes, haloExchange } from './halo.ts';

/**
 * Operations and bytes per row of the phases of an iteration, for a stored matrix of 7 values a row: a value takes 8 bytes and its
 * column 4; vectors are read and written once.
 */
export const rowCosts = {
  product: { flops: 13, bytes: 7 * 12 + 2 * 8 },
  /** p·q */
  dot: { flops: 2, bytes: 16 },
  /** x += αp, r −= αq, r·r */
  update: { flops: 6, bytes: 48 },
  /** p = r + βp */
  direction: { flops: 2, bytes: 24 },
} as const;

/** q = A p with a halo of p before it, then two sums over all ranks. */
export function conjugateGradientProgram(workload: ConjugateGradientWorkload, { ranks, host }: WorkloadSetting): BuiltWorkload {
  const { iterations, scaling, algorithm } = workload;
  const grid = parseExtents(workload.grid);
  const extents = decompose(workload.decomposition, ranks, 3);
  const sum: CollectiveOperation = { op: 'collective', collective: 'allreduce', bytes: doubleBytes, ...(algorithm === undefined ? {} : { algorithm }) };
  const program = eachRank(ranks, (rank) => {
    const block = blockOf(rank, grid, extents, scaling, false);
    const rows = product(block.cells);
    const { begin, end } = haloExchange(block, 1, 1, host);
    const work = ({ flops, bytes }: { readonly flops: number; readonly bytes: number }) => compute(computeNs(host, rows * flops, rows * bytes));
    return loop(iterations, [...begin, ...end, ...work(rowCosts.product), ...work(rowCosts.dot), sum, ...work(rowCosts.update), sum, ...work(rowCosts.direction)]);
  });
  return { program: { layer: 'mpi', ranks: program }, measures: [perIteration('timePerIteration', iterations)] };
}

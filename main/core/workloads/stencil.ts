import type { Operation, StencilWorkload } from '../contract/index.ts';
import { compute, eachRank, loop, perIteration, type BuiltWorkload, type WorkloadSetting } from './built-workload.ts';
import { decompose, parseExtents, product } from './cartesian.ts';
import { computeNs } from './compute-time.ts';
import { blockOf, doubleBytes, haloExchange, innerCells } from './halo.ts';

/** Each iteration: halos with all neighbours along the axes, then (or meanwhile) compute. Corners are not exchanged. */
export function stencilProgram(workload: StencilWorkload, { ranks, host }: WorkloadSetting): BuiltWorkload {
  const { iterations, haloWidth, valuesPerCell, overlap, reduceEvery, scaling, periodic } = workload;
  const grid = parseExtents(workload.grid);
  const extents = decompose(workload.decomposition, ranks, grid.length);
  const work = (cells: number): readonly Operation[] => compute(computeNs(host, cells * workload.compute.flopsPerCell, cells * workload.compute.bytesPerCell));
  const program = eachRank(ranks, (rank) => {
    const block = blockOf(rank, grid, extents, scaling, periodic);
    const { begin, end } = haloExchange(block, haloWidth, valuesPerCell, host);
    const inner = innerCells(block, haloWidth);
    const all = product(block.cells);
    const step = overlap ? [...begin, ...work(inner), ...end, ...work(all - inner)] : [...begin, ...end, ...work(all)];
    if (reduceEvery === 0) return loop(iterations, step);
    const reduce: Operation = { op: 'collective', collective: 'allreduce', bytes: doubleBytes };
    return [...loop(Math.floor(iterations / reduceEvery), [...loop(reduceEvery, step), reduce]), ...loop(iterations % reduceEvery, step)];
  });
  return { program: { layer: 'mpi', ranks: program }, measures: [perIteration('timePerIteration', iterations)] };
}

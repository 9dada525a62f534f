import type { NasWorkload, Operation, Program } from '../../contract/index.ts';
import { eachRank, loop, type WorkloadSetting } from '../built-workload.ts';
import { complexBytes, pencilGrid, transposeBytes } from '../fft.ts';
import { ftSizes } from './classes.ts';
import { ftOperations } from './operations.ts';
import { work } from './nas-parts.ts';

/** Most ranks of a one-dimensional layout; more get rows and columns of ranks. */
export function ftSlabRanks(name: NasWorkload['class']): number {
  return ftSizes[name].grid[2];
}

/** A transform, then one for each iteration; each of them transposes all points, and each iteration ends with a checksum. */
export function ftProgram(name: NasWorkload['class'], iterations: number, { ranks, host }: WorkloadSetting): Program {
  const { grid } = ftSizes[name];
  const slab = ranks <= ftSlabRanks(name);
  const bytes = transposeBytes({ grid: grid.join('x'), decomposition: slab ? 'slab' : 'pencil' }, ranks);
  const { first, each } = ftOperations(grid[0] * grid[1] * grid[2]);
  const [rows, columns] = slab ? [1, ranks] : pencilGrid(ranks);
  const transposes = (rank: number): readonly Operation[] => {
    if (slab) return ranks === 1 ? [] : [{ op: 'collective', collective: 'alltoall', bytes: bytes[0] ?? 0 }];
    return [
      { op: 'collective', collective: 'alltoall', bytes: bytes[0] ?? 0, comm: Math.floor(rank / columns) },
      { op: 'collective', collective: 'alltoall', bytes: bytes[1] ?? 0, comm: rows + (rank % columns) },
    ];
  };
  return {
    layer: 'mpi',
    ranks: eachRank(ranks, (rank) => [
      ...work('FT', first / ranks, host), ...transposes(rank),
      ...loop(iterations, [...work('FT', each / ranks, host), ...transposes(rank), { op: 'collective', collective: 'reduce', bytes: complexBytes }]),
    ]),
    ...(slab ? {} : {
      communicators: [
        ...Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => row * columns + column)),
        ...Array.from({ length: columns }, (_, column) => Array.from({ length: rows }, (__, row) => row * columns + column)),
      ],
    }),
  };
}

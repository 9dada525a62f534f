import type { CollectiveOperation, FftWorkload, Operation, Program } from '../contract/index.ts';
import { log2 } from '../statistics/index.ts';
import { compute, eachRank, loop, perIteration, type BuiltWorkload, type WorkloadSetting } from './built-workload.ts';
import { evenDecomposition, parseExtents, product } from './cartesian.ts';
import { computeNs } from './compute-time.ts';

/** Bytes of a complex double. */
export const complexBytes = 16;

/** Rows and columns of the grid of ranks of a pencil decomposition. */
export function pencilGrid(ranks: number): readonly [rows: number, columns: number] {
  const [columns = ranks, rows = 1] = evenDecomposition(ranks, 2);
  return [rows, columns];
}

/** Bytes for each peer of the transposes, padded to equal blocks as P3DFFT's USEEVEN does: a slab's one, or a pencil's two. */
export function transposeBytes({ grid, decomposition }: Pick<FftWorkload, 'grid' | 'decomposition'>, ranks: number): readonly number[] {
  const [x = 1, y = 1, z = 1] = parseExtents(grid);
  const part = (cells: number, parts: number): number => Math.ceil(cells / parts);
  if (decomposition === 'slab') return [part(x, ranks) * part(y, ranks) * z * complexBytes];
  const [rows, columns] = pencilGrid(ranks);
  return [part(x, rows) * part(y, columns) * part(z, columns) * complexBytes, part(x, rows) * part(y, rows) * part(z, columns) * complexBytes];
}

/** Transforms along some dimensions: 5 n log₂ n operations a line (the FFT's usual count), each pass reads and writes every point. */
export function transformNs(points: number, lengths: readonly number[], host: WorkloadSetting['host']): number {
  return lengths.reduce((ns, length) => ns + computeNs(host, 5 * points * log2(length), 2 * complexBytes * points), 0);
}

/** One transform an iteration. Slabs: two dimensions, a transpose among all ranks, the third. Pencils: one after the other. */
export function fftProgram(workload: FftWorkload, { ranks, host }: WorkloadSetting): BuiltWorkload {
  const [x = 1, y = 1, z = 1] = parseExtents(workload.grid);
  const points = product([x, y, z]) / ranks;
  const bytes = transposeBytes(workload, ranks);
  const transpose = (each: number | undefined, peers: number, comm?: number): readonly Operation[] => {
    if (peers === 1) return [];
    const call: CollectiveOperation = {
      op: 'collective', collective: 'alltoall', bytes: each ?? 0, ...(comm === undefined ? {} : { comm }), ...(workload.algorithm === undefined ? {} : { algorithm: workload.algorithm }),
    };
    return [call];
  };
  const transform = (lengths: readonly number[]): readonly Operation[] => compute(transformNs(points, lengths, host));
  const measures = [perIteration('timePerIteration', workload.iterations)];
  if (workload.decomposition === 'slab') {
    const operations = loop(workload.iterations, [...transform([z, y]), ...transpose(bytes[0], ranks), ...transform([x])]);
    return { program: { layer: 'mpi', ranks: eachRank(ranks, () => operations) }, measures };
  }
  const [rows, columns] = pencilGrid(ranks);
  const program: Program = {
    layer: 'mpi',
    communicators: [
      ...Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => row * columns + column)),
      ...Array.from({ length: columns }, (_, column) => Array.from({ length: rows }, (__, row) => row * columns + column)),
    ],
    ranks: eachRank(ranks, (rank) => loop(workload.iterations, [
      ...transform([z]), ...transpose(bytes[0], columns, Math.floor(rank / columns)),
      ...transform([y]), ...transpose(bytes[1], rows, rows + rank % columns), ...transform([x]),
    ])),
  };
  return { program, measures };
}

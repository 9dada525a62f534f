import type { NasWorkload, Operation } from '../../contract/index.ts';
import { eachRank, loop, type WorkloadSetting } from '../built-workload.ts';
import { doubleBytes } from '../halo.ts';
import { shareOf } from '../cartesian.ts';
import { cgSizes } from './classes.ts';
import { cgInner, cgOperations } from './operations.ts';
import { exchange, powerOf, work, type RankPrograms } from './nas-parts.ts';

/** The matrix is cut into rows and columns of ranks, as many columns as rows or twice as many. */
export function cgGrid(ranks: number): { readonly rows: number; readonly columns: number } {
  const rows = 1 << Math.floor(powerOf(ranks) / 2);
  return { rows, columns: ranks / rows };
}

/** Doubles of a rank's part of a product: its rows, or half of them where there are twice as many columns as rows. */
export function cgSegment(matrixRows: number, ranks: number, rank: number): number {
  const { rows, columns } = cgGrid(ranks);
  const own = shareOf(matrixRows, rows, Math.floor(rank / columns));
  if (rows === columns) return own;
  return rank % 2 === 0 ? Math.floor((own + 1) / 2) : Math.floor(own / 2);
}

/** The rank on the other side of the diagonal. */
export function cgTransposePartner(ranks: number, rank: number): number {
  const { rows, columns } = cgGrid(ranks);
  if (rows === columns) return (rank % rows) * rows + Math.floor(rank / rows);
  const half = Math.floor(rank / 2);
  return 2 * ((half % rows) * rows + Math.floor(half / rows)) + (rank % 2);
}

/** Products with sums along the rows of ranks and an exchange across the diagonal; dot products are summed along rows. */
export function cgRanks(name: NasWorkload['class'], iterations: number, { ranks, host }: WorkloadSetting): RankPrograms {
  const size = cgSizes[name];
  const { columns } = cgGrid(ranks);
  const stages = powerOf(columns);
  const operations = cgOperations(size);
  return eachRank(ranks, (rank) => {
    const row = Math.floor(rank / columns);
    const column = rank % columns;
    // Stage i of the schedule of cg.f halves the distance: partners differ in one bit of their column.
    const partner = (stage: number): number => row * columns + (column ^ (columns >> stage));
    const sum = (doubles: number): readonly Operation[] => Array.from({ length: stages }, (_, index) => exchange(rank, partner(index + 1), doubles * doubleBytes, doubles * doubleBytes, index + 1)).flat();
    const own = cgSegment(size.rows, ranks, rank) * doubleBytes;
    const sums = Array.from({ length: stages }, (_, index) => {
      const stage = stages - index;
      const other = cgSegment(size.rows, ranks, partner(stage)) * doubleBytes;
      // The first exchange gives away the half that the partner keeps.
      return exchange(rank, partner(stage), other, own, stage);
    }).flat();
    const across = cgTransposePartner(ranks, rank);
    const transpose = stages === 0 ? [] : exchange(rank, across, own, cgSegment(size.rows, ranks, across) * doubleBytes, stages + 1);
    const product = [...work('CG', operations.product / ranks, host), ...sums, ...transpose];
    const vectors = work('CG', operations.vectors / ranks / 2, host);
    return loop(iterations, [
      ...sum(1), ...loop(cgInner, [...product, ...vectors, ...sum(1), ...vectors, ...sum(1)]), ...product, ...sum(1), ...work('CG', operations.outer / ranks, host), ...sum(2),
    ]);
  });
}

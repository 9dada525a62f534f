import type { NasWorkload } from '../../contract/index.ts';
import { exp2, log2 } from '../../statistics/index.ts';
import { cgSizes, epPairsLog2, ftSizes, isSizes, luSizes, mgSizes } from './classes.ts';

const naturalLogOf2 = 0.693_147_180_559_945_3;

/** Inner iterations of CG. */
export const cgInner = 25;

/**
 * Operations per pair of random numbers (EP) and per key and ranking (IS): the totals of class A, 26.68 and 0.7812 × 10⁹, over 2²⁸ pairs
 * and 10 × 2²³ keys (Bailey et al., "NAS Parallel Benchmark Results", RNR-94-006). IS counts integer operations.
 */
export const epOperationsPerPair = 26.68e9 / 268_435_456;
export const isOperationsPerKey = 0.7812e9 / (10 * 8_388_608);

/** Operations of the transform before the iterations of FT, and of one iteration: the terms of ft.f's rate. */
export function ftOperations(points: number): { readonly first: number; readonly each: number } {
  const ln = log2(points) * naturalLogOf2;
  return { first: points * (14.8157 + 7.196_41 * ln), each: points * (5.235_18 + 7.211_13 * ln) };
}

/** Operations of one outer iteration of CG: the terms of cg.f's rate. */
export function cgOperations({ rows, nonzer }: { readonly rows: number; readonly nonzer: number }): { readonly product: number; readonly vectors: number; readonly outer: number } {
  return { product: 2 * rows * nonzer * (nonzer + 1), vectors: 2 * rows * 5, outer: 2 * rows * 6 };
}

/** Operations of one time step of LU: lu.f's rate. */
export function luOperations(edge: number): number {
  return 1984.77 * edge * edge * edge - 10_923.3 * edge * edge + 27_770.9 * edge - 144_010;
}

/** Iterations that a class has. EP has none, so one. */
export function nasIterations({ benchmark, class: name }: Pick<NasWorkload, 'benchmark' | 'class'>): number {
  switch (benchmark) {
    case 'EP': return 1;
    case 'CG': return cgSizes[name].iterations;
    case 'MG': return mgSizes[name].iterations;
    case 'FT': return ftSizes[name].iterations;
    case 'IS': return isSizes[name].iterations;
    case 'LU': return luSizes[name].iterations;
  }
}

/** Operations of a whole run with so many iterations, as the benchmark counts them itself; of EP as above. */
export function nasOperations({ benchmark, class: name }: Pick<NasWorkload, 'benchmark' | 'class'>, iterations: number): number {
  switch (benchmark) {
    case 'EP': return epOperationsPerPair * exp2(epPairsLog2[name]);
    case 'CG': {
      const { product, vectors, outer } = cgOperations(cgSizes[name]);
      return iterations * ((cgInner + 1) * product + cgInner * vectors + outer);
    }
    case 'MG': return iterations * 58 * mgSizes[name].edge * mgSizes[name].edge * mgSizes[name].edge;
    case 'FT': {
      const [x, y, z] = ftSizes[name].grid;
      const { first, each } = ftOperations(x * y * z);
      return first + iterations * each;
    }
    case 'IS': return iterations * isOperationsPerKey * exp2(isSizes[name].keysLog2);
    case 'LU': return iterations * luOperations(luSizes[name].edge);
  }
}

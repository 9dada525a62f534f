import type { NasWorkload } from '../../contract/index.ts';

/**
 * Problem sizes of the NAS Parallel Benchmarks 3.3, from their sources (NPB3.3-MPI: ep.f, cg.f, mg.f, ft.f, is.c, lu; described in NAS
 * Technical Reports NAS-95-020 and NAS-02-007), and in the web page "Problem Sizes and Parameters in NAS Parallel Benchmarks".
 */
type ByClass<Size> = Readonly<Record<NasWorkload['class'], Size>>;

/** Binary logarithm of the pairs of random numbers. */
export const epPairsLog2: ByClass<number> = { S: 24, W: 25, A: 28, B: 30, C: 32, D: 36 };

/** Rows, off-diagonal seeds per row, outer iterations; each of them has 25 inner ones. */
export const cgSizes: ByClass<{ readonly rows: number; readonly nonzer: number; readonly iterations: number }> = {
  S: { rows: 1400, nonzer: 7, iterations: 15 }, W: { rows: 7000, nonzer: 8, iterations: 15 }, A: { rows: 14_000, nonzer: 11, iterations: 15 },
  B: { rows: 75_000, nonzer: 13, iterations: 75 }, C: { rows: 150_000, nonzer: 15, iterations: 75 }, D: { rows: 1_500_000, nonzer: 21, iterations: 100 },
};

/** Points along each edge, V-cycles. */
export const mgSizes: ByClass<{ readonly edge: number; readonly iterations: number }> = {
  S: { edge: 32, iterations: 4 }, W: { edge: 128, iterations: 4 }, A: { edge: 256, iterations: 4 },
  B: { edge: 256, iterations: 20 }, C: { edge: 512, iterations: 20 }, D: { edge: 1024, iterations: 50 },
};

/** Points, transforms after the first. */
export const ftSizes: ByClass<{ readonly grid: readonly [number, number, number]; readonly iterations: number }> = {
  S: { grid: [64, 64, 64], iterations: 6 }, W: { grid: [128, 128, 32], iterations: 6 }, A: { grid: [256, 256, 128], iterations: 6 },
  B: { grid: [512, 256, 256], iterations: 20 }, C: { grid: [512, 512, 512], iterations: 20 }, D: { grid: [2048, 1024, 1024], iterations: 25 },
};

/** Binary logarithms of the number of keys and of buckets; ten rankings. */
export const isSizes: ByClass<{ readonly keysLog2: number; readonly bucketsLog2: number; readonly iterations: number }> = {
  S: { keysLog2: 16, bucketsLog2: 9, iterations: 10 }, W: { keysLog2: 20, bucketsLog2: 10, iterations: 10 }, A: { keysLog2: 23, bucketsLog2: 10, iterations: 10 },
  B: { keysLog2: 25, bucketsLog2: 10, iterations: 10 }, C: { keysLog2: 27, bucketsLog2: 10, iterations: 10 }, D: { keysLog2: 31, bucketsLog2: 10, iterations: 10 },
};

/** Points along each edge, time steps. */
export const luSizes: ByClass<{ readonly edge: number; readonly iterations: number }> = {
  S: { edge: 12, iterations: 50 }, W: { edge: 33, iterations: 300 }, A: { edge: 64, iterations: 250 },
  B: { edge: 102, iterations: 250 }, C: { edge: 162, iterations: 250 }, D: { edge: 408, iterations: 300 },
};

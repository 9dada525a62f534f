import { z } from 'zod';
import { nasBenchmarks, nasClasses, type AdvectionWorkload, type CellCost, type ConjugateGradientWorkload, type FftWorkload, type NasWorkload, type StencilWorkload } from '../contract/index.ts';
import { decomposition, extents } from './extents-schema.ts';
import { jsonAs } from './json-forms.ts';
import { algorithmSchema } from './micro-benchmark-schema.ts';
import { count, number, oneOf, quantity, record } from './schema-parts.ts';

const iterations = () => count(10_000_000);
const flag = () => z.boolean({ error: 'This must be true or false.' });

/** The ways to cut a cube among N ranks; the number may stand for the N and `×` for the x. */
export const distributionSchema = jsonAs(z.preprocess(canonicalDistribution, oneOf(['1x1xN', '1xNx1', 'Nx1x1'])), () => ({
  anyOf: [{ type: 'string', enum: ['1x1xN', '1xNx1', 'Nx1x1'] }, { type: 'string', pattern: '^(?:1[x×]1[x×](?:[nN]|\\d+)|1[x×](?:[nN]|\\d+)[x×]1|(?:[nN]|\\d+)[x×]1[x×]1)$' }],
}));

/** Defaults: 512 cells per edge, 64 steps, cut 1x1xN, 8 ns per cell, 8 values per face cell. */
export const advectionSchema = record({
  kind: z.literal('advection'),
  grid: count(65_536).default(512),
  steps: iterations().default(64),
  distribution: distributionSchema.default('1x1xN'),
  computeNsPerCell: quantity('nanoseconds', { min: 0, max: 1e9 }).default(8),
  valuesPerFaceCell: number({ min: 0, max: 1000 }).default(8),
}) satisfies z.ZodType<AdvectionWorkload>;

/**
 * Cost of a Jacobi step. Operations: an addition per neighbour and a multiplication per coefficient, 6 for 5 points, 8 for 7.
 * Bytes: with neighbours in the cache a cell is read once and written once, and a written line is fetched first: 24.
 */
const cellCost = (flops: number) => record({
  flopsPerCell: number({ min: 0, max: 1e9 }).default(flops),
  bytesPerCell: number({ min: 0, max: 1e9 }).default(24),
}) satisfies z.ZodType<CellCost>;

/** Fields that stencils of two and three dimensions share. Defaults: judgements, a plain Jacobi iteration. */
const stencilFields = {
  scaling: oneOf(['strong', 'weak']).default('strong'),
  iterations: iterations().default(100),
  periodic: flag().default(false),
  haloWidth: count(64).default(1),
  valuesPerCell: count(1000).default(1),
  overlap: flag().default(false),
  reduceEvery: count(10_000_000, 0).default(0),
};

/** Default: 4096x4096 cells. */
export const stencil2dSchema = record({
  kind: z.literal('stencil-2d'),
  grid: extents(2, '4096x4096').default('4096x4096'),
  decomposition: decomposition(2, '4x2').default('auto'),
  ...stencilFields,
  compute: cellCost(6).prefault({}),
}) satisfies z.ZodType<StencilWorkload>;

/** Default: 256x256x256 cells. */
export const stencil3dSchema = record({
  kind: z.literal('stencil-3d'),
  grid: extents(3, '256x256x256').default('256x256x256'),
  decomposition: decomposition(3, '4x2x2').default('auto'),
  ...stencilFields,
  compute: cellCost(8).prefault({}),
}) satisfies z.ZodType<StencilWorkload>;

/** Defaults: 256x256x256 points, 10 iterations, slabs. */
export const fftSchema = record({
  kind: z.literal('fft'),
  grid: extents(3, '256x256x256').default('256x256x256'),
  iterations: iterations().default(10),
  decomposition: oneOf(['slab', 'pencil']).default('slab'),
  algorithm: algorithmSchema.optional(),
}) satisfies z.ZodType<FftWorkload>;

/** Defaults: 256x256x256 unknowns, 50 iterations (as one set of HPCG). */
export const conjugateGradientSchema = record({
  kind: z.literal('conjugate-gradient'),
  grid: extents(3, '256x256x256').default('256x256x256'),
  scaling: oneOf(['strong', 'weak']).default('strong'),
  iterations: iterations().default(50),
  decomposition: decomposition(3, '4x2x2').default('auto'),
  algorithm: algorithmSchema.optional(),
}) satisfies z.ZodType<ConjugateGradientWorkload>;

/** Defaults: CG of class A, as many iterations as the class has. */
export const nasSchema = record({
  kind: z.literal('nas'),
  benchmark: oneOf(nasBenchmarks).default('CG'),
  class: oneOf(nasClasses).default('A'),
  iterations: iterations().optional(),
}) satisfies z.ZodType<NasWorkload>;

function canonicalDistribution(input: unknown): unknown {
  if (typeof input !== 'string') return input;
  return input.replaceAll('×', 'x').split('x').map((part) => (/^\d+$/.test(part) && part !== '1' ? 'N' : part.toUpperCase())).join('x');
}

import { z } from 'zod';
import type { AdvectionWorkload, PingPongWorkload, StreamsWorkload, Workload } from '../contract/index.ts';
import { count, notOneOf, number, oneOf, quantity, record } from './schema-parts.ts';
import { traceSchema } from './trace-schema.ts';

/** Defaults: netperf, 64 MiB per stream; `sendBytes` and `streams` follow the tool and the VMs. */
const streams = record({
  kind: z.literal('streams'),
  tool: oneOf(['netperf', 'iperf']).default('netperf'),
  sendBytes: quantity('bytes', { min: 1, max: 1_073_741_824, integer: true }).optional(),
  bytesPerStream: quantity('bytes', { min: 1, max: 1e13, integer: true }).default(64 * 1024 * 1024),
  streams: count(4096).optional(),
}) satisfies z.ZodType<StreamsWorkload>;

/** The ways to cut a cube among N ranks; the number may stand for the N and `×` for the x. */
export const distributionSchema = z.preprocess(canonicalDistribution, oneOf(['1x1xN', '1xNx1', 'Nx1x1']));

/** Defaults: 512 cells per edge, 64 steps, cut 1x1xN, 8 ns per cell, 8 values per face cell. */
const advection = record({
  kind: z.literal('advection'),
  grid: count(65_536).default(512),
  steps: count(10_000_000).default(64),
  distribution: distributionSchema.default('1x1xN'),
  computeNsPerCell: quantity('nanoseconds', { min: 0, max: 1e9 }).default(8),
  valuesPerFaceCell: number({ min: 0, max: 1000 }).default(8),
}) satisfies z.ZodType<AdvectionWorkload>;

/** Defaults: 1 byte, 100 repetitions, under MPI. */
const pingPong = record({
  kind: z.literal('ping-pong'),
  size: quantity('bytes', { min: 0, max: 1e12, integer: true }).default(1),
  repetitions: count(10_000_000).default(100),
  layer: oneOf(['raw', 'mpi']).default('mpi'),
}) satisfies z.ZodType<PingPongWorkload>;

const kinds = ['streams', 'advection', 'ping-pong', 'trace'] as const;

export const workloadSchema = z.discriminatedUnion('kind', [streams, advection, pingPong, traceSchema], {
  error: (issue) => (issue.code === 'invalid_union' ? notOneOf(kindOf(issue.input), kinds) : undefined),
}) satisfies z.ZodType<Workload>;

function kindOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
}

function canonicalDistribution(input: unknown): unknown {
  if (typeof input !== 'string') return input;
  return input.replaceAll('×', 'x').split('x').map((part) => (/^\d+$/.test(part) && part !== '1' ? 'N' : part.toUpperCase())).join('x');
}

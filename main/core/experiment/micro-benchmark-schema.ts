import { z } from 'zod';
import { collectiveNames, osuBenchmarks, verbsBenchmarks, type CollectiveWorkload, type OsuWorkload, type PingPongWorkload, type StreamsWorkload, type VerbsWorkload } from '../contract/index.ts';
import { count, oneOf, quantity, record } from './schema-parts.ts';

/** bytes of a message */
export const size = (least = 0) => quantity('bytes', { min: least, max: 1e12, integer: true });
const iterations = () => count(10_000_000);
const warmup = () => count(1_000_000, 0);

/** Name of a collective algorithm, perhaps with a segment; whether the collective has it is checked with the program. */
export const algorithmSchema = z.string({ error: 'This must be the name of an algorithm.' }).regex(/^[a-z0-9]+(-[a-z0-9]+)*(:\d{1,12} ?(KiB|MiB)?)?$/, { error: 'An algorithm is a name such as recursive-doubling, or a name and a segment such as pipeline:64KiB.' }).max(60);

/** Defaults: netperf, 64 MiB per stream; `sendBytes` and `streams` follow the tool and the VMs, `windowBytes` the data path. */
export const streamsSchema = record({
  kind: z.literal('streams'),
  tool: oneOf(['netperf', 'iperf']).default('netperf'),
  sendBytes: quantity('bytes', { min: 1, max: 1_073_741_824, integer: true }).optional(),
  bytesPerStream: quantity('bytes', { min: 1, max: 1e13, integer: true }).default(64 * 1024 * 1024),
  streams: count(4096).optional(),
  windowBytes: quantity('bytes', { min: 1024, max: 1_073_741_824, integer: true }).optional(),
}) satisfies z.ZodType<StreamsWorkload>;

/** Defaults: 1 byte, 100 repetitions, under MPI. */
export const pingPongSchema = record({
  kind: z.literal('ping-pong'),
  size: size().default(1),
  repetitions: iterations().default(100),
  layer: oneOf(['raw', 'mpi']).default('mpi'),
}) satisfies z.ZodType<PingPongWorkload>;

/**
 * Defaults: `latency` of 1 byte; the window of 64 messages is OSU's own. OSU runs 10,000 iterations of small messages after 200
 * (100 of bandwidth after 10); a simulation settles sooner: 100 after 10 (judgement).
 */
export const osuSchema = record({
  kind: z.literal('osu'),
  benchmark: oneOf(osuBenchmarks).default('latency'),
  size: size().default(1),
  iterations: iterations().default(100),
  warmup: warmup().default(10),
  window: count(4096).default(64),
}) satisfies z.ZodType<OsuWorkload>;

/** Defaults: allreduce of 8 bytes (a double), 50 calls after 5 (OSU: 1000 after 200; judgement, as above). */
export const collectiveSchema = record({
  kind: z.literal('collective'),
  collective: oneOf(collectiveNames.filter((name) => name !== 'alltoallv') as unknown as readonly [CollectiveWorkload['collective'], ...CollectiveWorkload['collective'][]]).default('allreduce'),
  size: size().default(8),
  iterations: iterations().default(50),
  warmup: warmup().default(5),
  algorithm: algorithmSchema.optional(),
}) satisfies z.ZodType<CollectiveWorkload>;

/** Defaults: `send_lat` of 2 bytes and 128 operations under way, as perftest; 200 iterations (perftest: 1000; judgement). */
export const verbsSchema = record({
  kind: z.literal('verbs'),
  benchmark: oneOf(verbsBenchmarks).default('send_lat'),
  size: size().default(2),
  iterations: iterations().default(200),
  window: count(4096).default(128),
}) satisfies z.ZodType<VerbsWorkload>;

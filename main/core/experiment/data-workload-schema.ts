import { z } from 'zod';
import type { ManagerWorkerWorkload, MapReduceWorkload, RequestResponseWorkload, TrainingWorkload } from '../contract/index.ts';
import { algorithmSchema, size } from './micro-benchmark-schema.ts';
import { count, number, oneOf, quantity, record } from './schema-parts.ts';

const time = () => quantity('nanoseconds', { min: 0, max: 1e13 });
const variation = () => oneOf(['none', 'uniform', 'exponential']);
const many = () => count(100_000_000);

/**
 * Defaults: 102.4 MB of gradients (the 25.6 million parameters of ResNet-50 in single precision), buckets of 25 MiB (PyTorch's
 * DistributedDataParallel), 100 ms of compute (judgement), a ring.
 */
export const trainingSchema = record({
  kind: z.literal('training'),
  size: size(1).default(102_400_000),
  bucketBytes: size(1).default(25 * 1024 * 1024),
  computeNsPerStep: time().default(100_000_000),
  steps: many().default(5),
  algorithm: algorithmSchema.default('ring'),
}) satisfies z.ZodType<TrainingWorkload>;

/** Defaults, judgements: 1000 tasks of 1 ms, exponential; 1 KiB there, 16 KiB back, 2 µs to manage one. */
export const managerWorkerSchema = record({
  kind: z.literal('manager-worker'),
  tasks: many().default(1000),
  taskNs: time().default(1_000_000),
  variation: variation().default('exponential'),
  taskBytes: size().default(1024),
  resultBytes: size().default(16_384),
  manageNs: time().default(2000),
}) satisfies z.ZodType<ManagerWorkerWorkload>;

/** Defaults, judgements: 64 MiB for each rank, all of it shuffled (a sort), 10 ns a byte to map and 5 to reduce, even, no stragglers. */
export const mapReduceSchema = record({
  kind: z.literal('mapreduce'),
  inputBytesPerRank: size(1).default(64 * 1024 * 1024),
  shuffleRatio: number({ min: 0, max: 100 }).default(1),
  mapNsPerByte: quantity('nanoseconds', { min: 0, max: 1e6 }).default(10),
  reduceNsPerByte: quantity('nanoseconds', { min: 0, max: 1e6 }).default(5),
  skew: number({ min: 0, max: 1 }).default(0),
  stragglers: count(65_536, 0).default(0),
  stragglerFactor: number({ min: 1, max: 1000 }).default(3),
  rounds: count(1_000_000).default(1),
}) satisfies z.ZodType<MapReduceWorkload>;

/** Defaults, judgements: 2 servers; 200 requests of 128 B for each client, answers of 4 KiB after 20 µs (exponential), no pause. */
export const requestResponseSchema = record({
  kind: z.literal('request-response'),
  servers: count(65_535).default(2),
  requestsPerClient: many().default(200),
  requestBytes: size().default(128),
  size: size().default(4096),
  fanOut: count(1024).default(1),
  serviceNs: time().default(20_000),
  serviceVariation: variation().default('exponential'),
  thinkNs: time().default(0),
}) satisfies z.ZodType<RequestResponseWorkload>;

import type { z } from 'zod';
import type { MpiSettings } from '../contract/index.ts';
import { oneOf, quantity, record } from './schema-parts.ts';

const time = () => quantity('nanoseconds', { min: 0, max: 1e9 });
const size = () => quantity('bytes', { min: 0, max: 1e12, integer: true });

const sharedMemory = record({
  latencyNs: time().default(500),
  bytesPerSecond: quantity('bytesPerSecond', { min: 1, max: 1e15 }).default(2.5e9),
  eagerLimitBytes: size().default(4096),
});

/**
 * Defaults, all judgements: 150 ns in the library on each side, a waiting rank polls, 5 µs to wake one that sleeps;
 * shared memory of 500 ns, 2.5 GB/s and 4 KiB eager; progress only inside calls; the path's own eager limit.
 */
export const mpiSchema = record({
  sendOverheadNs: time().default(150),
  receiveOverheadNs: time().default(150),
  waiting: oneOf(['poll', 'block']).default('poll'),
  wakeUpNs: time().default(5000),
  eagerLimitBytes: size().optional(),
  sharedMemory: sharedMemory.prefault({}),
  progress: oneOf(['in-call', 'asynchronous', 'hardware']).default('in-call'),
}) satisfies z.ZodType<MpiSettings>;

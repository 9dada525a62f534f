import { z } from 'zod';
import { algorithms, defaultCollectives, readAlgorithm } from '../collectives/index.ts';
import { collectiveNames, type CollectiveName, type MpiSettings } from '../contract/index.ts';
import { didYouMean } from './did-you-mean.ts';
import { message, number, oneOf, quantity, record } from './schema-parts.ts';

const time = () => quantity('nanoseconds', { min: 0, max: 1e9 });
const size = () => quantity('bytes', { min: 0, max: 1e12, integer: true });

/**
 * Between ranks of one VM. Latency: fitted, with 60 ns of library on each side, to 0.22 µs for 8 bytes on a host of 2012 (Zhang 2015).
 * 2.5 GB/s: a judgement for hosts of 2010. 4 KiB: Open MPI's.
 */
export const defaultSharedMemory: MpiSettings['sharedMemory'] = { latencyNs: 100, bytesPerSecond: 2.5e9, eagerLimitBytes: 4096 };

const sharedMemory = record({
  latencyNs: time().default(defaultSharedMemory.latencyNs),
  bytesPerSecond: quantity('bytesPerSecond', { min: 1, max: 1e15 }).default(defaultSharedMemory.bytesPerSecond),
  eagerLimitBytes: size().default(defaultSharedMemory.eagerLimitBytes),
});

/** The name of an algorithm, with a segment where it cuts messages: `pipeline:64KiB`. */
const algorithm = (collective: CollectiveName) => z.string({ error: 'This must be the name of an algorithm.' }).superRefine((text, context) => {
  const reading = readAlgorithm(collective, text);
  if (reading.ok) return;
  const near = didYouMean(text.split(':', 1)[0] ?? '', reading.known);
  context.addIssue(message(reading.message, `${near === undefined || Object.hasOwn(algorithms[collective], text.split(':', 1)[0] ?? '') ? '' : `Did you mean "${near}"? `}Use one of ${reading.known.join(', ')}.`));
});

const algorithmByName = Object.fromEntries(collectiveNames.map((name) => [name, algorithm(name).optional()])) as Record<CollectiveName, z.ZodOptional<ReturnType<typeof algorithm>>>;

/** Defaults: Open MPI's decisions, 0.25 ns for each byte that is reduced, a judgement (see `defaultCollectives`). */
const collectives = record({
  library: oneOf(['open-mpi', 'mpich']).default(defaultCollectives.library),
  algorithms: record(algorithmByName).optional(),
  reduceNsPerByte: number({ min: 0, max: 1e6 }).default(defaultCollectives.reduceNsPerByte),
});

/**
 * Defaults, all judgements but those of shared memory: 150 ns in the library on each side, a waiting rank polls, 5 µs to wake one that
 * sleeps; progress only inside calls; the path's own eager limit.
 */
export const mpiSchema = record({
  sendOverheadNs: time().default(150),
  receiveOverheadNs: time().default(150),
  waiting: oneOf(['poll', 'block']).default('poll'),
  wakeUpNs: time().default(5000),
  eagerLimitBytes: size().optional(),
  sharedMemory: sharedMemory.prefault({}),
  progress: oneOf(['in-call', 'asynchronous', 'hardware']).default('in-call'),
  collectives: collectives.optional(),
}) satisfies z.ZodType<MpiSettings>;

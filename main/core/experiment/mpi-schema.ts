import { z } from 'zod';
import { algorithms, defaultCollectives, readAlgorithm } from '../collectives/index.ts';
import { collectiveNames, type CollectiveName, type MpiSettings } from '../contract/index.ts';
import { didYouMean } from './did-you-mean.ts';
import { message, number, oneOf, quantity, record } from './schema-parts.ts';

const time = () => quantity('nanoseconds', { min: 0, max: 1e9 });
const size = () => quantity('bytes', { min: 0, max: 1e12, integer: true });

const sharedMemory = record({
  latencyNs: time().default(500),
  bytesPerSecond: quantity('bytesPerSecond', { min: 1, max: 1e15 }).default(2.5e9),
  eagerLimitBytes: size().default(4096),
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
  collectives: collectives.optional(),
}) satisfies z.ZodType<MpiSettings>;

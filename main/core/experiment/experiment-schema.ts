import { z } from 'zod';
import { experimentFormat, type Experiment, type Noise } from '../contract/index.ts';
import { campaignSchema } from './campaign-schema.ts';
import { clusterSchema } from './cluster-schema.ts';
import { eventSchema } from './event-schema.ts';
import { jobSchema } from './job-schema.ts';
import { managerSchema } from './manager-schema.ts';
import { count, quantity, record } from './schema-parts.ts';
import { sweepSchema } from './sweep-schema.ts';

/** Most jobs of a document. */
export const mostJobs = 16;

const text = (longest: number) => z.string().max(longest, { error: `The text is longer than ${String(longest)} characters.` });

/** Defaults, all judgements: 1 % on compute, 100 µs of start skew, 2 % on each service. */
export const noiseSchema = record({
  compute: quantity('fraction', { min: 0, max: 1 }).default(0.01),
  startSkewNs: quantity('nanoseconds', { min: 0, max: 1e12 }).default(100_000),
  service: quantity('fraction', { min: 0, max: 1 }).default(0.02),
}) satisfies z.ZodType<Noise>;

/**
 * The document as written, defaults of its own parts filled in. Defaults: `title` the name, 5 replicates, seed 1, no
 * events, no axes; what follows from several parts is filled in by `completeExperiment`.
 */
export const experimentSchema = record({
  format: z.literal(experimentFormat).default(experimentFormat),
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'The name is kebab-case, such as my-first-sweep; it names the file.' }).max(80),
  title: text(200).optional(),
  question: text(1000).default('Which data path should this application use?'),
  cluster: clusterSchema.prefault({}),
  jobs: z.array(jobSchema)
    .min(1, { error: 'There is no job.\nDescribe one under `jobs`.' })
    .max(mostJobs, { error: `There are more than ${String(mostJobs)} jobs.\nUse one experiment for each group of jobs that share hosts.` }).readonly(),
  sweep: sweepSchema.prefault({}),
  replicates: count(10_000).default(5),
  seed: count(4_294_967_295, 0).default(1),
  noise: noiseSchema.prefault({}),
  events: z.array(eventSchema).max(1000).readonly().default([]),
  manager: managerSchema.optional(),
  campaign: campaignSchema.optional(),
});

/** The document as written. */
export type ExperimentDraft = z.output<typeof experimentSchema>;

/** Every complete experiment is a valid draft but for its axis values, which the draft knows more precisely: checked by the compiler. */
export const draftOfExperiment = (experiment: Omit<Experiment, 'sweep'>): Omit<ExperimentDraft, 'sweep'> => experiment;

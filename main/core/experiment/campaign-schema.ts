import { z } from 'zod';
import { schedulerNames, sharingNames, type Campaign } from '../contract/index.ts';
import { jsonAs } from './json-forms.ts';
import { count, notOneOf, number, oneOf, quantity, record } from './schema-parts.ts';

const time = (min: number, max = 1e16) => quantity('nanoseconds', { min, max });
const share = (min: number) => quantity('fraction', { min, max: 1 });

const arrivals = z.discriminatedUnion('kind', [
  record({ kind: z.literal('at'), ns: z.array(time(0)).min(1, { error: 'Nothing arrives.\nName at least one time.' }).max(100_000).readonly() }),
  record({ kind: z.literal('poisson'), meanNs: time(1), count: count(100_000) }),
], { error: (issue) => notOneOf((issue.input as { readonly kind?: unknown } | undefined)?.kind, ['at', 'poisson']) });

const tenant = record({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'A tenant is called in kebab-case, such as weather.' }).max(80),
  job: z.string().min(1).max(80),
  arrivals,
  hosts: count(1024).optional(),
  repeats: count(1e12).default(1),
  priority: number({ min: -1000, max: 1000, integer: true }).default(0),
  estimateFactor: number({ min: 0.01, max: 1000 }).default(1),
  resizes: z.array(record({ atShare: quantity('fraction', { min: 0.000_001, max: 0.999_999 }), hosts: count(1024) })).min(1).max(100).readonly().optional(),
});

const scheduler = record({
  kind: oneOf(schedulerNames).default('fifo'),
  sliceNs: time(1e6).default(600e9),
  switchNs: time(0).default(1e9),
  rows: count(64).default(4),
});

const failures = record({
  mtbfNs: time(1e9, 1e18),
  repairNs: time(0).default(3600e9),
  spareHosts: count(1023, 0).default(0),
  predictor: record({ recall: share(0), precision: share(0.01), leadNs: time(0) }).optional(),
});

/**
 * Days of many jobs at job level. Defaults and where they come from, all judgements unless they say otherwise: first come, first
 * served on nodes of one's own; slices of 10 minutes (LLNL's gang scheduler on the T3D and SLURM after it took half a minute to
 * minutes), a switch of 1 s (VMs stop, others go on; nobody published one for VMs of an MPI job); four rows, two jobs on a shared
 * host; an hour of repair (a reboot with a look at the machine); users who know how long their jobs take.
 */
export const campaignSchema = record({
  tenants: z.array(tenant).min(1, { error: 'There is no tenant.\nSay under `tenants` who brings which jobs.' }).max(100).readonly(),
  scheduler: jsonAs(z.preprocess((input) => (typeof input === 'string' ? { kind: input } : input), scheduler), (jsonOf) => ({ anyOf: [{ enum: schedulerNames }, jsonOf(scheduler)] })).prefault({}),
  sharing: oneOf(sharingNames).default('exclusive'),
  jobsPerHost: count(4, 2).default(2),
  failures: failures.optional(),
  snapshotEveryNs: z.union([z.enum(['young', 'daly']), time(1e6)], { error: 'This must be a time such as 30 min, or young or daly for their optimum.' }).optional(),
});

/** A campaign as written, defaults filled in; the hosts of a tenant's jobs may follow from the job. */
export type CampaignDraft = z.output<typeof campaignSchema>;

/** Every complete campaign is a valid draft: checked by the compiler. */
export const draftOfCampaign = (campaign: Campaign): CampaignDraft => campaign;

import { z } from 'zod';
import { pinningNames, placementNames, railNames, type Job, type Pinning, type Placement } from '../contract/index.ts';
import { mpiSchema } from './mpi-schema.ts';
import { pathRulesSchema } from './path-schema.ts';
import { count, notOneOf, oneOf, quantity, record } from './schema-parts.ts';
import { workloadSchema } from './workload-schema.ts';

const rankPlaces = z.array(record({ host: count(1023, 0), vm: count(1023, 0) })).min(1).max(65_536).readonly();

const placementSchema = z.union([z.enum(placementNames), rankPlaces], {
  error: (issue) => (Array.isArray(issue.input) ? 'Every entry names a host and a VM of that host, both counted from 0.' : notOneOf(issue.input, placementNames)),
}) satisfies z.ZodType<Placement>;

const coreList = z.array(count(1023, 0)).min(1).max(1024).readonly();

/** How vCPUs are laid on cores. */
export const pinningSchema = z.union([z.enum(pinningNames), coreList], {
  error: (issue) => (Array.isArray(issue.input) ? 'Every entry is a core of the host, counted from 0.' : notOneOf(issue.input, pinningNames)),
}) satisfies z.ZodType<Pinning>;

/** 65,535 as in the schedulers that weights come from. */
const weight = count(65_535);

/** At most a petabyte, as the VM's memory. What is left out follows from the workload. */
const bytes = quantity('bytes', { min: 0, max: 1e15 }).optional();

const memory = record({
  touchedBytes: bytes,
  workingSetBytes: bytes,
  writeBytesPerSecond: quantity('bytesPerSecond', { min: 0, max: 1e15 }).optional(),
  registeredBytes: bytes,
});

const hosts = z.array(count(1023, 0)).min(1, { error: 'The job has no host.\nName at least one, or remove `hosts` to use all.' }).max(1024).readonly();

const vms = record({
  perHost: count(1024).default(1),
  vcpus: count(1024).optional(),
  memoryMiB: quantity('mebibytes', { min: 1, max: 1e9 }).default(1536),
  vnics: count(64).default(1),
  pinning: pinningSchema.default('pinned'),
  weight: z.union([weight, z.array(weight).min(1).max(1024).readonly()], { error: 'A weight is a whole number of at least 1, or a list with one for each VM of a host.' }).default(256),
  memory: memory.optional(),
});

/**
 * A job as written. Left open here, because they follow from other parts of the document: `ranks`, `vms.vcpus`, `paths`.
 * `hosts` absent: all of the cluster; `startNs` absent: 0. Defaults: id `job`, one VM per host of 1536 MiB with one vNIC, pinned vCPUs of weight 256 (Xen's), fixed rails, placement `inter`.
 */
export const jobSchema = record({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'A job id is kebab-case, such as advection.' }).max(80).default('job'),
  hosts: hosts.optional(),
  startNs: quantity('nanoseconds', { min: 0, max: 1e14 }).optional(),
  ranks: count(65_536).optional(),
  vms: vms.prefault({}),
  rails: oneOf(railNames).default('fixed'),
  placement: placementSchema.default('inter'),
  paths: pathRulesSchema.optional(),
  workload: workloadSchema,
  mpi: mpiSchema.prefault({}),
});

/** A job as written, defaults of its own parts filled in. */
export type JobDraft = z.output<typeof jobSchema>;

/** Every complete job is a valid draft: checked by the compiler. */
export const draftOfJob = (job: Job): JobDraft => job;

import { z } from 'zod';
import { eventKinds, type ExperimentEvent } from '../contract/index.ts';
import { count, notOneOf, quantity, record } from './schema-parts.ts';

/** Longest time that a run can simulate is about 39 h. */
const time = quantity('nanoseconds', { min: 0, max: 1.4e14 });

const migrate = record({
  kind: z.literal('migrate'),
  atNs: time,
  vm: count(1_048_575, 0),
  to: count(1023, 0),
});

const snapshot = record({
  kind: z.literal('snapshot'),
  atNs: time,
  vms: z.array(count(1_048_575, 0)).min(1, { error: 'The list names no VM.\nName at least one, or remove the list: then all VMs are saved.' }).max(65_536).readonly().optional(),
});

const hostFailure = record({
  kind: z.literal('host-failure'),
  atNs: time,
  host: count(1023, 0),
  warningNs: time.optional(),
});

/** Something that happens during a run. */
export const eventSchema = z.discriminatedUnion('kind', [migrate, snapshot, hostFailure], {
  error: (issue) => (issue.code === 'invalid_union' ? notOneOf(kindOf(issue.input), eventKinds) : undefined),
}) satisfies z.ZodType<ExperimentEvent>;

function kindOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
}

import { z } from 'zod';
import type { PathChoice, PathRules } from '../contract/index.ts';
import { record } from './schema-parts.ts';

const choice = record({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'A path id is kebab-case, such as xen-bridged.' }).max(80),
  preset: z.string().min(1).max(80).optional(),
  config: z.record(z.string().max(80), z.unknown()).readonly().optional(),
});

/** `xen-bridged` or `{ id: xen-bridged, preset: …, config: {…} }`. */
export const pathChoiceSchema = z.preprocess(
  (input) => (typeof input === 'string' ? { id: input } : input), choice,
) satisfies z.ZodType<PathChoice>;

const rules = record({
  sameVm: pathChoiceSchema.optional(),
  sameHost: pathChoiceSchema.optional(),
  otherHost: pathChoiceSchema,
});

/** A choice, which holds between the VMs of one host and between hosts, or one choice per relation. */
export const pathRulesSchema = z.preprocess(
  (input) => (isChoice(input) ? { sameHost: input, otherHost: input } : input), rules,
) satisfies z.ZodType<PathRules>;

function isChoice(input: unknown): boolean {
  return typeof input === 'string' || (typeof input === 'object' && input !== null && 'id' in input);
}

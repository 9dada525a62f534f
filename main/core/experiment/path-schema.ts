import { z } from 'zod';
import type { PathChoice, PathRules } from '../contract/index.ts';
import { describeIssue, issueParts, record } from './schema-parts.ts';

const setting = z.unknown().refine(isPlain, { error: 'A setting is a word, a finite number, true or false, or a list or map of those.' });

const choice = record({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'A path id is kebab-case, such as xen-bridged.' }).max(80),
  preset: z.string().min(1).max(80).optional(),
  config: z.record(z.string().max(80), setting).readonly().optional(),
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

const sameChoice = pathChoiceSchema.transform((both): PathRules => ({ sameHost: both, otherHost: both }));

/** A choice, which holds between the VMs of one host and between hosts, or one choice per relation. */
export const pathRulesSchema = z.unknown().transform((input, context): PathRules => {
  // Not a union: its complaints would be about both forms, and about fields that the text does not have.
  const reading = (isChoice(input) ? sameChoice : rules).safeParse(input, { error: describeIssue });
  if (reading.success) return reading.data;
  for (const issue of reading.error.issues) {
    for (const { path, message } of issueParts(issue)) context.issues.push({ code: 'custom', path: [...path], message, input });
  }
  return z.NEVER;
}) satisfies z.ZodType<PathRules>;

function isChoice(input: unknown): boolean {
  return typeof input === 'string' || (typeof input === 'object' && input !== null && 'id' in input);
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isPlain);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

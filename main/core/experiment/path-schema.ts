import { z } from 'zod';
import type { AxisValue, PathChoice, PathException, PathRules } from '../contract/index.ts';
import { jsonAs } from './json-forms.ts';
import { count, describeIssue, issueParts, message, record } from './schema-parts.ts';

const setting = z.unknown().refine(isPlain, { error: 'A setting is a word, a finite number, true or false, or a list or map of those.' });

const choice = record({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'A path id is kebab-case, such as xen-bridged.' }).max(80),
  preset: z.string().min(1).max(80).optional(),
  config: z.record(z.string().max(80), setting).readonly().optional(),
});

/** `xen-bridged` or `{ id: xen-bridged, preset: …, config: {…} }`. */
export const pathChoiceSchema = jsonAs(z.preprocess(
  (input) => (typeof input === 'string' ? { id: input } : input), choice,
) satisfies z.ZodType<PathChoice>, (jsonOf) => ({ anyOf: [jsonOf(choice.shape.id), jsonOf(choice)] }));

/** VMs of the cluster, counted host by host. */
const vm = count(1_048_575, 0);

const exception = record({
  vms: z.tuple([vm, vm], { error: message('A pair is two VMs of the cluster, such as [0, 3].', 'VMs count host by host, from 0.') }).readonly()
    .refine(([a, b]) => a !== b, { error: message('This names one VM twice.', 'Name two VMs; what ranks of one VM use is the rule `sameVm`.') }),
  path: pathChoiceSchema,
}) satisfies z.ZodType<PathException>;

const rules = record({
  sameVm: pathChoiceSchema.optional(),
  sameHost: pathChoiceSchema.optional(),
  otherHost: pathChoiceSchema,
  exceptions: z.array(exception).max(10_000).readonly().optional(),
});

const sameChoice = pathChoiceSchema.transform((both): PathRules => ({ sameHost: both, otherHost: both }));

/** A choice, which holds between the VMs of one host and between hosts, or one choice per relation. */
export const pathRulesSchema = jsonAs(
  oneReading<PathRules>((input) => (isChoice(input) ? sameChoice : rules)) satisfies z.ZodType<PathRules>,
  (jsonOf) => ({ anyOf: [jsonOf(pathChoiceSchema), jsonOf(rules)] }),
);

/** A bare id stays a word, so that the document reads as it was written. */
const value = pathChoiceSchema.transform((one): AxisValue => (one.preset === undefined && one.config === undefined ? one.id : one));

/** A value of the path axis: a choice, or rules of its own for every relation. */
export const pathValueSchema = jsonAs(
  oneReading<AxisValue>((input) => (isRules(input) ? rules : value)) satisfies z.ZodType<AxisValue>,
  (jsonOf) => ({ anyOf: [jsonOf(pathChoiceSchema), jsonOf(rules)] }),
);

/** Not a union: its complaints would be about both forms, and about fields that the text does not have. */
function oneReading<Value>(schemaFor: (input: unknown) => z.ZodType<Value>) {
  return z.unknown().transform((input, context): Value => {
    const reading = schemaFor(input).safeParse(input, { error: describeIssue });
    if (reading.success) return reading.data;
    for (const issue of reading.error.issues) {
      for (const part of issueParts(issue)) context.issues.push({ code: 'custom', path: [...part.path], message: part.message, input });
    }
    return z.NEVER;
  });
}

function isRules(input: unknown): boolean {
  return typeof input === 'object' && input !== null && !('id' in input) && ['sameVm', 'sameHost', 'otherHost', 'exceptions'].some((field) => field in input);
}

function isChoice(input: unknown): boolean {
  return typeof input === 'string' || (typeof input === 'object' && input !== null && 'id' in input);
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isPlain);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

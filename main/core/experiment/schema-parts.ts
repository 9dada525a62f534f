import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { jsonAs, type JsonForm } from './json-forms.ts';
import { quantityText, readQuantity, writeQuantity, type Dimension } from './quantity.ts';

/**
 * Messages inside the schemas are `what` or `what\nwhat to do`; the reader of the issues splits them. For several
 * unknown keys the pairs follow each other.
 */
export const message = (what: string, hint?: string): string => (hint === undefined ? what : `${what}\n${hint}`);

/** An object whose unknown keys are refused with a hint. */
export function record<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => unknownKey(key, known)).join('\n') : undefined),
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = didYouMean(key, known);
  const hint = near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return message(`"${key.slice(0, 60)}" is not known here.`, hint);
}

/** Bounds of a number, both included. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** A number in the base unit of `dimension`, written plain or with a unit. */
export function quantity(dimension: Dimension, bounds: Bounds = {}) {
  const read = z.union([z.number(), z.string()], { error: (issue) => notANumber(issue.input) }).transform((input, context): number => {
    const reading = readQuantity(input, dimension);
    if (!reading.ok) {
      context.addIssue(message(reading.message, reading.hint));
      return z.NEVER;
    }
    const complaint = outOfBounds(reading.value, bounds, (value) => String(writeQuantity(value, dimension)));
    if (complaint === undefined) return reading.value;
    context.addIssue(complaint);
    return z.NEVER;
  });
  const { pattern, description } = quantityText(dimension);
  return jsonAs(read, () => ({ description, anyOf: [jsonNumber(bounds), { type: 'string', pattern }] }));
}

/** A plain number within bounds. */
export function number(bounds: Bounds = {}) {
  const checked = z.number({ error: (issue) => notANumber(issue.input) }).superRefine((value, context) => {
    const complaint = outOfBounds(value, bounds);
    if (complaint !== undefined) context.addIssue(complaint);
  });
  return jsonAs(checked, () => jsonNumber(bounds));
}

function jsonNumber({ min, max, integer }: Bounds): JsonForm {
  return { type: integer === true ? 'integer' : 'number', ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
}

/** A whole number from `min` (default 1) to `max`. */
export const count = (max: number, min = 1) => number({ min, max, integer: true });

function notANumber(input: unknown): string {
  return input === undefined ? 'A number is missing.' : 'This must be a number.';
}

function outOfBounds(value: number, { min, max, integer }: Bounds, write: (value: number) => string = String): string | undefined {
  if (integer === true && !Number.isSafeInteger(value)) return message(`${String(value)} is not a whole number.`, 'Use a whole number.');
  if (min !== undefined && value < min) return message(`${write(value)} is too small.`, `Use at least ${write(min)}.`);
  if (max !== undefined && value > max) return message(`${write(value)} is too large.`, `Use at most ${write(max)}.`);
  return undefined;
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: (issue) => notOneOf(issue.input, words) });
}

/** The message for a word that is none of `words`. */
export function notOneOf(input: unknown, words: readonly string[]): string {
  const choices = `Use one of ${words.join(', ')}.`;
  if (input === undefined) return message('A value is missing.', choices);
  if (typeof input !== 'string') return message('This must be a word.', choices);
  const near = didYouMean(input, words);
  return message(`"${input.slice(0, 60)}" is not known here.`, near === undefined ? choices : `Did you mean "${near}"? ${choices}`);
}

/** Messages for what the schemas themselves say nothing about. */
export function describeIssue(issue: { readonly code?: string; readonly input?: unknown; readonly expected?: unknown }): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return 'A value is missing.\nAdd the field.';
    return `This must be ${nameOfType(String(issue.expected))}.`;
  }
  return undefined;
}

function nameOfType(expected: string): string {
  switch (expected) {
    case 'object': case 'record': return 'a map of fields';
    case 'array': return 'a list';
    case 'string': return 'text';
    case 'number': case 'int': return 'a number';
    case 'boolean': return 'true or false';
    default: return `of type ${expected}`;
  }
}

/** Where an issue is and what it says, one part for each unknown key. */
export function issueParts(issue: z.core.$ZodIssue): readonly { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  const lines = issue.message.split('\n');
  return issue.keys.map((key, index) => ({ path: [...path, key], message: lines.slice(2 * index, 2 * index + 2).join('\n') }));
}

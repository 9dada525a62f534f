import { z } from 'zod';
import type { Extents } from '../contract/index.ts';
import { jsonAs } from './json-forms.ts';
import { message } from './schema-parts.ts';

/** Whole numbers joined by x, `dimensions` of them; × and capitals are taken as x. */
export function extents(dimensions: number, example: string) {
  const read = z.preprocess(canonicalExtents, z.string({ error: `This must be text such as ${example}.` }).superRefine((text, context) => {
    const parts = text.split('x');
    if (parts.length === dimensions && parts.every((part) => /^[1-9]\d{0,6}$/.test(part))) return;
    context.addIssue(message(`"${text.slice(0, 60)}" is not ${String(dimensions)} whole numbers joined by x.`, `Write it as ${example}.`));
  })) satisfies z.ZodType<Extents>;
  return jsonAs(read, () => ({ type: 'string', pattern: `^\\s*${Array.from({ length: dimensions }, () => '[1-9]\\d{0,6}').join('\\s*[x×X]\\s*')}\\s*$`, description: `Whole numbers joined by x, such as ${example}.` }));
}

/** A grid of ranks, or `auto`. */
export function decomposition(dimensions: number, example: string) {
  return z.preprocess(canonicalExtents, z.union([z.literal('auto'), extents(dimensions, example)], {
    error: (issue) => (typeof issue.input === 'string' ? message(`"${issue.input.slice(0, 60)}" is not a decomposition in ${String(dimensions)} dimensions.`, `Write it as ${example}, or auto.`) : `This must be text such as ${example}.`),
  }));
}

/** `4 × 3` as `4x3`. */
export function canonicalExtents(input: unknown): unknown {
  return typeof input === 'string' ? input.replace(/\s*[x×X]\s*/g, 'x').trim() : input;
}

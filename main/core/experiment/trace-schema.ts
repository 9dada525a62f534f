import { z } from 'zod';
import { traceFormats, type TraceWorkload } from '../contract/index.ts';
import { oneOf, record } from './schema-parts.ts';

/** Longest path of a file that is accepted, characters; file systems end at 4096. */
const longestPath = 4096;

/** A trace in a file. Default: a GOAL text. Whether the file is there and fine is told when it is read. */
export const traceSchema = record({
  kind: z.literal('trace'),
  format: oneOf(traceFormats).default('goal'),
  file: z.string({ error: 'The file of the trace is missing.\nName it relative to this document, such as traces/ring.goal.' })
    .min(1, { error: 'The file of the trace has no name.\nName it relative to this document, such as traces/ring.goal.' })
    .max(longestPath, { error: `The path is longer than ${String(longestPath)} characters.` }),
}) satisfies z.ZodType<TraceWorkload>;

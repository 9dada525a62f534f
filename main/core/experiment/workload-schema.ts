import { z } from 'zod';
import { workloadKinds, type Workload } from '../contract/index.ts';
import { managerWorkerSchema, mapReduceSchema, requestResponseSchema, trainingSchema } from './data-workload-schema.ts';
import { advectionSchema, conjugateGradientSchema, fftSchema, nasSchema, stencil2dSchema, stencil3dSchema } from './grid-workload-schema.ts';
import { collectiveSchema, osuSchema, pingPongSchema, streamsSchema, verbsSchema } from './micro-benchmark-schema.ts';
import { notOneOf } from './schema-parts.ts';
import { traceSchema } from './trace-schema.ts';

/** Any workload; reading a complete one gives the same again. */
export const workloadSchema = z.discriminatedUnion('kind', [
  streamsSchema, pingPongSchema, osuSchema, collectiveSchema, verbsSchema, advectionSchema, stencil2dSchema, stencil3dSchema, fftSchema, conjugateGradientSchema,
  nasSchema, trainingSchema, managerWorkerSchema, mapReduceSchema, requestResponseSchema, traceSchema,
], {
  error: (issue) => (issue.code === 'invalid_union' ? notOneOf(kindOf(issue.input), workloadKinds) : undefined),
}) satisfies z.ZodType<Workload>;

function kindOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
}

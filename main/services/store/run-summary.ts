import { z } from 'zod';
import { quantityUnits, type Finding, type RunSummary } from '../../core/contract/index.ts';

/** The newest format of run.json that this version reads. */
export const runFormat = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const unit = z.enum(quantityUnits);

const runSummary = z.object({
  format: z.literal(1),
  fingerprint: hash,
  experiment: z.string(),
  title: z.string(),
  factors: z.record(z.string(), z.union([z.string(), z.number()])),
  metrics: z.record(z.string(), z.object({ value: z.number(), unit })),
  plugins: z.array(z.object({ id: z.string(), version: z.string(), sha256: z.string() })),
  versions: z.object({ doorbell: z.string(), engine: z.number(), node: z.string() }),
  resultSha256: hash,
  inputSha256: hash,
  createdAt: z.string(),
  machine: z.string(),
  wallSeconds: z.number(),
  batch: z.string(),
  experimentSha256: hash,
}) satisfies z.ZodType<RunSummary>;

/** A summary, or why there is none. */
export type ReadSummary = { readonly ok: true; readonly summary: RunSummary } | { readonly ok: false; readonly finding: Finding };

function broken(path: string, message: string, hint: string): ReadSummary {
  return { ok: false, finding: { severity: 'warning', path, message, hint } };
}

/** Reads the text of a run.json. `path` names it in findings, `fingerprint` is the folder it lies in. */
export function parseSummary(text: string, fingerprint: string, path: string): ReadSummary {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return broken(path, 'The file is damaged: it is not JSON.', 'Delete the folder of this run and run its experiment again; the result will be the same.');
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'number' && format > runFormat) {
    return broken(path, `The run has format ${String(format)}, this version of Doorbell reads formats up to ${String(runFormat)}.`, 'Update Doorbell to see this run.');
  }
  const parsed = runSummary.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return broken(path, `The file is damaged: ${issue === undefined ? 'it does not describe a run' : `${issue.path.join('.')}: ${issue.message}`}.`, 'Delete the folder of this run and run its experiment again; the result will be the same.');
  }
  if (parsed.data.fingerprint !== fingerprint) {
    return broken(path, `The file describes the run ${parsed.data.fingerprint}, but lies in the folder of another.`, 'Delete the folder of this run and run its experiment again.');
  }
  return { ok: true, summary: parsed.data };
}

import { hostname } from 'node:os';
import type { PlannedInput, RunResult, RunSummary } from '../../core/contract/index.ts';
import { summaryMetrics } from '../../core/compare/index.ts';
import { canonicalJson } from '../../core/plan/index.ts';
import { writeFolderAtomic } from './atomic-write.ts';
import type { Layout } from './layout.ts';
import { hashText } from './objects.ts';
import { writeSeries } from './series.ts';

/** Largest run.json, bytes; lists of ten thousand runs are made of them. */
export const summaryLimitBytes = 8192;

/** What is known of a run beside its result. */
export interface RunOrigin {
  readonly fingerprint: string;
  readonly experiment: string;
  readonly title: string;
  readonly factors: RunSummary['factors'];
  readonly plugins: RunSummary['plugins'];
  readonly doorbell: string;
  readonly engine: number;
  readonly inputSha256: string;
  readonly experimentSha256: string;
  readonly batch: string;
}

function summarise(origin: RunOrigin, result: RunResult, resultSha256: string, createdAt: string, wallSeconds: number, input: PlannedInput | undefined): RunSummary {
  return {
    format: 1,
    fingerprint: origin.fingerprint,
    experiment: origin.experiment,
    title: origin.title,
    factors: origin.factors,
    metrics: summaryMetrics(result, input),
    plugins: origin.plugins,
    versions: { doorbell: origin.doorbell, engine: origin.engine, node: process.versions.node },
    resultSha256,
    inputSha256: origin.inputSha256,
    createdAt,
    machine: hostname(),
    wallSeconds,
    batch: origin.batch,
    experimentSha256: origin.experimentSha256,
  };
}

/**
 * Writes a finished run into the workspace: result, summary, and series as far as they can be written. Another process
 * that wrote the same run first is success too. Rejects when the disk does not take it. Some metrics of the summary follow from the
 * `input`, too, and are missing without it.
 */
export async function writeRun(
  layout: Layout,
  origin: RunOrigin,
  result: RunResult,
  when: { readonly createdAt: string; readonly wallSeconds: number },
  onSeriesFailed: (error: unknown) => void,
  input?: PlannedInput,
): Promise<RunSummary> {
  const resultText = canonicalJson(result);
  const summary = summarise(origin, result, hashText(resultText), when.createdAt, when.wallSeconds, input);
  const summaryText = `${JSON.stringify(summary, undefined, 1)}\n`;
  if (Buffer.byteLength(summaryText) > summaryLimitBytes) {
    throw new Error(`The summary of run ${origin.fingerprint} would have ${String(Buffer.byteLength(summaryText))} bytes, more than the ${String(summaryLimitBytes)} that a run may have. Shorten the title of the experiment.`);
  }
  await writeFolderAtomic(
    layout.run(origin.fingerprint),
    { 'result.json': resultText, 'run.json': summaryText },
    (folder) => writeSeries(folder, result),
    onSeriesFailed,
  );
  return summary;
}

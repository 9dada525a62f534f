import type { Experiment, ResolvedPath, RunFailure } from '../contract/index.ts';
import { simulate } from '../engine/index.ts';
import { expand, overPaths } from '../plan/index.ts';
import { ablations } from './ablations.ts';
import { documentOf, type LedgerCase } from './cases.ts';
import { pointOf } from './measured.ts';

/** One run of a case. */
export interface CaseRow {
  readonly point: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The experiment that a case runs; its paths are resolved by the host. */
export function experimentOf(sample: Experiment, c: LedgerCase): Experiment {
  const document = documentOf(sample, c);
  const ablation = ablations.find((a) => a.id === c.ablation);
  return ablation?.experiment === undefined ? document : ablation.experiment(document);
}

/** Simulates a case whose paths were resolved. Throws what a user should read when a run cannot end. */
export function runCase(sample: Experiment, c: LedgerCase, models: readonly ResolvedPath[], isCancelled: () => boolean): readonly CaseRow[] {
  const ablation = ablations.find((a) => a.id === c.ablation);
  const change = ablation?.model?.bind(ablation);
  const changed = change === undefined ? models : models.map((resolved) => ({ ...resolved, model: change(resolved.model) }));
  const plan = expand(experimentOf(sample, c), changed);
  const problem = plan.findings.find((finding) => finding.severity === 'error');
  if (problem !== undefined) throw new Error(`${sample.name}: ${problem.path}: ${problem.message}`);
  const rows: CaseRow[] = [];
  for (const { factors, input } of plan.entries) {
    if (isCancelled()) break;
    const outcome = simulate(overPaths(input));
    if (!outcome.ok) throw new Error(failureText(sample.name, factors, outcome.failure));
    rows.push({ point: pointOf(c.sample, factors), metrics: Object.fromEntries(Object.entries(outcome.result.metrics).map(([name, { value }]) => [name, value])) });
  }
  return rows;
}

function failureText(name: string, factors: Readonly<Record<string, string | number>>, failure: RunFailure): string {
  return `${name} ${JSON.stringify(factors)}: ${failure.message} ${failure.hint}`;
}

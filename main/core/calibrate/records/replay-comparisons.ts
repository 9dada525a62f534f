import type { PathRequest, ResolvedPath, RunResult } from '../../contract/index.ts';
import { simulate } from '../../engine/index.ts';
import { expand, overPaths, pathRequests } from '../../plan/index.ts';
import { relativeDeviation } from '../difference.ts';
import { comparisonTolerance, type Comparison } from './comparison.ts';
import { comparisons } from './comparisons.ts';
import { recordExperiment, type RecordScenario, type TestbedOf } from './scenario.ts';

/** A published comparison beside the simulated one. */
export interface ComparisonRow extends Omit<Comparison, 'scenarios' | 'simulated'> {
  /** In `unit`. Absent where it cannot be simulated. */
  readonly simulated?: number;
  /** simulated / published − 1, of the ratios where it is a `difference`; to the nearer bound of a range, 0 within it. */
  readonly deviation?: number;
  readonly verdict: 'holds' | 'missed' | 'cannot run';
  /** Of `cannot run`: why. */
  readonly problem?: string;
}

/** What must be described before {@link replayComparisons} can simulate. */
export function comparisonRequests(testbedOf: TestbedOf): readonly PathRequest[] {
  const requests = comparisons.flatMap(({ scenarios }) => scenarios.flatMap((scenario) => pathRequests(recordExperiment(scenario, testbedOf))));
  return [...new Map(requests.map((request) => [request.key, request])).values()];
}

/** Simulates every comparison: some seconds of work. `models` answer {@link comparisonRequests}. Never throws; what cannot run says why. */
export function replayComparisons(models: readonly ResolvedPath[], testbedOf: TestbedOf): readonly ComparisonRow[] {
  const done = new Map<RecordScenario, RunResult | string>();
  const run = (scenario: RecordScenario): RunResult | string => {
    const result = done.get(scenario) ?? simulateScenario(scenario, models, testbedOf);
    done.set(scenario, result);
    return result;
  };
  return comparisons.map((comparison) => rowOf(comparison, comparison.scenarios.map(run)));
}

function simulateScenario(scenario: RecordScenario, models: readonly ResolvedPath[], testbedOf: TestbedOf): RunResult | string {
  const { entries: [entry], findings } = expand(recordExperiment(scenario, testbedOf), models);
  const problem = findings.find(({ severity }) => severity === 'error');
  if (entry === undefined || problem !== undefined) return `${problem?.path ?? ''} ${problem?.message ?? 'Nothing was planned.'}`.trim();
  const outcome = simulate(overPaths(entry.input));
  return outcome.ok ? outcome.result : `${outcome.failure.message} ${outcome.failure.hint}`;
}

function rowOf({ scenarios: _, simulated: figure, ...comparison }: Comparison, results: readonly (RunResult | string)[]): ComparisonRow {
  const problem = results.find((each) => typeof each === 'string');
  if (problem !== undefined) return { ...comparison, verdict: 'cannot run', problem };
  const simulated = figure(results.filter((each) => typeof each !== 'string'));
  if (Number.isNaN(simulated)) return { ...comparison, verdict: 'cannot run', problem: 'The runs have no such metric.' };
  const { published, publishedTo = published, difference } = comparison;
  const deviation = relativeDeviation(simulated, [published, publishedTo], difference);
  return { ...comparison, simulated, deviation, verdict: Math.abs(deviation) <= comparisonTolerance ? 'holds' : 'missed' };
}

import type { Manifest, Measurement } from '@doorbell/sdk';
import type { PathRequest, ResolvedPath } from '../contract/index.ts';
import { createRun, type Outcome } from '../engine/index.ts';
import { expand, pathRequests } from '../plan/index.ts';
import { replayExperiment, replayMetric } from './replay-experiment.ts';

/** Largest relative deviation where a measurement does not say. */
export const defaultTolerance = 0.05;

/** A published figure beside the simulated one. */
export interface ReplayRow {
  readonly measurement: Measurement;
  readonly unit: 'ns' | 'B/s';
  readonly tolerance: number;
  /** Absent where it cannot be simulated. */
  readonly simulated?: number;
  /** simulated / published − 1. */
  readonly deviation?: number;
  /** `missed` fails, unless the figure was held out: nothing was chosen to meet it, and a miss is a finding about the model. */
  readonly verdict: 'holds' | 'missed' | 'cannot run';
  /** Of `cannot run`: why, and what to do. */
  readonly problem?: string;
}

/** What must be described before a manifest's measurements can be replayed, one request for each distinct preset. */
export function replayRequests(manifest: Manifest): readonly PathRequest[] {
  const requests = (manifest.measurements ?? []).flatMap((measurement) => {
    const experiment = experimentOf(manifest, measurement);
    return experiment === undefined ? [] : pathRequests(experiment);
  });
  return [...new Map(requests.map((request) => [request.key, request])).values()];
}

/** Simulates one published figure. `models` answer {@link replayRequests}. Never throws; what cannot run says why. */
export function replayMeasurement(manifest: Manifest, measurement: Measurement, models: readonly ResolvedPath[]): ReplayRow {
  const { quantity, value: published, tolerance = defaultTolerance } = measurement;
  const row = { measurement, unit: quantity === 'half-round-trip' ? 'ns' as const : 'B/s' as const, tolerance };
  const fail = (problem: string): ReplayRow => ({ ...row, verdict: 'cannot run', problem });
  const experiment = experimentOf(manifest, measurement);
  if (experiment === undefined) return fail(`The preset "${measurement.preset}" has no testbed. Give it one.`);
  const { entries: [entry], findings } = expand(experiment, models);
  const problem = findings.find(({ severity }) => severity === 'error');
  if (entry === undefined || problem !== undefined) return fail(`${problem?.message ?? 'Nothing was planned.'} ${problem?.hint ?? ''}`.trim());
  if (entry.input.kernel === undefined && measurement.relation === 'same-host' && entry.input.places[0]?.vm === entry.input.places[1]?.vm) {
    return fail('The path runs without VMs, so two ranks of one host use shared memory. Measure it between hosts.');
  }
  const run = createRun(entry.input);
  while (!run.advance(1_000_000));
  const outcome: Outcome = run.outcome();
  if (!outcome.ok) return fail(`${outcome.failure.message} ${outcome.failure.hint}`);
  const simulated = outcome.result.metrics[replayMetric(measurement)]?.value;
  if (simulated === undefined) return fail(`The run has no ${replayMetric(measurement)}.`);
  const deviation = simulated / published - 1;
  return { ...row, simulated, deviation, verdict: Math.abs(deviation) <= tolerance ? 'holds' : 'missed' };
}

/** Whether a row is no reason to fail: what was fitted, or comes from the fitted testbed, holds; what was held out ran. */
export function isAcceptable({ verdict, measurement }: ReplayRow): boolean {
  return verdict === 'holds' || (verdict === 'missed' && measurement.use === 'held-out');
}

/**
 * Records that options say they were fitted to and that no measurement replays. No measurement can say a migration: what those of
 * built-in paths were fitted to is among the `migrationRecords`.
 */
export function unreplayedRecords({ config, measurements = [] }: Manifest): readonly { readonly option: string; readonly record: string }[] {
  const replayed = new Set(measurements.map(({ record }) => record));
  return Object.entries(config.properties).flatMap(([option, { origin }]) =>
    (origin?.kind === 'fitted' && origin.record !== undefined && !origin.parameter.startsWith('migration.') && !replayed.has(origin.record) ? [{ option, record: origin.record }] : []));
}

function experimentOf(manifest: Manifest, measurement: Measurement) {
  const testbed = manifest.presets.find(({ id }) => id === measurement.preset)?.testbed;
  return testbed === undefined ? undefined : replayExperiment(manifest.id, measurement, testbed);
}

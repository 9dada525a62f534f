import type { ComparisonEntry, Estimate, Quantity, Verdict } from '../contract/index.ts';
import { formatNumber, formatPercent } from '../charts/units.ts';
import { estimateMean } from '../statistics/index.ts';
import type { Value } from './order.ts';
import type { SelectedRun } from './selection.ts';
import { sortSamples, speedUp, type Sample } from './speed-up.ts';

/** What all entries of a comparison share. */
export interface Measure {
  readonly by: string;
  readonly metric: string;
  readonly unit: Quantity['unit'];
  readonly higherIsBetter: boolean;
  readonly threshold: number;
}

/** One side of a comparison: its samples, or why there are none. */
export type Side =
  | { readonly ok: true; readonly samples: readonly Sample[]; readonly estimate: Estimate }
  | { readonly ok: false; readonly reason: string };

/** Reads the metric of one value's runs in one cell. */
export function readSide(value: Value, runs: readonly SelectedRun[], measure: Measure, failure: string | undefined, leftOut?: string): Side {
  if (runs.length === 0) {
    if (failure === undefined && leftOut !== undefined) return { ok: false, reason: `The plan left ${value} out: ${leftOut}` };
    return { ok: false, reason: failure === undefined ? `No run of ${value} here.` : `The run of ${value} failed: ${failure}` };
  }
  const samples: Sample[] = [];
  for (const run of runs) {
    const quantity = Object.hasOwn(run.row.metrics, measure.metric) ? run.row.metrics[measure.metric] : undefined;
    if (quantity === undefined) return { ok: false, reason: `Runs of ${value} have no ${measure.metric}.` };
    if (quantity.unit !== measure.unit) {
      return { ok: false, reason: `${measure.metric} of ${value} is in ${quantity.unit}, elsewhere in ${measure.unit}.` };
    }
    if (!Number.isFinite(quantity.value)) return { ok: false, reason: `${measure.metric} of ${value} is no finite number.` };
    samples.push({ replicate: run.replicate, value: quantity.value });
  }
  const sorted = sortSamples(samples);
  return { ok: true, samples: sorted, estimate: estimateMean(sorted.map((sample) => sample.value)) };
}

/** Better or worse only where the difference counts and the interval, if any, excludes 1. */
export function judge(ratio: Estimate, threshold: number): 'better' | 'worse' | 'no-difference' {
  const counts = ratio.mean > 1 + threshold ? 'better' : ratio.mean * (1 + threshold) < 1 ? 'worse' : 'no-difference';
  if (counts === 'no-difference' || ratio.spread === 'none') return counts;
  if (ratio.low === undefined || ratio.high === undefined) return 'no-difference';
  return ratio.low > 1 || ratio.high < 1 ? counts : 'no-difference';
}

function explain(verdict: Verdict, ratio: Estimate, paired: boolean, runs: readonly [number, number], threshold: number): string {
  const size = formatNumber(ratio.mean);
  const limit = formatPercent(threshold);
  const beyond = ratio.mean > 1 + threshold || ratio.mean * (1 + threshold) < 1;
  if (ratio.spread === 'none') {
    const [own, base] = runs;
    const ground = own !== base && Math.min(own, base) === 1
      ? 'one side has a single run, so no interval'
      : own === 1 && base === 1 ? 'deterministic: one run, no interval' : 'deterministic: nothing varied, no interval';
    return `Speed-up ${size}; ${ground}; ${beyond ? 'beyond' : 'within'} the threshold of ${limit}.`;
  }
  if (ratio.low === undefined || ratio.high === undefined) {
    return `Speed-up ${size}; the replicates vary too much to bound it.`;
  }
  const sample = paired ? `${runs[0]} paired replicates` : `${runs[0]} against ${runs[1]} runs`;
  const interval = `95 % interval ${formatNumber(ratio.low)} to ${formatNumber(ratio.high)}, ${sample}`;
  if (verdict === 'no-difference') {
    return beyond
      ? `Speed-up ${size} (${interval}): the interval includes 1.`
      : `Speed-up ${size} (${interval}): within the threshold of ${limit}.`;
  }
  return `Speed-up ${size} (${interval}): beyond the threshold of ${limit}.`;
}

/** Measures one value against the baseline in one cell. */
export function compareSides(value: Value, own: Side, baseline: Side, fingerprints: readonly string[], measure: Measure): ComparisonEntry {
  if (!own.ok) return { value, verdict: 'not-comparable', reason: own.reason, fingerprints };
  const shared = { value, estimate: own.estimate, fingerprints };
  if (!baseline.ok) return { ...shared, verdict: 'not-comparable', reason: `The baseline is missing. ${baseline.reason}` };
  const all = [...own.samples, ...baseline.samples];
  if (all.every((sample) => sample.value === 0)) {
    return { ...shared, verdict: 'no-difference', reason: `${measure.metric} is 0 on both sides.` };
  }
  if (all.some((sample) => sample.value <= 0)) {
    return { ...shared, verdict: 'not-comparable', reason: `${measure.metric} is 0 on one side: there is no ratio.` };
  }
  const { estimate, paired } = speedUp(own.samples, baseline.samples, measure.higherIsBetter);
  const verdict = judge(estimate, measure.threshold);
  const runs: readonly [number, number] = [own.samples.length, baseline.samples.length];
  return { ...shared, speedUp: estimate, verdict, reason: explain(verdict, estimate, paired, runs, measure.threshold) };
}

/** The entry of the baseline itself. */
export function baselineEntry(value: Value, side: Side, fingerprints: readonly string[]): ComparisonEntry {
  if (!side.ok) return { value, verdict: 'not-comparable', reason: side.reason, fingerprints };
  return { value, estimate: side.estimate, verdict: 'baseline', reason: 'The others are measured against this.', fingerprints };
}

import type { Estimate } from '../contract/index.ts';
import { allEqual, mean, ratioEstimate } from '../statistics/index.ts';

/** One measured value and the replicate it belongs to. */
export interface Sample {
  readonly replicate: number | undefined;
  readonly value: number;
}

/** By replicate, so that samples of equal index share a seed. */
export function sortSamples(samples: readonly Sample[]): readonly Sample[] {
  return [...samples].sort((left, right) => (left.replicate ?? 0) - (right.replicate ?? 0) || left.value - right.value);
}

/** Whether both sides have the same replicates, each once, and more than one. */
export function arePaired(left: readonly Sample[], right: readonly Sample[]): boolean {
  if (left.length !== right.length || left.length < 2) return false;
  const seen = new Set<number>();
  return left.every((sample, index) => {
    const fresh = sample.replicate !== undefined && !seen.has(sample.replicate);
    if (sample.replicate !== undefined) seen.add(sample.replicate);
    return fresh && right[index]?.replicate === sample.replicate;
  });
}

export interface SpeedUp {
  readonly estimate: Estimate;
  readonly paired: boolean;
}

/**
 * How many times `challenger` is better than `baseline`: ratio of the means, above 1 is better. Both sorted, not empty,
 * all values above 0. The interval is absent where nothing varies, where a side with one run meets a side that varies,
 * or where the replicates vary too much for a bound.
 */
export function speedUp(challenger: readonly Sample[], baseline: readonly Sample[], higherIsBetter: boolean): SpeedUp {
  const [over, under] = higherIsBetter ? [challenger, baseline] : [baseline, challenger];
  const overValues = over.map((sample) => sample.value);
  const underValues = under.map((sample) => sample.value);
  const paired = arePaired(over, under);
  const ratios = paired ? overValues.map((value, index) => value / (underValues[index] ?? value)) : [];
  const varied = !allEqual(overValues) || !allEqual(underValues);
  const ratio = mean(overValues) / mean(underValues);
  const samples = paired ? ratios : [ratio];
  if (!varied) return { estimate: { mean: ratio, samples, spread: 'none' }, paired };
  if (overValues.length < 2 || underValues.length < 2) return { estimate: { mean: ratio, samples, spread: 'none' }, paired };
  if (paired && allEqual(ratios)) return { estimate: { mean: ratio, low: ratio, high: ratio, samples, spread: 'replicates' }, paired };
  const interval = ratioEstimate(overValues, underValues, paired);
  return { estimate: { mean: ratio, low: interval.low, high: interval.high, samples, spread: 'replicates' }, paired };
}

import { performance } from 'node:perf_hooks';

/** Wall-clock times of one piece of work, seconds. */
export interface Timing {
  readonly runs: number;
  readonly medianSeconds: number;
  /** Distance between the quartiles, relative to the median: above a few per cent the machine was busy. */
  readonly spread: number;
  readonly fastestSeconds: number;
}

/** How often and how long to measure. */
export interface Effort {
  readonly runs: number;
  /** Untimed runs before, for the compiler. */
  readonly warmUps: number;
}

/** Times `work`; what it answers first is handed back. */
export async function measure<Result>(work: () => Result | Promise<Result>, { runs, warmUps }: Effort): Promise<{ readonly timing: Timing; readonly result: Result }> {
  const result = await work();
  for (let i = 1; i < warmUps; i++) await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const begun = performance.now();
    await work();
    times.push((performance.now() - begun) / 1000);
  }
  return { timing: summarise(times), result };
}

/** Median and spread of times in seconds. */
export function summarise(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const medianSeconds = quantile(sorted, 0.5);
  return { runs: sorted.length, medianSeconds, spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / medianSeconds, fastestSeconds: sorted[0] };
}

/** Of positive numbers, such as ratios; at least one. */
export function geometricMean(values: readonly number[]): number {
  return values.reduce((all, value) => all * value, 1) ** (1 / values.length);
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

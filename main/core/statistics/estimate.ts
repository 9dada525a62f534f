import type { Estimate } from '../contract/index.ts';
import { allEqual, mean, variance } from './moments.ts';
import { studentQuantile } from './student.ts';

/** Mean with Student's 95% interval; without an interval where one sample exists or nothing varies. */
export function estimateMean(samples: readonly number[]): Estimate {
  const centre = mean(samples);
  if (samples.length < 2 || allEqual(samples)) return { mean: centre, samples, spread: 'none' };
  const half = studentQuantile(samples.length - 1) * Math.sqrt(variance(samples) / samples.length);
  return { mean: centre, low: centre - half, high: centre + half, samples, spread: 'replicates' };
}

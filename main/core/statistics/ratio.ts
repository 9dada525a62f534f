import { mean, variance } from './moments.ts';
import { studentQuantile } from './student.ts';

/** Ratio of two means with its 95% interval; the interval is absent where it is unbounded. */
export interface RatioInterval {
  readonly ratio: number;
  readonly low?: number;
  readonly high?: number;
}

function covariance(left: readonly number[], right: readonly number[]): number {
  const leftMean = mean(left);
  const rightMean = mean(right);
  let sum = 0;
  left.forEach((sample, index) => { sum += (sample - leftMean) * ((right[index] ?? rightMean) - rightMean); });
  return sum / (left.length - 1);
}

/**
 * Mean of `over` divided by mean of `under`, both positive. The interval is Fieller's: all ratios r for which
 * mean(over) − r · mean(under) may be zero. Other than the delta method it says the same of a ratio and its inverse, so
 * turning a comparison round turns its verdict round. `paired`: samples of equal index share their seed; both lists have
 * the same length of at least two. Otherwise degrees of freedom are Welch's.
 */
export function ratioEstimate(over: readonly number[], under: readonly number[], paired: boolean): RatioInterval {
  const top = mean(over);
  const bottom = mean(under);
  const ratio = top / bottom;
  const topVariance = variance(over) / over.length;
  const bottomVariance = variance(under) / under.length;
  const shared = paired ? covariance(over, under) / over.length : 0;
  let freedom = over.length - 1;
  if (!paired) {
    const a = topVariance / (top * top);
    const b = bottomVariance / (bottom * bottom);
    const tail = (a * a) / Math.max(1, over.length - 1) + (b * b) / Math.max(1, under.length - 1);
    freedom = tail > 0 ? ((a + b) * (a + b)) / tail : 1;
  }
  const t = studentQuantile(freedom);
  // Roots of r² (bottom² − t² V(bottom)) − 2 r (top bottom − t² C) + (top² − t² V(top)) = 0.
  const square = bottom * bottom - t * t * bottomVariance;
  const linear = top * bottom - t * t * shared;
  const constant = top * top - t * t * topVariance;
  if (square <= 0 || constant <= 0) return { ratio };
  const root = Math.sqrt(Math.max(0, linear * linear - square * constant));
  return { ratio, low: (linear - root) / square, high: (linear + root) / square };
}

/** Arithmetic mean; 0 of an empty list. */
export function mean(samples: readonly number[]): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample;
  const first = sum / samples.length;
  // A second pass takes the rounding of the first sum out again.
  let rest = 0;
  for (const sample of samples) rest += sample - first;
  return first + rest / samples.length;
}

/** Sample variance with n − 1 in the denominator; 0 below two samples. */
export function variance(samples: readonly number[]): number {
  if (samples.length < 2) return 0;
  const centre = mean(samples);
  let sum = 0;
  for (const sample of samples) sum += (sample - centre) * (sample - centre);
  return sum / (samples.length - 1);
}

/** Whether the samples agree but for rounding, so that their spread says nothing about uncertainty. */
export function allEqual(samples: readonly number[]): boolean {
  if (samples.length === 0) return true;
  const low = Math.min(...samples);
  const high = Math.max(...samples);
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}

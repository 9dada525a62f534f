import type { Random } from '../engine/random.ts';
import { log2 } from '../statistics/index.ts';

const ln2 = 0.6931471805599453;

/** A draw from the exponential distribution, whole ns and at least 1. */
export function drawExponential(random: Random, meanNs: number): number {
  return Math.max(1, Math.round(-log2(1 - random.next()) * ln2 * meanNs));
}

import type { ResourceTime } from '../contract/index.ts';
import { formatNumber } from './units.ts';

/** Mean and longest queue of a resource for people. */
export function queueText({ meanQueue, longestQueue }: Pick<ResourceTime, 'meanQueue' | 'longestQueue'>): { readonly mean: string; readonly longest: string } {
  return { mean: formatNumber(meanQueue, 2), longest: formatNumber(longestQueue, 1) };
}

import type { ResourceTime } from '../contract/index.ts';
import { formatNumber } from './units.ts';

/**
 * Mean and longest queue of a resource for people. What waits for a driver domain's vCPU waits in the scheduler, where
 * lengths are not recorded; the stages tell how long it took.
 */
export function queueText({ resource, meanQueue, longestQueue }: Pick<ResourceTime, 'resource' | 'meanQueue' | 'longestQueue'>): { readonly mean: string; readonly longest: string } {
  if (resource === 'driver-domain') return { mean: 'see stages', longest: '–' };
  return { mean: formatNumber(meanQueue, 2), longest: formatNumber(longestQueue, 1) };
}

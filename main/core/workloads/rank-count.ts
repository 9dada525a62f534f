import type { Workload } from '../contract/index.ts';

/** The number of ranks that a workload has in any case; undefined where the document chooses. */
export function fixedRanks(workload: Workload, vmsPerHost: number): number | undefined {
  switch (workload.kind) {
    case 'streams': return 2 * (workload.streams ?? vmsPerHost);
    case 'ping-pong': return 2;
    case 'osu': return workload.benchmark === 'multi-lat' || workload.benchmark === 'mbw-mr' ? undefined : 2;
    default: return undefined;
  }
}

/** Ranks where the document names none: one on each vCPU, as far as the workload can use them. */
export function defaultRanks(workload: Workload, vmsPerHost: number, vcpus: number): number {
  const fixed = fixedRanks(workload, vmsPerHost);
  if (fixed !== undefined) return fixed;
  switch (workload.kind) {
    case 'osu': return Math.max(2, 2 * Math.floor(vcpus / 2));
    case 'verbs': return 2;
    // The trace will tell.
    case 'trace': return 0;
    case 'nas': return workload.benchmark === 'EP' ? vcpus : largestPowerOfTwo(vcpus);
    case 'manager-worker': return Math.max(2, vcpus);
    case 'request-response': return Math.max(workload.servers + 1, vcpus);
    default: return vcpus;
  }
}

function largestPowerOfTwo(most: number): number {
  let power = 1;
  while (power * 2 <= most) power *= 2;
  return power;
}

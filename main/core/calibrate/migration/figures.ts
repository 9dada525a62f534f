import type { MovedVm } from './moved-vm.ts';

/** Figures that sources give of one migration. */
export const milliseconds = {
  total: ([moved]: readonly MovedVm[]): number => moved.totalNs / 1e6,
  downtime: ([moved]: readonly MovedVm[]): number => moved.downtimeNs / 1e6,
  silence: ([moved]: readonly MovedVm[]): number => moved.silenceNs / 1e6,
} as const;

export const seconds = {
  total: ([moved]: readonly MovedVm[]): number => moved.totalNs / 1e9,
  precopy: ([{ rounds }]: readonly MovedVm[]): number => ((rounds.at(-1)?.toNs ?? 0) - (rounds[0]?.fromNs ?? 0)) / 1e9,
} as const;

/** What the channel carried in the first round, Gb/s. */
export function channelGigabits([{ rounds: [first] }]: readonly MovedVm[]): number {
  return (8 * first.bytes) / (first.toNs - first.fromNs);
}

/** How much shorter the second migration is than the first, per cent. */
export function savedPercent(of: 'totalNs' | 'downtimeNs'): (moved: readonly MovedVm[]) => number {
  return ([slow, fast]) => 100 * (1 - fast[of] / slow[of]);
}

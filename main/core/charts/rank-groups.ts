import type { RankTime } from '../contract/index.ts';

/** Bars of ranks that can be told apart on a page; more are drawn in groups. */
export const mostRankBars = 128;

/** Neighbouring ranks and the mean of their times. */
export interface RankGroup {
  readonly first: number;
  readonly last: number;
  readonly mean: RankTime;
}

const names = ['finishedNs', 'computeNs', 'overheadNs', 'waitingNs', 'stolenNs', 'stolenFromComputeNs', 'startNs'] as const;

/**
 * Ranks in groups of equal size, at most `most` of them; few ranks are groups of one. A group never has ranks on both sides
 * of a rank in `borders`, such as the first of a job, so there may be as many groups more.
 */
export function groupRanks(ranks: readonly RankTime[], borders: readonly number[] = [], most: number = mostRankBars): readonly RankGroup[] {
  const per = Math.max(1, Math.ceil(ranks.length / most));
  const starts = new Set(borders);
  const groups: RankTime[][] = [];
  for (const rank of ranks) {
    const group = groups.at(-1);
    if (group === undefined || group.length === per || starts.has(rank.rank)) groups.push([rank]);
    else group.push(rank);
  }
  return groups.map((group) => {
    const first = group[0]?.rank ?? 0;
    const mean = (read: (rank: RankTime) => number): number => group.reduce((sum, rank) => sum + read(rank), 0) / group.length;
    const paused = mean((rank) => rank.pausedNs ?? 0);
    return {
      first, last: group.at(-1)?.rank ?? first,
      mean: { rank: first, ...Object.fromEntries(names.map((name) => [name, mean((rank) => rank[name])])) as Omit<RankTime, 'rank'>, ...(paused > 0 ? { pausedNs: paused } : {}) },
    };
  });
}

/** A group as `7` or `8–15`. */
export function rankGroupLabel({ first, last }: RankGroup): string {
  return first === last ? String(first) : `${first}–${last}`;
}

import type { RankTime, ShownRank } from '../contract/index.ts';

/** Bars of ranks that can be told apart on a page; more are drawn in groups. */
export const mostRankBars = 128;

/** Neighbouring ranks and the mean of their times. */
export interface RankGroup {
  readonly first: number;
  readonly last: number;
  readonly mean: RankTime;
}

const names = ['finishedNs', 'computeNs', 'overheadNs', 'waitingNs', 'stolenNs', 'stolenFromComputeNs', 'startNs'] as const;

/** How many ranks a row is about. */
const sizeOf = (row: ShownRank): number => row.ranks ?? 1;

/** How many ranks rows are about. */
export function countRanks(rows: readonly ShownRank[]): number {
  return rows.reduce((sum, row) => sum + sizeOf(row), 0);
}

/** A time added up over all ranks, ns. */
export function sumOverRanks(rows: readonly ShownRank[], read: (rank: RankTime) => number): number {
  return rows.reduce((sum, row) => sum + read(row) * sizeOf(row), 0);
}

/**
 * Ranks in groups of equal size, at most `most` of them; few ranks are groups of one. A group never has ranks on both sides
 * of a rank in `borders`, such as the first of a job, so there may be as many groups more. Rows that are groups already, by the
 * same borders, stay as they are.
 */
export function groupRanks(ranks: readonly ShownRank[], borders: readonly number[] = [], most: number = mostRankBars): readonly RankGroup[] {
  const per = Math.max(1, Math.ceil(countRanks(ranks) / most));
  const starts = new Set(borders);
  const groups: ShownRank[][] = [];
  let size = 0;
  for (const rank of ranks) {
    const group = groups.at(-1);
    if (group === undefined || size + sizeOf(rank) > per || starts.has(rank.rank)) {
      groups.push([rank]);
      size = sizeOf(rank);
    } else {
      group.push(rank);
      size += sizeOf(rank);
    }
  }
  return groups.map((group) => {
    const first = group[0]?.rank ?? 0;
    const count = countRanks(group);
    const mean = (read: (rank: RankTime) => number): number => sumOverRanks(group, read) / count;
    const paused = mean((rank) => rank.pausedNs ?? 0);
    return {
      first, last: first + count - 1,
      mean: { rank: first, ...Object.fromEntries(names.map((name) => [name, mean((rank) => rank[name])])) as Omit<RankTime, 'rank'>, ...(paused > 0 ? { pausedNs: paused } : {}) },
    };
  });
}

/** Groups as rows, for a screen that shows no more. */
export function shownRanks(ranks: readonly RankTime[], borders: readonly number[]): readonly ShownRank[] {
  return groupRanks(ranks, borders).map(({ first, last, mean }) => (first === last ? mean : { ...mean, ranks: last - first + 1 }));
}

/** A group as `7` or `8–15`. */
export function rankGroupLabel({ first, last }: RankGroup): string {
  return first === last ? String(first) : `${first}–${last}`;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RankTime } from '../contract/index.ts';
import { countRanks, groupRanks, mostRankBars, rankGroupLabel, rankSpread, rankTimeBars, shownRanks, spreadOfRanks, sumOverRanks } from './index.ts';
import { testResult } from './test-result.ts';

const seed = 20261121;
console.info(`rank-groups.test: fast-check seed ${seed}`);

function rankOf(rank: number, computeNs: number, waitingNs: number): RankTime {
  return { rank, computeNs, waitingNs, overheadNs: 0, stolenNs: 0, stolenFromComputeNs: 0, startNs: 0, finishedNs: computeNs + waitingNs };
}

describe('ranks in groups', () => {
  it('are each on their own where there are few', () => {
    const groups = groupRanks(testResult.ranks);
    expect(groups.map(rankGroupLabel)).toEqual(['0', '1']);
    expect(groups.map(({ mean }) => mean)).toEqual(testResult.ranks);
  });

  it('are bounded, in order, whole, never on both sides of a job, and their means weighted by size are those of all ranks', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 3000 }), fc.array(fc.integer({ min: 0, max: 2999 }), { maxLength: 16 }), (count, borders) => {
      const ranks = Array.from({ length: count }, (_, rank) => rankOf(rank, rank * 7, (rank * 31) % 97));
      const groups = groupRanks(ranks, borders);
      expect(groups.length).toBeLessThanOrEqual(mostRankBars + borders.length);
      expect(groups.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at))).toEqual(ranks.map(({ rank }) => rank));
      for (const border of borders) expect(groups.some(({ first, last }) => first < border && border <= last)).toBe(false);
      const all = ranks.reduce((sum, { waitingNs }) => sum + waitingNs, 0);
      expect(groups.reduce((sum, { first, last, mean }) => sum + mean.waitingNs * (last - first + 1), 0)).toBeCloseTo(all, 3);
      // What a screen gets is the same picture, and the same sums.
      const jobs = borders.length < 2 ? [] : borders.map((firstRank) => ({ id: 'job', firstRank }));
      const shown = shownRanks(ranks, jobs.map(({ firstRank }) => firstRank));
      expect(countRanks(shown)).toBe(count);
      expect(sumOverRanks(shown, (rank) => rank.waitingNs)).toBeCloseTo(all, 3);
      const [whole, grouped] = [ranks, shown].map((rows) => rankTimeBars({ ...testResult, ranks: rows }, jobs));
      expect(grouped).toMatchObject({ title: whole?.title, finding: whole?.finding, x: whole?.x });
      for (const of of [0, 1]) expect(grouped?.series[of]?.points.map(({ y }) => y)).toEqual(whole?.series[of]?.points.map(({ y }) => y));
    }), { seed, numRuns: 60 });
  });

  it('make few bars of very many ranks', () => {
    const ranks = Array.from({ length: 65_536 }, (_, rank) => rankOf(rank, 1000, rank === 40_000 ? 9000 : 10));
    const spec = rankTimeBars({ ...testResult, ranks });
    expect(spec.x.categories).toHaveLength(128);
    expect(spec.x.categories?.[1]).toBe('512–1023');
    expect(spec.finding).toContain('compute 99');
    expect(rankTimeBars(testResult).title).toBe('Time of each rank');
  });
});

it('the spread of many ranks says who stands out', () => {
  const ranks = Array.from({ length: 1000 }, (_, rank) => rankOf(rank, 1000, rank === 400 ? 9000 : 10 + rank));
  const { rows, columns, title } = rankSpread(spreadOfRanks(ranks));
  expect(title).toBe('Spread over 1000 ranks');
  expect(columns[0]?.title).toBe('time');
  expect(rows).toEqual([
    ['end, µs', '1.010', '1.059', '1.510', '1.518', '1.960', '10.00', '0', '400'],
    ['compute, µs', '1.000', '1.000', '1.000', '1.000', '1.000', '1.000', '–', '–'],
    ['waiting, µs', '0.01000', '0.05900', '0.5100', '0.5181', '0.9600', '9.000', '0', '400'],
  ]);
});

import type { RankSpread, RankTime } from '../contract/index.ts';
import { rankParts } from './rank-time-bars.ts';
import type { PlainTable } from './plain-table.ts';
import { displayUnit, formatNumber } from './units.ts';

/** Value below which a share of sorted numbers lies: the one at that place, which occurred. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}

/** How the times of many ranks spread: quantiles of each part, and which rank had least and most of it. All ranks count. */
export function spreadOfRanks(ranks: readonly RankTime[]): RankSpread {
  const parts = [{ label: 'end', read: (rank: RankTime) => rank.finishedNs }, ...rankParts];
  return {
    ranks: ranks.length,
    parts: parts.flatMap(({ label, read }) => {
      const sorted = ranks.map(read).sort((left, right) => left - right);
      const [leastNs = 0, mostNs = 0] = [sorted[0], sorted.at(-1)];
      if (mostNs === 0) return [];
      const who = (value: number): number => ranks.find((rank) => read(rank) === value)?.rank ?? 0;
      return [{
        label, leastNs, p5Ns: quantile(sorted, 0.05), medianNs: quantile(sorted, 0.5), meanNs: sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
        p95Ns: quantile(sorted, 0.95), mostNs, leastRank: who(leastNs), mostRank: who(mostNs),
      }];
    }),
  };
}

/** The spread as a table. */
export function rankSpread({ ranks, parts }: RankSpread): PlainTable {
  const number = (title: string) => ({ title, number: true }) as const;
  return {
    title: `Spread over ${formatNumber(ranks, 1)} ranks`,
    columns: [{ title: 'time' }, number('least'), number('5 %'), number('median'), number('mean'), number('95 %'), number('most'), number('rank with least'), number('rank with most')],
    rows: parts.map(({ label, leastNs, p5Ns, medianNs, meanNs, p95Ns, mostNs, leastRank, mostRank }) => {
      // Each row has its unit: start skew and end are far apart.
      const unit = displayUnit('ns', mostNs);
      const say = (ns: number): string => formatNumber(ns / unit.divisor, 4);
      const same = leastNs === mostNs;
      return [`${label}, ${unit.label}`, say(leastNs), say(p5Ns), say(medianNs), say(meanNs), say(p95Ns), say(mostNs), same ? '–' : String(leastRank), same ? '–' : String(mostRank)];
    }),
  };
}

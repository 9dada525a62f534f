import type { RankTime } from '../contract/index.ts';
import { rankParts } from './rank-time-bars.ts';
import type { PlainTable } from './plain-table.ts';
import { displayUnit, formatNumber } from './units.ts';

/** Value below which a share of sorted numbers lies: the one at that place, which occurred. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}

/** How the times of many ranks spread: quantiles of each part, and which rank had least and most of it. All ranks count. */
export function rankSpread(ranks: readonly RankTime[]): PlainTable {
  const parts = [{ label: 'end', read: (rank: RankTime) => rank.finishedNs }, ...rankParts];
  const number = (title: string) => ({ title, number: true }) as const;
  return {
    title: `Spread over ${formatNumber(ranks.length, 1)} ranks`,
    columns: [{ title: 'time' }, number('least'), number('5 %'), number('median'), number('mean'), number('95 %'), number('most'), number('rank with least'), number('rank with most')],
    rows: parts.flatMap(({ label, read }) => {
      const sorted = ranks.map(read).sort((left, right) => left - right);
      const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
      if (most === 0) return [];
      // Each row has its unit: start skew and end are far apart.
      const unit = displayUnit('ns', most);
      const say = (ns: number): string => formatNumber(ns / unit.divisor, 4);
      const who = (value: number): string => String(ranks.find((rank) => read(rank) === value)?.rank ?? '');
      return [[`${label}, ${unit.label}`, say(least), say(quantile(sorted, 0.05)), say(quantile(sorted, 0.5)), say(sorted.reduce((sum, one) => sum + one, 0) / sorted.length), say(quantile(sorted, 0.95)), say(most), least === most ? '–' : who(least), least === most ? '–' : who(most)]];
    }),
  };
}

import type { ChartSpec, RankTime, RunResult } from '../contract/index.ts';
import { displayUnit, formatPercent } from './units.ts';

const parts = [
  { style: 'compute', label: 'compute', read: (rank: RankTime) => rank.computeNs },
  { style: 'overhead', label: 'overhead', read: (rank: RankTime) => rank.overheadNs },
  { style: 'waiting', label: 'waiting', read: (rank: RankTime) => rank.waitingNs },
  { style: 'stolen', label: 'stolen', read: (rank: RankTime) => rank.stolenNs },
  { style: 'start', label: 'start skew', read: (rank: RankTime) => rank.startNs },
] as const;

/** How every rank spent its time, stacked. */
export function rankTimeBars(result: RunResult): ChartSpec {
  const unit = displayUnit('ns', Math.max(0, ...result.ranks.map((rank) => rank.finishedNs)));
  const total = result.ranks.reduce((sum, rank) => sum + rank.finishedNs, 0);
  const shares = parts.map((part) => ({ label: part.label, share: total === 0 ? 0 : result.ranks.reduce((sum, rank) => sum + part.read(rank), 0) / total }));
  const shown = shares.filter((part) => part.share >= 0.0005).map((part) => `${part.label} ${formatPercent(part.share, 2)}`);
  return {
    kind: 'stacked-bars',
    title: 'Time of each rank',
    finding: `Over all ranks: ${shown.join(', ')}.`,
    x: { title: 'rank', scale: 'category', categories: result.ranks.map((rank) => String(rank.rank)) },
    y: { title: 'time', unit: unit.label, scale: 'linear' },
    series: parts
      .filter((part) => result.ranks.some((rank) => part.read(rank) > 0))
      .map((part) => ({ label: part.label, style: part.style, points: result.ranks.map((rank, x) => ({ x, y: part.read(rank) / unit.divisor })) })),
  };
}

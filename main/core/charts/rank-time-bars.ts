import type { ChartSpec, RankTime, RunJob, ShownResult } from '../contract/index.ts';
import { countRanks, groupRanks, mostRankBars, rankGroupLabel, sumOverRanks } from './rank-groups.ts';
import { displayUnit, formatPercent, sharedUnit } from './units.ts';

/** What the time of a rank is made of. */
export const rankParts = [
  { style: 'compute', label: 'compute', read: (rank: RankTime) => rank.computeNs },
  { style: 'overhead', label: 'overhead', read: (rank: RankTime) => rank.overheadNs },
  { style: 'waiting', label: 'waiting', read: (rank: RankTime) => rank.waitingNs },
  { style: 'stolen', label: 'stolen', read: (rank: RankTime) => rank.stolenNs },
  { style: 'paused', label: 'paused', read: (rank: RankTime) => rank.pausedNs ?? 0 },
  { style: 'start', label: 'start skew', read: (rank: RankTime) => rank.startNs },
] as const;

/**
 * How every rank spent its time, stacked; of several jobs with the job's name at its first rank. Of many ranks, bars are the
 * means of neighbours. `rankSpread` says then how ranks differ.
 */
export function rankTimeBars(result: ShownResult, jobs: readonly Pick<RunJob, 'id' | 'firstRank'>[] = []): ChartSpec {
  const first = new Map(jobs.length < 2 ? [] : jobs.map(({ id, firstRank }) => [firstRank, id]));
  const groups = groupRanks(result.ranks, [...first.keys()]);
  const unit = displayUnit('ns', groups.reduce((most, { mean }) => Math.max(most, mean.finishedNs), 0));
  const total = sumOverRanks(result.ranks, (rank) => rank.finishedNs);
  const shares = rankParts.map((part) => ({ label: part.label, share: total === 0 ? 0 : sumOverRanks(result.ranks, part.read) / total }));
  const shown = shares.filter((part) => part.share >= 0.0005).map((part) => `${part.label} ${formatPercent(part.share, 2)}`);
  const many = countRanks(result.ranks) > mostRankBars;
  return {
    kind: 'stacked-bars',
    title: many ? 'Time of a rank, means over neighbouring ranks' : 'Time of each rank',
    finding: `Over all ranks: ${shown.join(', ')}.`,
    x: { title: many ? 'ranks' : 'rank', scale: 'category', categories: groups.map((group) => (first.has(group.first) ? `${rankGroupLabel(group)} (${first.get(group.first)})` : rankGroupLabel(group))) },
    y: { title: 'time', unit: unit.label, scale: 'linear' },
    series: rankParts
      .filter((part) => result.ranks.some((rank) => part.read(rank) > 0))
      .map((part) => ({ label: part.label, style: part.style, points: groups.map(({ mean }, x) => ({ x, y: part.read(mean) / unit.divisor })) })),
  };
}

/** How the ranks of each of several jobs spent their time on average, stacked, one bar per job; undefined for a run of one. */
export function jobTimeBars(result: ShownResult, jobs: readonly Pick<RunJob, 'id' | 'firstRank' | 'ranks'>[]): ChartSpec | undefined {
  if (jobs.length < 2) return undefined;
  const spec = meanRankTimeBars(jobs.map(({ id, firstRank, ranks }) => ({ label: id, result: { ...result, ranks: result.ranks.filter(({ rank }) => rank >= firstRank && rank < firstRank + ranks) } })));
  return { ...spec, title: 'Time of a rank, mean over the ranks of each job', x: { ...spec.x, title: 'job' } };
}

/** A run and what tells it apart. */
export interface LabelledResult {
  readonly label: string;
  readonly result: ShownResult;
}

/** How the ranks of several runs spent their time on average, stacked, one bar per run. */
export function meanRankTimeBars(results: readonly LabelledResult[]): ChartSpec {
  const mean = (result: ShownResult, read: (rank: RankTime) => number): number =>
    result.ranks.length === 0 ? 0 : sumOverRanks(result.ranks, read) / countRanks(result.ranks);
  const unit = sharedUnit('ns', results.map(({ result }) => mean(result, (rank) => rank.finishedNs)));
  const shares = results.map(({ label, result }) => {
    const total = mean(result, (rank) => rank.finishedNs);
    const named = rankParts.map((part) => ({ label: part.label, share: total === 0 ? 0 : mean(result, part.read) / total })).filter((part) => part.share >= 0.005);
    return `${label}: ${named.map((part) => `${part.label} ${formatPercent(part.share, 2)}`).join(', ')}`;
  });
  return {
    kind: 'stacked-bars',
    title: 'Time of a rank, mean over the ranks of one run',
    finding: `${shares.join('; ')}.`,
    x: { title: 'run', scale: 'category', categories: results.map(({ label }) => label) },
    y: { title: 'time', unit: unit.label, scale: 'linear' },
    series: rankParts
      .filter((part) => results.some(({ result }) => mean(result, part.read) > 0))
      .map((part) => ({ label: part.label, style: part.style, points: results.map(({ result }, x) => ({ x, y: mean(result, part.read) / unit.divisor })) })),
  };
}

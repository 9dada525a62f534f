import type { ChartSpec, RankTime, RunJob, RunResult } from '../contract/index.ts';
import { displayUnit, formatPercent, sharedUnit } from './units.ts';

const parts = [
  { style: 'compute', label: 'compute', read: (rank: RankTime) => rank.computeNs },
  { style: 'overhead', label: 'overhead', read: (rank: RankTime) => rank.overheadNs },
  { style: 'waiting', label: 'waiting', read: (rank: RankTime) => rank.waitingNs },
  { style: 'stolen', label: 'stolen', read: (rank: RankTime) => rank.stolenNs },
  { style: 'paused', label: 'paused', read: (rank: RankTime) => rank.pausedNs ?? 0 },
  { style: 'start', label: 'start skew', read: (rank: RankTime) => rank.startNs },
] as const;

/** How every rank spent its time, stacked; of several jobs with the job's name at its first rank. */
export function rankTimeBars(result: RunResult, jobs: readonly Pick<RunJob, 'id' | 'firstRank'>[] = []): ChartSpec {
  const first = new Map(jobs.length < 2 ? [] : jobs.map(({ id, firstRank }) => [firstRank, id]));
  const unit = displayUnit('ns', Math.max(0, ...result.ranks.map((rank) => rank.finishedNs)));
  const total = result.ranks.reduce((sum, rank) => sum + rank.finishedNs, 0);
  const shares = parts.map((part) => ({ label: part.label, share: total === 0 ? 0 : result.ranks.reduce((sum, rank) => sum + part.read(rank), 0) / total }));
  const shown = shares.filter((part) => part.share >= 0.0005).map((part) => `${part.label} ${formatPercent(part.share, 2)}`);
  return {
    kind: 'stacked-bars',
    title: 'Time of each rank',
    finding: `Over all ranks: ${shown.join(', ')}.`,
    x: { title: 'rank', scale: 'category', categories: result.ranks.map(({ rank }) => (first.has(rank) ? `${rank} (${first.get(rank)})` : String(rank))) },
    y: { title: 'time', unit: unit.label, scale: 'linear' },
    series: parts
      .filter((part) => result.ranks.some((rank) => part.read(rank) > 0))
      .map((part) => ({ label: part.label, style: part.style, points: result.ranks.map((rank, x) => ({ x, y: part.read(rank) / unit.divisor })) })),
  };
}

/** How the ranks of each of several jobs spent their time on average, stacked, one bar per job; undefined for a run of one. */
export function jobTimeBars(result: RunResult, jobs: readonly Pick<RunJob, 'id' | 'firstRank' | 'ranks'>[]): ChartSpec | undefined {
  if (jobs.length < 2) return undefined;
  const spec = meanRankTimeBars(jobs.map(({ id, firstRank, ranks }) => ({ label: id, result: { ...result, ranks: result.ranks.filter(({ rank }) => rank >= firstRank && rank < firstRank + ranks) } })));
  return { ...spec, title: 'Time of a rank, mean over the ranks of each job', x: { ...spec.x, title: 'job' } };
}

/** A run and what tells it apart. */
export interface LabelledResult {
  readonly label: string;
  readonly result: RunResult;
}

/** How the ranks of several runs spent their time on average, stacked, one bar per run. */
export function meanRankTimeBars(results: readonly LabelledResult[]): ChartSpec {
  const mean = (result: RunResult, read: (rank: RankTime) => number): number =>
    result.ranks.length === 0 ? 0 : result.ranks.reduce((sum, rank) => sum + read(rank), 0) / result.ranks.length;
  const unit = sharedUnit('ns', results.map(({ result }) => mean(result, (rank) => rank.finishedNs)));
  const shares = results.map(({ label, result }) => {
    const total = mean(result, (rank) => rank.finishedNs);
    const named = parts.map((part) => ({ label: part.label, share: total === 0 ? 0 : mean(result, part.read) / total })).filter((part) => part.share >= 0.005);
    return `${label}: ${named.map((part) => `${part.label} ${formatPercent(part.share, 2)}`).join(', ')}`;
  });
  return {
    kind: 'stacked-bars',
    title: 'Time of a rank, mean over the ranks of one run',
    finding: `${shares.join('; ')}.`,
    x: { title: 'run', scale: 'category', categories: results.map(({ label }) => label) },
    y: { title: 'time', unit: unit.label, scale: 'linear' },
    series: parts
      .filter((part) => results.some(({ result }) => mean(result, part.read) > 0))
      .map((part) => ({ label: part.label, style: part.style, points: results.map(({ result }, x) => ({ x, y: mean(result, part.read) / unit.divisor })) })),
  };
}

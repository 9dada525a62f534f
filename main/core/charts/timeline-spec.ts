import type { ShownResult, TimelineSpec } from '../contract/index.ts';
import { incidentBands } from './incident-bands.ts';
import { formatPercent } from './units.ts';

/** Parts of `Activity`, in its order. */
const parts = ['compute', 'overhead', 'waiting', 'stolen'] as const;

/** What the ranks did over the run; `undefined` for results that do not say. */
export function timelineSpec(result: ShownResult): TimelineSpec | undefined {
  const { activity, timelineCoverage: coverage, criticalPath } = result;
  if (activity === undefined || coverage === undefined) return undefined;
  const bands = incidentBands(result);
  const endNs = result.ranks.reduce((latest, rank) => Math.max(latest, rank.finishedNs), 0);
  const lane = new Map(coverage.ranks.map((rank, i) => [rank, i]));
  const total = activity.ranks.reduce((sum, { ns }) => sum + ns.reduce((all, part) => all + part, 0), 0);
  const shares = parts.map((part, i) => ({ part, share: activity.ranks.reduce((sum, { ns }) => sum + ns.reduce((all, one, at) => (at % 4 === i ? all + one : all), 0), 0) / Math.max(1, total) }));
  const sampled = activity.ranks.length < result.ranks.length ? ` of ${activity.ranks.length} of ${result.ranks.length} ranks` : '';
  return {
    kind: 'timeline',
    title: 'Timeline',
    finding: `Time${sampled}: ${shares.filter(({ share }) => share >= 0.0005).map(({ part, share }) => `${part} ${formatPercent(share, 2)}`).join(', ')}.`,
    endNs,
    overview: { binNs: activity.binNs, parts, lanes: activity.ranks.map(({ rank, ns }) => ({ label: String(rank), ns })) },
    detail: {
      windowNs: coverage.windowNs, every: coverage.every, lanes: coverage.ranks.map(String),
      spans: result.timeline.map((span) => ({ lane: lane.get(span.rank) ?? -1, style: span.kind, fromNs: span.fromNs, toNs: span.toNs })).filter((span) => span.lane >= 0),
    },
    hops: criticalPath?.hops ?? [],
    ...(bands.length === 0 ? {} : { bands }),
  };
}

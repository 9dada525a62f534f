import type { ChartSeries, ChartSpec, CriticalPart, CriticalPath, Relation, RunResult } from '../contract/index.ts';
import { executors } from '@doorbell/sdk';
import { formatPercent, sharedUnit } from './units.ts';

const own = {
  compute: { title: 'Computing', note: 'the program itself', style: 'compute' },
  overhead: { title: 'Communication work between messages', note: 'on the rank\'s core', style: 'overhead' },
  stolen: { title: 'Core taken away', note: 'by a driver domain or another rank', style: 'stolen' },
  start: { title: 'Start skew', note: 'before the first instruction', style: 'start' },
  'wake-up': { title: 'Waking up', note: 'of a rank that slept while it waited', style: 'overhead' },
  paused: { title: 'VM stood still', note: 'paused by what moves or saves it', style: 'paused' },
  other: { title: 'Waiting without a known cause', note: '', style: 'waiting' },
} as const;

const relations: Readonly<Record<Relation, string>> = { 'same-vm': 'same VM', 'same-host': 'same host', 'other-host': 'other host' };

/** A part of the critical path in words. */
export interface CriticalRow {
  readonly title: string;
  /** Where: path, side and kind of time. */
  readonly note: string;
  /** Style slot. */
  readonly style: string;
  /** Waiting for somebody else's work rather than work. */
  readonly waiting: boolean;
  readonly ns: number;
  /** Of the whole path, 0 to 1. */
  readonly share: number;
}

/** The parts of a critical path, largest first; they add up to it. */
export function criticalRows(path: CriticalPath): readonly CriticalRow[] {
  return path.parts.map((part) => ({ ...wordsOf(part), ns: part.ns, share: path.totalNs === 0 ? 0 : part.ns / path.totalNs }));
}

/** The largest parts in one sentence: `compute 61 %, waiting at Bridge in the driver domain 18 %`. */
export function criticalFinding(path: CriticalPath, most = 3): string {
  const rows = criticalRows(path).slice(0, most);
  if (rows.length === 0) return 'The run took no time.';
  const rest = 1 - rows.reduce((sum, row) => sum + row.share, 0);
  const named = rows.map((row) => `${row.waiting && row.note !== '' ? `waiting at “${row.title}”` : row.title} ${formatPercent(row.share, 3)}`);
  return `${named.join(', ')}${rest > 0.0005 ? `, all else ${formatPercent(rest, 3)}` : ''}.`;
}

function wordsOf(part: CriticalPart): Pick<CriticalRow, 'title' | 'note' | 'style' | 'waiting'> {
  if (part.kind !== 'service' && part.kind !== 'waiting') return { ...own[part.kind], waiting: part.kind === 'other' };
  const where = `${part.path}, ${relations[part.relation]}, ${part.side}`;
  return { title: part.title, note: `${where}, ${part.kind}`, style: part.executor, waiting: part.kind === 'waiting' };
}

/** Critical paths of several runs side by side: the ranks' own time, then the stages' service and waiting by executor. */
export function criticalPathContrast(results: readonly { readonly label: string; readonly result: Pick<RunResult, 'criticalPath'> }[]): ChartSpec | undefined {
  const paths = results.flatMap(({ label, result }) => (result.criticalPath === undefined ? [] : [{ label, path: result.criticalPath }]));
  if (paths.length === 0) return undefined;
  const unit = sharedUnit('ns', paths.map(({ path }) => path.totalNs));
  const series = (label: string, style: string, fits: (part: CriticalPart) => boolean, muted = false): ChartSeries => ({
    label, style, ...(muted ? { muted } : {}),
    points: paths.map(({ path }, x) => ({ x, y: path.parts.reduce((sum, part) => (fits(part) ? sum + part.ns : sum), 0) / unit.divisor })),
  });
  const all = [
    series('compute', 'compute', (part) => part.kind === 'compute'),
    series('overhead', 'overhead', (part) => part.kind === 'overhead' || part.kind === 'wake-up'),
    series('stolen', 'stolen', (part) => part.kind === 'stolen'),
    series('start skew', 'start', (part) => part.kind === 'start'),
    series('VM stood still', 'paused', (part) => part.kind === 'paused'),
    ...executors.map((executor) => series(executor, executor, (part) => part.kind === 'service' && part.executor === executor)),
    ...executors.map((executor) => series(`waiting: ${executor}`, executor, (part) => part.kind === 'waiting' && part.executor === executor, true)),
  ].filter((one) => one.points.some((point) => point.y > 0));
  return {
    kind: 'stacked-bars',
    title: 'Critical path',
    finding: paths.map(({ label, path }) => `${label}: ${criticalFinding(path, 2)}`).join(' '),
    x: { title: 'run', scale: 'category', categories: paths.map(({ label }) => label) },
    y: { title: 'time', unit: unit.label, scale: 'linear' },
    series: all,
  };
}

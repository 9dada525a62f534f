import type { RunSummary } from '../contract/index.ts';
import { select } from './selection.ts';

/** Axes that have at least two values in these runs, in the order of the experiment format. An empty list of fingerprints means all. */
export function comparisonAxes(rows: readonly RunSummary[], fingerprints: readonly string[] = []): readonly string[] {
  return select(rows, fingerprints, 'path').differing;
}

/** Axes whose values are points of a scale rather than choices. */
const scales: readonly string[] = ['ranks', 'hosts', 'size', 'vmsPerHost', 'vnics', 'nics', 'uplinks', 'mtbf'];

/** What to compare by when nobody says: paths where two are there, else the layer, else the first axis of choices that differs. */
export function defaultAxis(rows: readonly RunSummary[], fingerprints: readonly string[] = []): string {
  const axes = comparisonAxes(rows, fingerprints);
  if (axes.includes('path')) return 'path';
  if (axes.includes('layer')) return 'layer';
  return axes.find((axis) => !scales.includes(axis)) ?? axes[0] ?? 'path';
}

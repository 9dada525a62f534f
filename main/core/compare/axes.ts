import type { RunSummary } from '../contract/index.ts';
import { select } from './selection.ts';

/** Axes that have at least two values in these runs, in the order of the experiment format. */
export function comparisonAxes(rows: readonly RunSummary[]): readonly string[] {
  return select(rows, [], 'path').differing;
}

/** What to compare by when nobody says: paths where two are there, else the layer, else the first axis that differs. */
export function defaultAxis(rows: readonly RunSummary[]): string {
  const axes = comparisonAxes(rows);
  if (axes.includes('path')) return 'path';
  if (axes.includes('layer')) return 'layer';
  return axes[0] ?? 'path';
}

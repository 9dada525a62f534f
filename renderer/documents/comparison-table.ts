import { displayUnit, factorLabel, formatNumber, sharedUnit, type DisplayUnit } from '../../main/core/charts/index.ts';
import type { Comparison, ComparisonEntry, Estimate } from '../../main/core/contract/index.ts';
import { axisTitle } from './factors.ts';

/** The unit of a table's numbers. */
export interface TableUnit {
  /** In the heading; empty where each number has its own. */
  readonly label: string;
  of(estimate: Estimate): DisplayUnit;
}

const widestRange = 1000;

function extremes(comparison: Comparison): { readonly least: number; readonly largest: number } {
  let least = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const cell of comparison.cells) {
    for (const { estimate } of cell.entries) {
      if (estimate === undefined || estimate.mean === 0) continue;
      least = Math.min(least, Math.abs(estimate.mean));
      largest = Math.max(largest, Math.abs(estimate.mean));
    }
  }
  return { least, largest };
}

/** One unit for all means, unless they span so much that the small ones could not be read. */
export function tableUnit(comparison: Comparison): TableUnit {
  const { least, largest } = extremes(comparison);
  if (largest / least > widestRange) return { label: '', of: (estimate) => displayUnit(comparison.unit, estimate.mean, 4) };
  const unit = sharedUnit(comparison.unit, [least, largest]);
  return { label: unit.label, of: () => unit };
}

/** What is known of the spread: half the interval, that nothing varies, or that one run says nothing about it. */
export function spreadText(estimate: Estimate, divisor: number): string {
  if (estimate.low !== undefined && estimate.high !== undefined) {
    // As many decimals as the mean has, so that both can be read together.
    const decimals = formatNumber(estimate.mean / divisor, 4).split('.')[1]?.length ?? 0;
    const half = ((estimate.high - estimate.low) / 2 / divisor).toFixed(decimals);
    return Number(half) === 0 ? `± <${(1 / 10 ** decimals).toFixed(decimals)}` : `± ${half}`;
  }
  return estimate.samples.length > 1 ? 'deterministic' : 'one run';
}

/** `×1.86` over the baseline. */
export function speedUpText(entry: ComparisonEntry): string {
  return entry.speedUp === undefined ? '' : `×${formatNumber(entry.speedUp.mean)}`;
}

/** The axes whose columns are shown. */
export function shownAxes(comparison: Comparison, onlyDiffering: boolean): readonly string[] {
  const axes = comparison.differing.filter((axis) => axis !== comparison.by && axis !== 'replicate');
  return onlyDiffering ? axes : [...Object.keys(comparison.equal).filter((axis) => axis !== comparison.by && axis !== 'replicate'), ...axes];
}

/** The whole table as tab-separated text, one row per cell, for spreadsheets. */
export function comparisonTsv(comparison: Comparison): string {
  const { least, largest } = extremes(comparison);
  const unit = sharedUnit(comparison.unit, [least, largest]);
  const axes = shownAxes(comparison, true);
  const suffix = unit.label === '' ? '' : ` (${unit.label})`;
  const head = [
    ...axes.map(axisTitle),
    ...comparison.values.flatMap((value) => {
      const name = factorLabel(comparison.by, value);
      return [`${name}${suffix}`, `${name} low`, `${name} high`, ...(value === comparison.baseline ? [] : [`${name} speed-up`, `${name} verdict`])];
    }),
  ];
  const rows = comparison.cells.map((cell) => [
    ...axes.map((axis) => String(cell.factors[axis] ?? '')),
    ...comparison.values.flatMap((value) => {
      const entry = cell.entries.find((candidate) => candidate.value === value);
      const number = (raw: number | undefined): string => (raw === undefined ? '' : String(raw / unit.divisor));
      const own = [number(entry?.estimate?.mean), number(entry?.estimate?.low), number(entry?.estimate?.high)];
      return value === comparison.baseline ? own : [...own, entry?.speedUp === undefined ? '' : String(entry.speedUp.mean), entry?.verdict ?? ''];
    }),
  ]);
  return [head, ...rows].map((cells) => cells.join('\t')).join('\n');
}

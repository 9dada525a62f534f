import { displayUnit, factorLabel, formatNumber, type DisplayUnit } from '../../main/core/charts/index.ts';
import type { Comparison, ComparisonEntry, Estimate } from '../../main/core/contract/index.ts';
import { axisTitle } from './factors.ts';

/** The unit that all means of a comparison share. */
export function comparisonUnit(comparison: Comparison): DisplayUnit {
  let largest = 0;
  for (const cell of comparison.cells) for (const entry of cell.entries) largest = Math.max(largest, Math.abs(entry.estimate?.mean ?? 0));
  return displayUnit(comparison.unit, largest);
}

/** What is known of the spread: half the interval, that nothing varies, or that one run says nothing about it. */
export function spreadText(estimate: Estimate, divisor: number): string {
  if (estimate.low !== undefined && estimate.high !== undefined) return `± ${formatNumber((estimate.high - estimate.low) / 2 / divisor, 2)}`;
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
  const unit = comparisonUnit(comparison);
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

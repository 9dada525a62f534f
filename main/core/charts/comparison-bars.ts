import type { ChartPoint, ChartSeries, ChartSpec, Comparison, Estimate } from '../contract/index.ts';
import { candidatesOf } from '../compare/candidates.ts';
import { metricTitle } from '../compare/metric.ts';
import { tally } from '../compare/tally.ts';
import { cellLabel, factorLabel } from './labels.ts';
import { leadingPath, valueStyleName } from './palette.ts';
import { sharedUnit } from './units.ts';

/** Style slot of the n-th value of the axis compared. */
export function styleFor(comparison: Comparison, value: string | number): string {
  return comparison.by === 'path' ? leadingPath(String(value)) : valueStyleName(comparison.values.indexOf(value));
}

/** Style of a series of bars; values with the same path between hosts are variants of its style. */
function barStyle(comparison: Comparison, value: string | number): Pick<ChartSeries, 'style' | 'variant'> {
  const style = styleFor(comparison, value);
  const variant = comparison.values.filter((other) => styleFor(comparison, other) === style).indexOf(value);
  return comparison.by !== 'path' || variant < 1 ? { style } : { style, variant };
}

/** A point for an estimate, divided by the display unit's divisor. */
export function pointOf(x: number, estimate: Estimate, divisor: number): ChartPoint {
  const bounds = estimate.low === undefined || estimate.high === undefined ? {} : { low: estimate.low / divisor, high: estimate.high / divisor };
  return { x, y: estimate.mean / divisor, ...bounds };
}

/** Who is best where, in words; empty where nothing competes. */
function bestWords(comparison: Comparison): string {
  const counted = tally(comparison.cells, candidatesOf(comparison.by, comparison.values));
  if (counted.decided === 0) return '';
  const wins = counted.wins.map((win) => `${factorLabel(comparison.by, win.value)} in ${win.cells.length}`);
  const parts = [...wins, ...(counted.ties === 0 ? [] : [`none in ${counted.ties}`])];
  return ` Best candidate of ${counted.decided} ${counted.decided === 1 ? 'cell' : 'cells'}: ${parts.join(', ')}.`;
}

/** The metric of every value in every cell, with intervals: one group of bars per cell, one bar per value. */
export function comparisonBars(comparison: Comparison): ChartSpec {
  const estimates = comparison.cells.flatMap((cell) => cell.entries.flatMap((entry) => entry.estimate ?? []));
  const unit = sharedUnit(comparison.unit, estimates.map((estimate) => estimate.mean));
  const title = metricTitle(comparison.metric);
  return {
    kind: 'bars',
    title: `${title} by ${comparison.by}`,
    finding: `${comparison.higherIsBetter ? 'Higher' : 'Lower'} is better.${bestWords(comparison)}`,
    x: { title: 'cell', scale: 'category', categories: comparison.cells.map((cell) => cellLabel(cell.factors)) },
    y: { title, unit: unit.label, scale: 'linear' },
    series: comparison.values.map((value) => ({
      label: factorLabel(comparison.by, value),
      ...barStyle(comparison, value),
      points: comparison.cells.flatMap((cell, x) => {
        const estimate = cell.entries.find((entry) => entry.value === value)?.estimate;
        return estimate === undefined ? [] : [pointOf(x, estimate, unit.divisor)];
      }),
    })),
  };
}

/** Speed-up over the baseline of every other value in every cell, with intervals and a rule at 1. */
export function speedUpBars(comparison: Comparison): ChartSpec {
  const values = comparison.values.filter((value) => value !== comparison.baseline);
  const baseline = factorLabel(comparison.by, comparison.baseline);
  return {
    kind: 'bars',
    title: `Speed-up over ${baseline}`,
    finding: `Above 1 is better than ${baseline}.${bestWords(comparison)}`,
    x: { title: 'cell', scale: 'category', categories: comparison.cells.map((cell) => cellLabel(cell.factors)) },
    y: { title: `speed-up over ${baseline}`, scale: 'linear' },
    series: values.map((value) => ({
      label: factorLabel(comparison.by, value),
      ...barStyle(comparison, value),
      points: comparison.cells.flatMap((cell, x) => {
        const estimate = cell.entries.find((entry) => entry.value === value)?.speedUp;
        return estimate === undefined ? [] : [pointOf(x, estimate, 1)];
      }),
    })),
    rules: [{ axis: 'y', at: 1, label: baseline }],
  };
}

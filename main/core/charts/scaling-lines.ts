import type { ChartPoint, ChartSpec, Comparison } from '../contract/index.ts';
import { log2 } from '../statistics/index.ts';
import { metricTitle } from '../compare/metric.ts';
import { pointOf, styleFor } from './comparison-bars.ts';
import { cellLabel, factorLabel } from './labels.ts';
import { sharedUnit } from './units.ts';

function isPowerOfTwo(value: number): boolean {
  return value >= 1 && Number.isInteger(log2(value));
}

/**
 * The metric against a numeric factor such as `ranks`, one line per value of `by` and combination of the factors that
 * do not follow from it. Undefined below three values of the factor.
 */
export function scalingLines(comparison: Comparison, factor: string): ChartSpec | undefined {
  const at = (cell: Comparison['cells'][number]): number | undefined => {
    const value = cell.factors[factor];
    return typeof value === 'number' ? value : undefined;
  };
  const values = new Set(comparison.cells.flatMap((cell) => at(cell) ?? []));
  if (values.size < 3) return undefined;
  const free = comparison.differing.filter((name) => name !== factor && name !== comparison.by)
    .filter((name) => [...values].some((value) => new Set(comparison.cells.filter((cell) => at(cell) === value).map((cell) => cell.factors[name])).size > 1));
  const means = comparison.cells.flatMap((cell) => cell.entries.flatMap((entry) => entry.estimate?.mean ?? []));
  const unit = sharedUnit(comparison.unit, means);
  const lines = new Map<string, { label: string; style: string; variant: number; points: ChartPoint[] }>();
  const variants = new Map<string, number>();
  for (const cell of comparison.cells) {
    const x = at(cell);
    if (x === undefined) continue;
    const others = Object.fromEntries(free.flatMap((name) => (cell.factors[name] === undefined ? [] : [[name, cell.factors[name]] as const])));
    for (const entry of cell.entries) {
      if (entry.estimate === undefined) continue;
      const key = JSON.stringify([entry.value, others]);
      const style = styleFor(comparison, entry.value);
      let line = lines.get(key);
      if (line === undefined) {
        const variant = variants.get(style) ?? 0;
        variants.set(style, variant + 1);
        const name = factorLabel(comparison.by, entry.value);
        line = { label: free.length === 0 ? name : `${name} · ${cellLabel(others)}`, style, variant, points: [] };
        lines.set(key, line);
      }
      line.points.push(pointOf(x, entry.estimate, unit.divisor));
    }
  }
  const title = metricTitle(comparison.metric);
  return {
    kind: 'lines',
    title: `${title} by ${factor}`,
    finding: `${title} of ${[...lines.values()].map((line) => line.label).join(', ')} over ${Math.min(...values)} to ${Math.max(...values)} ${factor}; ${comparison.higherIsBetter ? 'higher' : 'lower'} is better.`,
    x: { title: factor, scale: [...values].every(isPowerOfTwo) ? 'log' : 'linear' },
    y: { title, unit: unit.label, scale: 'linear' },
    series: [...lines.values()].map((line) => ({ ...line, points: [...line.points].sort((left, right) => left.x - right.x) })),
  };
}

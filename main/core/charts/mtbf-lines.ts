import type { ChartPoint, ChartSpec, Comparison } from '../contract/index.ts';
import { metricTitle } from '../compare/metric.ts';
import { pointOf, styleFor } from './comparison-bars.ts';
import { cellLabel, factorLabel } from './labels.ts';
import { formatLongTime } from './units.ts';

const hourNs = 3.6e12;

/**
 * Speed-up over the baseline against the mean time between failures of a host, a line for each other value and combination of the
 * other factors, and where it passes 1. Undefined below two failure rates.
 */
export function mtbfLines(comparison: Comparison): ChartSpec | undefined {
  const { cells, baseline, by, equalAt = [] } = comparison;
  const rates = new Set(cells.flatMap(({ factors: { mtbf } }) => (typeof mtbf === 'number' ? [mtbf] : [])));
  if (by === 'mtbf' || rates.size < 2) return undefined;
  const lines = new Map<string, { label: string; style: string; variant: number; points: ChartPoint[] }>();
  const variants = new Map<string, number>();
  for (const { factors: { mtbf, ...others }, entries } of cells) {
    if (typeof mtbf !== 'number') continue;
    for (const { value, speedUp } of entries) {
      if (value === baseline || speedUp === undefined) continue;
      const key = JSON.stringify([value, others]);
      const style = styleFor(comparison, value);
      const variant = variants.get(style) ?? 0;
      const name = factorLabel(by, value);
      const line = lines.get(key) ?? { label: Object.keys(others).length === 0 ? name : `${name} · ${cellLabel(others)}`, style, variant, points: [] };
      if (!lines.has(key)) variants.set(style, variant + 1);
      lines.set(key, line);
      line.points.push(pointOf(mtbf / hourNs, speedUp, 1));
    }
  }
  if (lines.size === 0) return undefined;
  const against = factorLabel(by, baseline);
  return {
    kind: 'lines',
    title: `Speed-up over ${against} by time between failures`,
    finding: equalAt.length === 0
      ? `${metricTitle(comparison.metric)} against ${against}: no line surely passes 1.`
      : `Equal at ${equalAt.map(({ mtbfNs, context }) => `an MTBF of ${formatLongTime(mtbfNs)}${Object.keys(context).length === 0 ? '' : ` (${cellLabel(context)})`}`).join(', ')}.`,
    x: { title: 'mean time between failures of a host', unit: 'h', scale: 'log' },
    y: { title: `speed-up over ${against}`, scale: 'linear' },
    series: [...lines.values()].map((line) => ({ ...line, points: [...line.points].sort((left, right) => left.x - right.x) })),
    rules: [
      { axis: 'y', at: 1, label: 'equal' },
      ...equalAt.map(({ mtbfNs }) => ({ axis: 'x' as const, at: mtbfNs / hourNs, label: formatLongTime(mtbfNs) })),
    ],
  };
}

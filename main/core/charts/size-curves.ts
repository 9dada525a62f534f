import type { ChartPoint, ChartSeries, ChartSpec, Comparison, Estimate } from '../contract/index.ts';
import { metricTitle } from '../compare/metric.ts';
import { pointOf, styleFor } from './comparison-bars.ts';
import { cellLabel, factorLabel } from './labels.ts';
import { displayUnit, formatShort } from './units.ts';

interface Curve {
  readonly label: string;
  readonly style: string;
  readonly variant: number;
  readonly points: readonly { readonly size: number; readonly estimate: Estimate }[];
}

/** One curve per value of `by` and combination of the factors other than the size. Empty without sizes. */
function curvesOf(comparison: Comparison): readonly Curve[] {
  const curves = new Map<string, { label: string; style: string; variant: number; points: { size: number; estimate: Estimate }[] }>();
  const variants = new Map<string, number>();
  for (const cell of comparison.cells) {
    const { size, ...others } = cell.factors;
    if (typeof size !== 'number') continue;
    for (const entry of cell.entries) {
      if (entry.estimate === undefined) continue;
      const key = JSON.stringify([entry.value, others]);
      const style = styleFor(comparison, entry.value);
      let curve = curves.get(key);
      if (curve === undefined) {
        const variant = variants.get(style) ?? 0;
        variants.set(style, variant + 1);
        const name = factorLabel(comparison.by, entry.value);
        curve = { label: Object.keys(others).length === 0 ? name : `${name} · ${cellLabel(others)}`, style, variant, points: [] };
        curves.set(key, curve);
      }
      curve.points.push({ size, estimate: entry.estimate });
    }
  }
  return [...curves.values()].map((curve) => ({ ...curve, points: [...curve.points].sort((left, right) => left.size - right.size) }));
}

/** Metrics of one message there, so that its size over it is a bandwidth. */
const oneMessage = ['halfRoundTrip', 'verbLatency'];

/** The curves over message sizes that say something about a comparison's metric; none without sizes. */
export function sizeCurves(comparison: Comparison): readonly ChartSpec[] {
  if (hasSizes(comparison)) return oneMessage.includes(comparison.metric) ? [latencyCurve(comparison), bandwidthCurve(comparison)] : [latencyCurve(comparison)];
  const isRate = comparison.unit === 'B/s' || comparison.unit === '1/s';
  return isRate && sizesOf(comparison) > 1 ? [rateCurve(comparison)] : [];
}

/** A rate against message size, both axes logarithmic. */
function rateCurve(comparison: Comparison): ChartSpec {
  const curves = curvesOf(comparison);
  const unit = displayUnit(comparison.unit, Math.max(0, ...curves.flatMap((curve) => curve.points.map((point) => point.estimate.mean))));
  const title = metricTitle(comparison.metric);
  const tops = curves.map((curve) => `${curve.label} ${formatShort(Math.max(0, ...curve.points.map((point) => point.estimate.mean)) / unit.divisor)} ${unit.label}`);
  return spec(`${title} by message size`, `Highest: ${tops.join(', ')}.`, unit.label, curves, (size, estimate) => pointOf(size, estimate, unit.divisor));
}

/** One size is a point, not a curve. */
function sizesOf(comparison: Comparison): number {
  return new Set(comparison.cells.flatMap((cell) => (typeof cell.factors['size'] === 'number' ? cell.factors['size'] : []))).size;
}

/** Whether a comparison has message sizes to draw curves over. */
export function hasSizes(comparison: Comparison): boolean {
  return comparison.unit === 'ns' && sizesOf(comparison) > 1;
}

function spec(title: string, finding: string, unit: string, curves: readonly Curve[], toPoint: (size: number, estimate: Estimate) => ChartPoint): ChartSpec {
  const series = curves.map((curve): ChartSeries => ({
    label: curve.label, style: curve.style, ...(curve.variant === 0 ? {} : { variant: curve.variant }),
    points: curve.points.flatMap((point) => {
      const drawn = toPoint(point.size, point.estimate);
      return point.size > 0 && drawn.y > 0 ? [drawn] : [];
    }),
  }));
  return {
    kind: 'lines', title, finding,
    x: { title: 'message size', unit: 'B', scale: 'log' },
    y: { title: title.replace(/ by .*/, ''), unit, scale: 'log' },
    series,
  };
}

/** Time against message size, both axes logarithmic, µs. */
export function latencyCurve(comparison: Comparison): ChartSpec {
  const curves = curvesOf(comparison);
  const title = metricTitle(comparison.metric);
  const lowest = curves.flatMap((curve) => curve.points[0] === undefined ? [] : [`${curve.label} ${(curve.points[0].estimate.mean / 1e3).toFixed(2)} µs`]);
  return spec(`${title} by message size`, `${title} of the smallest message: ${lowest.join(', ')}.`, 'µs', curves, (size, estimate) => pointOf(size, estimate, 1e3));
}

/** Bytes over time against message size, MB/s or GB/s. */
export function bandwidthCurve(comparison: Comparison): ChartSpec {
  const curves = curvesOf(comparison);
  const rates = curves.flatMap((curve) => curve.points.map((point) => (point.size / point.estimate.mean) * 1e9));
  const unit = displayUnit('B/s', Math.max(0, ...rates));
  const tops = curves.map((curve) => `${curve.label} ${(Math.max(0, ...curve.points.map((point) => (point.size / point.estimate.mean) * 1e9)) / unit.divisor).toFixed(2)} ${unit.label}`);
  return spec('Bandwidth by message size', `Highest bandwidth: ${tops.join(', ')}.`, unit.label, curves, (size, estimate) => {
    const rate = (ns: number): number => ((size / ns) * 1e9) / unit.divisor;
    const bounds = estimate.low === undefined || estimate.high === undefined || estimate.low <= 0 ? {} : { low: rate(estimate.high), high: rate(estimate.low) };
    return { x: size, y: rate(estimate.mean), ...bounds };
  });
}

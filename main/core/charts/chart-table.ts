import type { ChartBand, ChartPoint, ChartSpec } from '../contract/index.ts';
import { formatBytes, formatNumber } from './units.ts';

/** The table twin of a chart: the same numbers, one column per series. */
export interface ChartTable {
  readonly title: string;
  /** What the rows are. */
  readonly header: string;
  /** Series labels, and the unit of all numbers. */
  readonly columns: readonly string[];
  readonly unit: string;
  readonly rows: readonly ChartTableRow[];
  /** Stretches of the x axis that have a name, in their order. */
  readonly bands: readonly ChartBand[];
}

export interface ChartTableRow {
  readonly header: string;
  /** One per column; undefined where the series has no point. */
  readonly cells: readonly (ChartPoint | undefined)[];
}

/** A position on the x axis in words. */
export function formatX(spec: ChartSpec, x: number): string {
  if (spec.x.scale === 'category') return spec.x.categories?.[x] ?? String(x);
  if (spec.x.unit === 'B') return formatBytes(x);
  return spec.x.unit === undefined ? formatNumber(x) : `${formatNumber(x)}\u00a0${spec.x.unit}`;
}

/** A point as `1.24 (1.20 to 1.28)`. */
export function formatPoint(point: ChartPoint): string {
  if (point.low === undefined || point.high === undefined) return formatNumber(point.y);
  return `${formatNumber(point.y)} (${formatNumber(point.low)} to ${formatNumber(point.high)})`;
}

/** Every point of the chart, in rows of equal x (and label, where points carry one). */
export function chartTable(spec: ChartSpec): ChartTable {
  const rows = new Map<string, { readonly x: number; readonly label: string | undefined; readonly cells: (ChartPoint | undefined)[] }>();
  spec.series.forEach((series, column) => {
    for (const point of series.points) {
      const key = `${point.x} ${point.label ?? ''}`;
      const row = rows.get(key) ?? { x: point.x, label: point.label, cells: spec.series.map(() => undefined) };
      row.cells[column] = point;
      rows.set(key, row);
    }
  });
  const sorted = [...rows.values()].sort((left, right) => left.x - right.x);
  return {
    title: spec.title,
    header: spec.x.title,
    columns: spec.series.map((series) => series.label),
    unit: spec.y.unit ?? '',
    rows: sorted.map((row) => ({ header: row.label === undefined ? formatX(spec, row.x) : `${row.label}, ${formatX(spec, row.x)}`, cells: row.cells })),
    bands: spec.bands ?? [],
  };
}

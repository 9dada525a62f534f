import { factorLabel, formatNumber, formatQuantity, sharedUnit } from '../../main/core/charts/index.ts';
import { headlineMetric, metricTitle } from '../../main/core/compare/index.ts';
import type { RunRow } from '../../main/core/contract/index.ts';
import { axesOf, axisTitle, differingAxes, factorsLabel } from './factors.ts';
import { formatAge } from './words.ts';

/** A column of the run list. */
export interface RunColumn {
  /** `experiment`, `factor.path`, `headline`, `metric.computeTime`, `age`, `tags`. */
  readonly id: string;
  readonly title: string;
  readonly number: boolean;
  readonly width: number;
  /** What rows are sorted by; rows without it come last. */
  sortKey(row: RunRow): string | number | undefined;
  text(row: RunRow): string;
}

/** What a user chose to see. */
export interface RunListView {
  readonly onlyDiffering: boolean;
  /** Metrics shown beside the headline. */
  readonly metrics: readonly string[];
}

const widths: Readonly<Record<string, number>> = { path: 116, placement: 128, distribution: 96, tool: 68, layer: 60, size: 72, ranks: 60, hosts: 60, replicate: 84 };
function factorColumn(axis: string, rows: readonly RunRow[]): RunColumn {
  const numeric = rows.every((row) => row.factors[axis] === undefined || typeof row.factors[axis] === 'number');
  return {
    id: `factor.${axis}`, title: axisTitle(axis), number: numeric, width: widths[axis] ?? 120,
    sortKey: (row) => row.factors[axis],
    text: (row) => {
      const value = row.factors[axis];
      if (value === undefined) return '–';
      return axis === 'size' || axis === 'distribution' || axis === 'layer' ? factorLabel(axis, value) : String(value);
    },
  };
}

function metricColumn(id: string, name: string | undefined, rows: readonly RunRow[]): RunColumn {
  const nameFor = (row: RunRow): string => name ?? headlineMetric([row]);
  const names = new Set(rows.map(nameFor));
  const [only] = names;
  const quantity = (row: RunRow) => row.metrics[nameFor(row)];
  // One metric in the whole column: the unit stands in the heading, once.
  if (names.size === 1 && only !== undefined) {
    const values = rows.map((row) => quantity(row)).filter((entry) => entry !== undefined);
    const unit = sharedUnit(values[0]?.unit ?? '1', extremes(values.map((entry) => Math.abs(entry.value))));
    return {
      id, title: `${metricTitle(only)}${unit.label === '' ? '' : `, ${unit.label}`}`, number: true, width: 148,
      sortKey: (row) => quantity(row)?.value,
      text: (row) => {
        const entry = quantity(row);
        return entry === undefined ? '–' : formatNumber(entry.value / unit.divisor, 4);
      },
    };
  }
  return {
    id, title: name === undefined ? 'Result' : metricTitle(name), number: true, width: name === undefined ? 196 : 120,
    sortKey: (row) => quantity(row)?.value,
    text: (row) => {
      const entry = quantity(row);
      const metric = nameFor(row);
      return entry === undefined ? '–' : `${name === undefined ? `${metricTitle(metric)} ` : ''}${formatQuantity(entry, 4)}`;
    },
  };
}

/** Least and largest; a long list cannot be spread into a call. */
function extremes(values: readonly number[]): readonly number[] {
  let least = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const value of values) {
    if (value > 0 && value < least) least = value;
    if (value > largest) largest = value;
  }
  return [least, largest];
}

/** One column for all axes but the path: for lists whose runs have different axes. */
function pointColumn(): RunColumn {
  const text = (row: RunRow): string => factorsLabel(Object.fromEntries(Object.entries(row.factors).filter(([axis]) => axis !== 'path')));
  return { id: 'point', title: 'Point', number: false, width: 296, sortKey: text, text };
}

function haveSameAxes(rows: readonly RunRow[]): boolean {
  const keyOf = (row: RunRow): string => Object.keys(row.factors).sort().join();
  const first = rows[0] === undefined ? '' : keyOf(rows[0]);
  return rows.every((row) => keyOf(row) === first);
}

/** The columns for these rows, in order. */
export function runColumns(rows: readonly RunRow[], view: RunListView, nowMs: number): readonly RunColumn[] {
  const axes = view.onlyDiffering && rows.length > 1 ? differingAxes(rows) : axesOf(rows);
  const factorColumns = haveSameAxes(rows) ? axes.map((axis) => factorColumn(axis, rows))
    : [...(axes.includes('path') ? [factorColumn('path', rows)] : []), pointColumn()];
  const columns: RunColumn[] = [
    { id: 'experiment', title: 'Experiment', number: false, width: 164, sortKey: (row) => row.experiment, text: (row) => row.experiment },
    ...factorColumns,
    metricColumn('headline', undefined, rows),
    ...view.metrics.map((name) => metricColumn(`metric.${name}`, name, rows)),
    { id: 'age', title: 'Age', number: true, width: 60, sortKey: (row) => -Date.parse(row.createdAt), text: (row) => formatAge(row.createdAt, nowMs) },
    { id: 'tags', title: 'Tags', number: false, width: 120, sortKey: (row) => row.mark.tags[0], text: (row) => row.mark.tags.join(', ') },
  ];
  return columns;
}

/** Rows in the order of a column; rows that lack it come last in either direction. Equal rows keep their order. */
export function sortRuns(rows: readonly RunRow[], column: RunColumn | undefined, descending: boolean): readonly RunRow[] {
  if (column === undefined) return rows;
  const sign = descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: column.sortKey(row) }));
  keyed.sort((a, b) => {
    if (a.key === b.key) return 0;
    if (a.key === undefined) return 1;
    if (b.key === undefined) return -1;
    return a.key < b.key ? -sign : sign;
  });
  return keyed.map((entry) => entry.row);
}

import type { ComparisonRow } from '../../core/calibrate/index.ts';
import { formatNumber, formatQuantity } from '../../core/charts/index.ts';
import { textTable } from './text-table.ts';

function figure(value: number, unit: ComparisonRow['unit']): string {
  return unit === 'ns' ? formatQuantity({ value, unit }) : `${formatNumber(value)}${unit === '1' ? '' : ` ${unit}`}`;
}

function publishedOf({ published, publishedTo, unit }: ComparisonRow): string {
  if (publishedTo === undefined) return figure(published, unit);
  return publishedTo === Number.MAX_VALUE ? `at least ${figure(published, unit)}` : `${figure(published, unit)} to ${figure(publishedTo, unit)}`;
}

function errorOf({ deviation, publishedTo, verdict, difference }: ComparisonRow): string {
  if (deviation === undefined || (publishedTo !== undefined && verdict === 'holds')) return '';
  const percent = Math.round(deviation * 1e4) / 100;
  return `${percent === 0 ? '0 %' : `${percent < 0 ? '−' : '+'}${formatNumber(Math.abs(percent), 2)} %`}${difference === undefined ? '' : ` of the ${difference.of}`}`;
}

/** Published comparisons and parts of totals beside simulated ones, for a terminal, and why figures are missed. */
export function publishedComparisonTable(rows: readonly ComparisonRow[]): string {
  const table = textTable(
    [
      { title: 'comparison', align: 'left' }, { title: 'figure', align: 'left', width: 48 }, { title: 'published', align: 'left' }, { title: 'simulated', align: 'left' },
      { title: 'error', align: 'right' }, { title: 'used as', align: 'left' }, { title: 'verdict', align: 'left' },
    ],
    rows.map((row) => [
      row.id, row.title, publishedOf(row), row.simulated === undefined ? '' : figure(row.simulated, row.unit), errorOf(row), row.use, row.verdict === 'missed' ? 'MISSED' : row.verdict,
    ]),
  );
  const reasons = new Map<string, string[]>();
  for (const { id, note, problem, verdict } of rows) {
    if (verdict === 'holds') continue;
    const reason = problem ?? note ?? '';
    reasons.set(reason, [...reasons.get(reason) ?? [], id]);
  }
  return `${table}${reasons.size === 0 ? '' : `\nMissed, and why:\n${[...reasons].map(([reason, ids]) => `  ${ids.join(', ')}: ${reason}\n`).join('')}`}`;
}

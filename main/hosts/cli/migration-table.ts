import type { MigrationRow } from '../../core/calibrate/index.ts';
import { formatNumber } from '../../core/charts/index.ts';
import { textTable } from './text-table.ts';

function publishedOf({ published, unit }: MigrationRow): string {
  return typeof published === 'number' ? `${formatNumber(published)} ${unit}` : `${formatNumber(published[0])} to ${formatNumber(published[1])} ${unit}`;
}

function errorOf({ error, published, verdict, difference }: MigrationRow): string {
  if (error === undefined || (typeof published !== 'number' && verdict === 'holds')) return '';
  const percent = Math.round(error * 1e4) / 100;
  return `${percent === 0 ? '0 %' : `${percent < 0 ? '−' : '+'}${formatNumber(Math.abs(percent), 2)} %`}${difference === undefined ? '' : ` of the ${difference.of}`}`;
}

function reasonOf({ id, note, problem, verdict }: MigrationRow): string {
  return verdict === 'holds' ? '' : `  ${id}: ${problem ?? note ?? ''}\n`;
}

/** Published figures of live migrations beside simulated ones, for a terminal, and why figures are missed. */
export function migrationTable(rows: readonly MigrationRow[]): string {
  const table = textTable(
    [
      { title: 'live migration', align: 'left' }, { title: 'figure', align: 'left', width: 40 }, { title: 'published', align: 'left' }, { title: 'simulated', align: 'left' },
      { title: 'error', align: 'right' }, { title: 'used as', align: 'left' }, { title: 'read', align: 'left' }, { title: 'verdict', align: 'left' },
    ],
    rows.map((row) => [
      row.id, row.title, publishedOf(row), row.simulated === undefined ? '' : `${formatNumber(row.simulated)} ${row.unit}`, errorOf(row), row.use, row.read, row.verdict === 'missed' ? 'MISSED' : row.verdict,
    ]),
  );
  const reasons = rows.map(reasonOf).join('');
  return `${table}${reasons === '' ? '' : `\nMissed, and why:\n${reasons}`}`;
}

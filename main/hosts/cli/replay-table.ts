import type { ReplayRow } from '../../core/calibrate/index.ts';
import { formatQuantity } from '../../core/charts/index.ts';
import { textTable } from './text-table.ts';

/** A relative deviation as people read it. */
export function deviationText(deviation: number): string {
  return `${deviation >= 0 ? '+' : '−'}${(Math.abs(deviation) * 100).toFixed(2)} %`;
}

/** Published figures beside the simulated ones. */
export function replayTable(rows: readonly ReplayRow[]): string {
  return textTable([
    { title: 'measurement', align: 'left', width: 28 },
    { title: 'record', align: 'left' },
    { title: 'used as', align: 'left' },
    { title: 'published', align: 'right' },
    { title: 'simulated', align: 'right' },
    { title: 'deviation', align: 'right' },
    { title: 'allowed', align: 'right' },
    { title: 'verdict', align: 'left' },
  ], rows.map(({ measurement: { id, record, use, value }, unit, simulated, deviation, tolerance, verdict }) => [
    id, record, use, formatQuantity({ value, unit }, 4), simulated === undefined ? '—' : formatQuantity({ value: simulated, unit }, 4),
    deviation === undefined ? '—' : deviationText(deviation), `± ${String(Math.round(tolerance * 1000) / 10)} %`, verdict,
  ]));
}

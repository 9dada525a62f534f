import type { OneNicRow } from '../../core/calibrate/index.ts';
import { formatNumber } from '../../core/charts/index.ts';
import { textTable } from './text-table.ts';

/** Every data path on one and the same NIC, for a terminal; empty where a path has no such pairs. */
export function oneNicTable(rows: readonly OneNicRow[]): string {
  const cell = (value: number | undefined, divisor = 1): string => (value === undefined ? '' : formatNumber(value / divisor));
  return textTable(
    [
      { title: 'one NIC for all paths', align: 'left', width: 28 }, { title: '8 B, other host, µs', align: 'right' }, { title: '8 B, same host, µs', align: 'right' },
      { title: '1 MiB, MB/s', align: 'right' }, { title: 'CPU, ns/B', align: 'right' },
    ],
    rows.map(({ title, otherHostNs, sameHostNs, bytesPerSecond, cpuNsPerByte }) =>
      [title, cell(otherHostNs, 1e3), cell(sameHostNs, 1e3), cell(bytesPerSecond, 1e6), cell(cpuNsPerByte)]),
  );
}

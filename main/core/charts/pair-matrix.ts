import type { MatrixSpec, ShownResult } from '../contract/index.ts';
import { formatPercent, formatQuantity } from './units.ts';

/** What a matrix of pairs of ranks may show. */
export type PairNumber = 'bytes' | 'messages' | 'waiting';

/** A pair in the table twin of a matrix. */
export interface MatrixTableRow {
  readonly row: string;
  readonly column: string;
  readonly value: number;
  readonly share: number;
}

/** Label of rank or group number `i`. */
function labelOf(i: number, perGroup: number, ranks: number): string {
  return perGroup === 1 ? String(i) : `${i * perGroup}–${Math.min(ranks, (i + 1) * perGroup) - 1}`;
}

/** Who sent how much to whom, or who waited how long for whom. */
export function pairMatrix(result: ShownResult, shown: PairNumber): MatrixSpec {
  const per = result.ranksPerGroup ?? 1;
  const count = Math.ceil(result.ranks.length / per);
  const labels = Array.from({ length: count }, (_, i) => labelOf(i, per, result.ranks.length));
  const waiting = shown === 'waiting';
  const cells = waiting
    ? (result.waitedFor ?? []).filter(([, peer]) => peer >= 0)
    : result.traffic.map(([from, to, messages, bytes]) => [from, to, shown === 'bytes' ? bytes : messages] as const);
  const unit = waiting ? 'ns' : shown === 'bytes' ? 'B' : 'messages';
  return {
    kind: 'matrix',
    title: waiting ? 'Who waited for whom' : 'Who sent to whom',
    finding: pairFinding(cells, labels, unit),
    rows: { title: waiting ? 'waiting rank' : 'from rank', labels },
    columns: { title: waiting ? 'waited for' : 'to rank', labels },
    value: { title: waiting ? 'waiting' : shown, unit },
    cells,
  };
}

/** The largest pair in a sentence; waiting is counted in ns. */
export function pairFinding(cells: MatrixSpec['cells'], labels: readonly string[], unit: MatrixSpec['value']['unit']): string {
  const waiting = unit === 'ns';
  const total = cells.reduce((sum, [, , value]) => sum + value, 0);
  const top = cells.reduce<MatrixSpec['cells'][number] | undefined>((best, cell) => (best === undefined || cell[2] > best[2] ? cell : best), undefined);
  if (top === undefined) return waiting ? 'Nobody waited for anybody.' : 'Nobody sent anything.';
  const say = (value: number): string => formatQuantity({ value, unit });
  const who = (at: number): string => `${labels[at]?.includes('–') === true ? 'ranks' : 'rank'} ${labels[at] ?? ''}`;
  const [from, to, most] = top;
  return `${waiting ? `Most: ${who(from)} waited ${say(most)} for ${who(to)}` : `Most: ${say(most)} from ${who(from)} to ${who(to)}`}, ${formatPercent(most / Math.max(1, total), 2)} of ${say(total)}.`;
}

/** The table twin: all pairs, largest first, at most `limit`. */
export function matrixTable(spec: MatrixSpec, limit = Infinity): readonly MatrixTableRow[] {
  const total = spec.cells.reduce((sum, [, , value]) => sum + value, 0);
  return [...spec.cells].sort((left, right) => right[2] - left[2]).slice(0, limit)
    .map(([row, column, value]) => ({ row: spec.rows.labels[row] ?? '', column: spec.columns.labels[column] ?? '', value, share: total === 0 ? 0 : value / total }));
}

import type { MatrixSpec } from '../contract/index.ts';
import { pairFinding } from './pair-matrix.ts';

/** First and last number in labels such as `3` or `6–8`. */
function reach(label: string): readonly [first: string, last: string] {
  const [first = label, last = first] = label.split('–');
  return [first, last];
}

/** The same numbers for at most `most` rows and columns: neighbours are added up. Sums stay exact where they were. */
export function coarseMatrix(spec: MatrixSpec, most: number): MatrixSpec {
  const count = Math.max(spec.rows.labels.length, spec.columns.labels.length);
  const per = Math.ceil(count / most);
  if (per <= 1) return spec;
  const join = (labels: readonly string[]): readonly string[] => Array.from({ length: Math.ceil(labels.length / per) }, (_, at) => {
    const [from] = reach(labels[at * per] ?? '');
    const [, to] = reach(labels[Math.min(labels.length, (at + 1) * per) - 1] ?? '');
    return from === to ? from : `${from}–${to}`;
  });
  const sums = new Map<number, number>();
  for (const [row, column, value] of spec.cells) {
    const key = Math.floor(row / per) * most + Math.floor(column / per);
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  const labels = join(spec.rows.labels);
  const cells = [...sums].sort(([left], [right]) => left - right).map(([key, value]) => [Math.floor(key / most), key % most, value] as const);
  return {
    ...spec,
    finding: pairFinding(cells, labels, spec.value.unit),
    rows: { ...spec.rows, labels },
    columns: { ...spec.columns, labels: join(spec.columns.labels) },
    cells,
  };
}

import type { MessageTime } from '../../main/core/contract/index.ts';

/** Rows that are shown at first, and that a page can hold at all: a trace may have thousands of sizes. */
export const shortRows = 24;
export const mostRows = 1000;

/** The rows in which messages spent most time, in their own order; all of them where there are few. */
export function largestRows(rows: readonly MessageTime[], most: number): readonly MessageTime[] {
  if (rows.length <= most) return rows;
  const byTime = [...rows].sort((left, right) => right.messages * right.meanNs - left.messages * left.meanNs);
  const kept = new Set(byTime.slice(0, most));
  return rows.filter((row) => kept.has(row));
}

import type { Comparison, ComparisonEntry, RunResult, RunSummary } from '../../core/contract/index.ts';
import type { Layout } from '../store/layout.ts';
import { readResult } from '../store/read-run.ts';

type Cell = Comparison['cells'][number];

/** Runs that are shown stage by stage; they are read by people. */
const mostResults = 6;

/** The cell that says most: all values have runs in it, and what they compare is largest. */
export function tellingCell({ cells }: Comparison): Cell | undefined {
  const filled = (cell: Cell): number => cell.entries.filter(({ fingerprints }) => fingerprints.length > 0).length;
  const spread = (cell: Cell): number => {
    const means = cell.entries.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate.mean]));
    return means.length < 2 ? 0 : Math.max(...means) / Math.max(Math.min(...means), Number.MIN_VALUE);
  };
  return [...cells].sort((left, right) => filled(right) - filled(left) || spread(right) - spread(left))[0];
}

/** The result of the first run of each value of a cell, of some of them. */
export async function cellResults(layout: Layout, cell: Cell | undefined, rows: readonly RunSummary[]): Promise<readonly { readonly entry: ComparisonEntry; readonly row: RunSummary; readonly result: RunResult }[]> {
  const results: { readonly entry: ComparisonEntry; readonly row: RunSummary; readonly result: RunResult }[] = [];
  for (const entry of cell?.entries.slice(0, mostResults) ?? []) {
    const row = rows.find(({ fingerprint }) => fingerprint === entry.fingerprints[0]);
    if (row === undefined) continue;
    // A run whose details are damaged still counts in the comparison.
    const result = await readResult(layout, row.fingerprint, row.resultSha256).catch(() => undefined);
    if (result !== undefined) results.push({ entry, row, result });
  }
  return results;
}

import { compareRuns } from '../../core/compare/index.ts';
import { readComparisonSource } from '../store/comparison-rows.ts';
import { layoutOf } from '../store/layout.ts';
import type { WorkerTasks } from '../worker-protocol.ts';
import { cellResults, tellingCell } from './cell-results.ts';

/** Reads the critical paths of the first runs of a cell. A cell that is not there any more is taken for the telling one. */
export async function critical({ workspace, request: { comparison: request, factors } }: WorkerTasks['critical']['argument']): Promise<WorkerTasks['critical']['answer']> {
  const layout = layoutOf(workspace);
  const { rows, context } = await readComparisonSource(layout, request);
  const comparison = compareRuns(rows, request, context);
  const wanted = factors === undefined ? undefined : JSON.stringify(factors);
  const cell = comparison.cells.find((one) => JSON.stringify(one.factors) === wanted) ?? tellingCell(comparison);
  const results = await cellResults(layout, cell, rows);
  return {
    factors: cell?.factors ?? {},
    runs: results.map(({ entry: { value }, row: { fingerprint }, result: { criticalPath, criticalPathOmitted, kernel } }) => ({
      value, fingerprint,
      ...(criticalPath === undefined ? { omitted: omitted(kernel, criticalPathOmitted) } : { criticalPath: { ...criticalPath, hops: [] } }),
    })),
  };
}

function omitted(kernel: 'loggops' | 'campaign' | undefined, reason: string | undefined): string {
  if (reason !== undefined) return reason;
  if (kernel === 'loggops') return 'A cost model has no stages, and its path is not followed.';
  if (kernel === 'campaign') return 'Days of many jobs have no critical path.';
  return 'The run was made by an engine that did not follow it. Run it again to have it.';
}

import type { Comparison, ComparisonEntry, RunSummary } from '../../core/contract/index.ts';
import { cellLabel, factorLabel } from '../../core/charts/index.ts';
import { compareRuns } from '../../core/compare/index.ts';
import { renderReport, type ReportResult } from '../../core/report/index.ts';
import { readComparisonSource } from '../store/comparison-rows.ts';
import { layoutOf, type Layout } from '../store/layout.ts';
import { readResult } from '../store/read-run.ts';
import type { WorkerTasks } from '../worker-protocol.ts';

/** Runs shown stage by stage; a report is read by people. */
const mostResults = 6;

/** The cell that says most: all values have runs in it, and what they compare is largest. */
function tellingCell({ cells }: Comparison): Comparison['cells'][number] | undefined {
  const filled = (cell: Comparison['cells'][number]): number => cell.entries.filter(({ fingerprints }) => fingerprints.length > 0).length;
  const spread = (cell: Comparison['cells'][number]): number => {
    const means = cell.entries.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate.mean]));
    return means.length < 2 ? 0 : Math.max(...means) / Math.max(Math.min(...means), Number.MIN_VALUE);
  };
  return [...cells].sort((left, right) => filled(right) - filled(left) || spread(right) - spread(left))[0];
}

function labelOf(by: string, entry: ComparisonEntry, factors: Comparison['cells'][number]['factors']): string {
  const name = factorLabel(by, entry.value);
  return Object.keys(factors).length === 0 ? name : `${name} · ${cellLabel(factors)}`;
}

async function resultsOf(layout: Layout, comparison: Comparison, rows: readonly RunSummary[]): Promise<readonly ReportResult[]> {
  const cell = tellingCell(comparison);
  const results: ReportResult[] = [];
  for (const entry of cell?.entries.slice(0, mostResults) ?? []) {
    const row = rows.find(({ fingerprint }) => fingerprint === entry.fingerprints[0]);
    if (row === undefined) continue;
    // A run whose details are damaged still counts in the comparison.
    const result = await readResult(layout, row.fingerprint, row.resultSha256).catch(() => undefined);
    if (result !== undefined) results.push({ label: labelOf(comparison.by, entry, cell?.factors ?? {}), result });
  }
  return results;
}

/** Renders a comparison as one HTML file and names the file after the experiment. */
export async function report({ workspace, request, version, createdAt }: WorkerTasks['report']['argument']): Promise<WorkerTasks['report']['answer']> {
  const layout = layoutOf(workspace);
  const { rows, context, models, experiment, experimentText } = await readComparisonSource(layout, request);
  const comparison = compareRuns(rows, request, context);
  const results = await resultsOf(layout, comparison, rows);
  const html = renderReport({
    comparison, rows, models, results, createdAt, version,
    ...(experiment === undefined ? {} : { experiment }),
    ...(experimentText === undefined ? {} : { experimentText }),
  });
  return { fileName: `${comparison.experiment.name === '' ? 'comparison' : comparison.experiment.name}-report.html`, html };
}

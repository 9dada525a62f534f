import type { Comparison, ComparisonEntry } from '../../core/contract/index.ts';
import { cellLabel, factorLabel } from '../../core/charts/index.ts';
import { compareRuns } from '../../core/compare/index.ts';
import { renderReport } from '../../core/report/index.ts';
import { readComparisonSource } from '../store/comparison-rows.ts';
import { layoutOf } from '../store/layout.ts';
import type { WorkerTasks } from '../worker-protocol.ts';
import { cellResults, tellingCell } from './cell-results.ts';

function labelOf(by: string, entry: ComparisonEntry, factors: Comparison['cells'][number]['factors']): string {
  const name = factorLabel(by, entry.value);
  return Object.keys(factors).length === 0 ? name : `${name} · ${cellLabel(factors)}`;
}

/** Renders a comparison as one HTML file and names the file after the experiment. */
export async function report({ workspace, request, version, createdAt }: WorkerTasks['report']['argument']): Promise<WorkerTasks['report']['answer']> {
  const layout = layoutOf(workspace);
  const { rows, context, models, experiment, experimentText } = await readComparisonSource(layout, request);
  const comparison = compareRuns(rows, request, context);
  const cell = tellingCell(comparison);
  const results = (await cellResults(layout, cell, rows)).map(({ entry, result }) => ({ label: labelOf(comparison.by, entry, cell?.factors ?? {}), result }));
  const html = renderReport({
    comparison, rows, models, results, createdAt, version,
    ...(experiment === undefined ? {} : { experiment }),
    ...(experimentText === undefined ? {} : { experimentText }),
  });
  return { fileName: `${comparison.experiment.name === '' ? 'comparison' : comparison.experiment.name}-report.html`, html };
}

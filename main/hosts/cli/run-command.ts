import type { Attempt, BatchProgress, Incident, PlanPreview, RunRow, Services } from '../../core/contract/index.ts';
import { defaultAxis } from '../../core/compare/index.ts';
import { readPlan } from '../../services/runner/batch-files.ts';
import { layoutOf } from '../../services/store/layout.ts';
import type { PlannedRun } from '../../services/worker-protocol.ts';
import { comparisonTable } from './comparison-table.ts';
import { describeFinding, hasErrors } from './describe-finding.ts';
import { incidentTable } from './incident-table.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { openServices, workspaceOf, type CommonOptions } from './open-services.ts';
import { createProgressLine } from './progress-line.ts';
import { readDocument, setInDocument, type ExperimentDocument } from './read-document.ts';
import { say, writeOutput } from './write-output.ts';
import { writeReport } from './write-report.ts';

export interface RunOptions extends CommonOptions {
  readonly json?: boolean;
  readonly report?: string;
  readonly set?: readonly string[];
}

/** Says what is wrong with a document; answers whether it can be worked with. */
export function sayFindings(document: ExperimentDocument, { findings }: Pick<PlanPreview, 'findings'>): boolean {
  for (const finding of findings) say(describeFinding(finding, document.label));
  return !hasErrors(findings);
}

/** Watches a batch to its end. Ctrl-C cancels it; a second one ends the process at once. */
async function watchBatch(services: Services, batch: string): Promise<BatchProgress | undefined> {
  const line = createProgressLine(process.stderr);
  const interrupt = (): void => {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
    void services.batches.cancel(batch);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  let last: BatchProgress | undefined;
  for await (const progress of services.batches.watch(batch)) {
    last = progress;
    line.show(progress);
  }
  process.removeListener('SIGINT', interrupt);
  process.removeListener('SIGTERM', interrupt);
  return last;
}

function sayFailures(failures: readonly Attempt[], entries: readonly PlannedRun[]): void {
  for (const { fingerprint, attempt, failure } of failures) {
    const factors = entries.find((entry) => entry.fingerprint === fingerprint)?.factors ?? {};
    const point = Object.entries(factors).map(([name, value]) => `${name} ${String(value)}`).join(', ');
    say(`run ${fingerprint.slice(0, 12)} (${point}), attempt ${String(attempt)}: ${failure?.message ?? 'failed'} ${failure?.hint ?? ''}`.trimEnd());
  }
}

type IncidentsByRun = ReadonlyMap<string, readonly Incident[]>;

/** What happened to VMs, of the runs whose metrics tell of a manager; results are large, so no other is read. */
async function readIncidents(services: Services, rows: ReadonlyMap<string, RunRow>): Promise<IncidentsByRun> {
  const incidents = new Map<string, readonly Incident[]>();
  for (const [fingerprint, { metrics }] of rows) {
    if (metrics.downtime === undefined) continue;
    const { result } = await services.runs.read(fingerprint);
    if (result.incidents !== undefined) incidents.set(fingerprint, result.incidents);
  }
  return incidents;
}

/** The document for scripts: its names only grow. */
function runsAsJson(experiment: string, entries: readonly PlannedRun[], rows: ReadonlyMap<string, RunRow>, incidents: IncidentsByRun, failures: readonly Attempt[]): string {
  const runs = entries.flatMap(({ fingerprint, factors }) => {
    const row = rows.get(fingerprint);
    return row === undefined ? [] : [{ fingerprint, factors, metrics: row.metrics, ...(incidents.has(fingerprint) ? { incidents: incidents.get(fingerprint) } : {}) }];
  });
  const failed = new Map(failures.filter(({ fingerprint }) => !rows.has(fingerprint)).map((attempt) => [attempt.fingerprint, attempt]));
  const lost = entries.flatMap(({ fingerprint, factors }) => {
    const failure = failed.get(fingerprint)?.failure;
    return failure === undefined ? [] : [{ fingerprint, factors, failure }];
  });
  return `${JSON.stringify({ experiment, runs, ...(lost.length === 0 ? {} : { failures: lost }) }, undefined, 2)}\n`;
}

/** `run`: simulates what is not there yet, prints a table or JSON, writes a report if asked to. */
export async function runCommand(file: string, options: RunOptions, entryDirectory: string): Promise<ExitCode> {
  const { services, close } = await openServices(options, entryDirectory, file);
  try {
    const document = setInDocument(await readDocument(file, services), options.set ?? []);
    const preview = await services.experiments.preview(document.text);
    if (!sayFindings(document, preview)) return exitCodes.badInput;
    const batch = await services.batches.start(document.text);
    const last = await watchBatch(services, batch);
    const plan = await readPlan(layoutOf(workspaceOf(options)), batch);
    if (last === undefined || plan === undefined) {
      for (const finding of last?.findings ?? []) say(describeFinding(finding, document.label));
      return exitCodes.failed;
    }
    const { entries, experiment } = plan;
    sayFailures(last.failures, entries);
    const wanted = new Set(entries.map(({ fingerprint }) => fingerprint));
    const rows = new Map((await services.runs.list()).filter(({ fingerprint }) => wanted.has(fingerprint)).map((row) => [row.fingerprint, row]));
    const incidents = await readIncidents(services, rows);
    if (options.json === true) await writeOutput(runsAsJson(experiment.name, entries, rows, incidents, last.failures));
    if (rows.size > 0) {
      const words = entries.flatMap(({ fingerprint, factors }) => {
        const row = rows.get(fingerprint);
        return row === undefined ? [] : [{ ...row, factors }];
      });
      const request = { fingerprints: [...wanted], experiment: experiment.name, by: defaultAxis(words) };
      if (options.json !== true) {
        const happened = incidentTable(words.flatMap(({ fingerprint, factors }) => (incidents.has(fingerprint) ? [{ factors, incidents: incidents.get(fingerprint) ?? [] }] : [])));
        await writeOutput(`${comparisonTable(await services.compare.compute(request))}${happened}`);
      }
      if (options.report !== undefined) await writeReport(services, request, options.report);
    }
    return last.state === 'done' ? exitCodes.done : exitCodes.failed;
  } finally {
    await close();
  }
}

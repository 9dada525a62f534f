import type { ComparisonRequest, RunRow } from '../../core/contract/index.ts';
import { defaultAxis } from '../../core/compare/index.ts';
import { parseExperiment } from '../../core/experiment/index.ts';
import { checkChoices } from './check-choices.ts';
import { comparisonTable } from './comparison-table.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import { openServices, type CommonOptions } from './open-services.ts';
import { readDocument, setInDocument } from './read-document.ts';
import { sayFindings } from './run-command.ts';
import { say, writeOutput } from './write-output.ts';
import { writeReport } from './write-report.ts';

export interface CompareOptions extends CommonOptions {
  readonly json?: boolean;
  readonly by?: string;
  readonly baseline?: string;
  readonly metric?: string;
  readonly report?: string;
  readonly set?: readonly string[];
}

/** The row in the words of an experiment, as far as a list knows them. */
function inWordsOf(row: RunRow, experiment: string): RunRow {
  const use = row.also?.find((other) => other.experiment === experiment);
  return use === undefined ? row : { ...row, factors: use.factors };
}

/** `compare`: compares the runs of an experiment that exist, and runs nothing. */
export async function compareCommand(fileOrName: string, options: CompareOptions, entryDirectory: string): Promise<ExitCode> {
  const { services, close } = await openServices(options, entryDirectory, fileOrName);
  try {
    const document = setInDocument(await readDocument(fileOrName, services), options.set ?? []);
    const preview = await services.experiments.preview(document.text);
    const planned = sayFindings(document, preview);
    const experiment = (preview.experiment ?? parseExperiment(document.text).experiment)?.name ?? '';
    const wanted = new Set(preview.fingerprints);
    // Without one of its paths an experiment cannot be planned; the runs that it had are still there.
    const belongs = (row: RunRow): boolean => (planned ? wanted.has(row.fingerprint) : row.experiment === experiment || row.also?.some((use) => use.experiment === experiment) === true);
    const rows = (await services.runs.list()).filter(belongs).map((row) => inWordsOf(row, experiment));
    if (!planned) {
      if (rows.length === 0) return exitCodes.badInput;
      say(`It cannot be planned any more, so this compares the ${String(rows.length)} runs that the workspace has of it.`);
    }
    if (rows.length === 0) throw new BadInputError(`${document.label}: error: None of its ${String(preview.count)} runs is in the workspace. Run it first: doorbell run ${fileOrName}`);
    checkChoices(rows, options);
    const number = Number(options.baseline);
    const numeric = rows.some(({ factors }) => typeof factors[options.by ?? ''] === 'number');
    const request: ComparisonRequest = {
      fingerprints: rows.map(({ fingerprint }) => fingerprint),
      experiment,
      by: options.by ?? defaultAxis(rows),
      ...(options.baseline === undefined ? {} : { baseline: numeric && !Number.isNaN(number) ? number : options.baseline }),
      ...(options.metric === undefined ? {} : { metric: options.metric }),
    };
    const comparison = await services.compare.compute(request);
    await writeOutput(options.json === true ? `${JSON.stringify(comparison, undefined, 2)}\n` : comparisonTable(comparison));
    if (options.report !== undefined) await writeReport(services, request, options.report);
    return exitCodes.done;
  } finally {
    await close();
  }
}

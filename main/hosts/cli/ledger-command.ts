import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  comparisonRequests, experimentOf, ledgerSamples, makeLedger, meansOf, migrationRequests, oneNicRequests, oneNicRows, replayComparisons, replayMigrations, sampleFiles, testbedOf, usedCards, type CaseRow, type LedgerCase, type LedgerSample, type RunCases,
} from '../../core/calibrate/index.ts';
import type { Experiment } from '../../core/contract/index.ts';
import { parseExperiment } from '../../core/experiment/index.ts';
import { pathRequests } from '../../core/plan/index.ts';
import { createCatalog, type Catalog } from '../../services/catalog.ts';
import { createWorkerPool, runTask, type WorkerPool } from '../../services/runner/worker-pool.ts';
import { forkWorker } from '../fork-worker.ts';
import { builtLocations, type Locations } from '../locations.ts';
import { oneNicTable } from './one-nic-table.ts';
import { describeFinding, hasErrors } from './describe-finding.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import { ledgerTable } from './ledger-table.ts';
import { migrationTable } from './migration-table.ts';
import { publishedComparisonTable } from './published-comparison-table.ts';
import { say, writeOutput } from './write-output.ts';

export interface LedgerCommandOptions {
  readonly json?: boolean;
  /** False with `--no-sensitivity`: parameters stay as they are. */
  readonly sensitivity: boolean;
  readonly steps: number;
  readonly replicates: number;
  readonly workers?: number;
}

async function readSamples(locations: Locations): Promise<Readonly<Record<LedgerSample, Experiment>>> {
  const samples: Partial<Record<LedgerSample, Experiment>> = {};
  for (const sample of ledgerSamples) {
    const file = join(locations.samples, `${sampleFiles[sample]}.yaml`);
    const { experiment, findings } = parseExperiment(await readFile(file, 'utf8'));
    if (experiment === undefined) throw new BadInputError(findings.map((finding) => describeFinding(finding, file)).join('\n'));
    samples[sample] = experiment;
  }
  return samples as Readonly<Record<LedgerSample, Experiment>>;
}

/** A case of all paths as one case for each of them, so that workers share it: no point belongs to two paths. */
function byPath(sample: Experiment, ledgerCase: LedgerCase): readonly LedgerCase[] {
  const paths = sample.sweep.axes.path;
  if (ledgerCase.paths !== undefined || paths === undefined) return [ledgerCase];
  return paths.map((value) => ({ ...ledgerCase, paths: [typeof value === 'object' ? ('otherHost' in value ? value.otherHost.id : value.id) : String(value)] }));
}

async function simulateCase(sample: Experiment, ledgerCase: LedgerCase, catalog: Catalog, pool: WorkerPool, signal: AbortSignal): Promise<readonly CaseRow[]> {
  const { models, findings } = await catalog.resolve(pathRequests(experimentOf(sample, ledgerCase)));
  if (hasErrors(findings)) throw new BadInputError(findings.map((finding) => describeFinding(finding, sample.name)).join('\n'));
  return runTask(pool, 'ledgerCase', { sample, ledgerCase, models }, signal);
}

/** `ledger`: holds the simulation against what was published, varies its parameters, and takes mechanisms away. */
export async function ledgerCommand(options: LedgerCommandOptions, entryDirectory: string): Promise<ExitCode> {
  const locations = builtLocations(entryDirectory);
  const spawnWorker = forkWorker(locations.entries);
  const pool = createWorkerPool(spawnWorker, options.workers ?? Math.max(2, availableParallelism() - 1), () => undefined);
  const catalog = createCatalog({ pluginsDirectory: locations.plugins, spawnWorker });
  const stopping = new AbortController();
  const interrupt = (): void => stopping.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const samples = await readSamples(locations);
    const run: RunCases = async (cases, title) => {
      const parts = cases.flatMap((ledgerCase) => byPath(samples[ledgerCase.sample], ledgerCase));
      const rows = (await Promise.all(parts.map((part) => simulateCase(samples[part.sample], part, catalog, pool, stopping.signal)))).flat();
      say(`Simulated ${title}: ${rows.length} runs.`);
      return { measured: meansOf(rows), runs: rows.length };
    };
    const { sensitivity, steps, replicates } = options;
    const { models } = await catalog.resolve(Object.values(samples).flatMap((sample) => pathRequests(sample)));
    const ledger = await makeLedger(usedCards(await catalog.list(), models), samples.advection, { sensitivity, steps, replicates }, run);
    const cards = await catalog.list();
    const oneNic = oneNicRows(cards, (await catalog.resolve(oneNicRequests(cards))).models);
    const migrations = replayMigrations((await catalog.resolve(migrationRequests())).models);
    const testbed = (path: string, preset: string) => testbedOf(cards, path, preset);
    const comparisons = replayComparisons((await catalog.resolve(comparisonRequests(testbed))).models, testbed);
    const tables = `${ledgerTable(ledger)}\n${publishedComparisonTable(comparisons)}\n${oneNicTable(oneNic)}\n${migrationTable(migrations)}`;
    await writeOutput(options.json === true ? `${JSON.stringify({ ...ledger, comparisons, oneNic, migrations }, undefined, 2)}\n` : tables);
    return exitCodes.done;
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
    await Promise.all([pool.close(), catalog.close()]);
  }
}

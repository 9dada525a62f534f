import type { PathModel } from '@doorbell/sdk';
import type { ComparisonContext, Experiment, ComparisonRequest, PlannedInput, RunSummary } from '../../core/contract/index.ts';
import { modelsOf } from '../../core/engine/pair-models.ts';
import { parseExperiment } from '../../core/experiment/index.ts';
import { listBatchIds, readAttempts, readBatchRequest, readEnd, readPlan } from '../runner/batch-files.ts';
import type { StoredPlan } from '../worker-protocol.ts';
import type { Layout } from './layout.ts';
import { readInput, readObject } from './objects.ts';
import { readSummary } from './read-run.ts';
import { createRunUses, inWordsOf } from './uses.ts';

/** What a comparison and its report are made of. */
export interface ComparisonSource {
  readonly rows: readonly RunSummary[];
  readonly context: ComparisonContext;
  /** Models that took part, each once. */
  readonly models: readonly PathModel[];
  readonly experiment?: Experiment;
  /** The experiment as its author wrote it. */
  readonly experimentText?: string;
}

/** Batches looked through for the newest one of an experiment. */
const mostBatches = 500;

/** The newest batch of an experiment, whose text and failures count. */
async function newestBatch(layout: Layout, experiment: string): Promise<string | undefined> {
  for (const id of [...(await listBatchIds(layout))].reverse().slice(0, mostBatches)) {
    const name = (await readEnd(layout, id))?.experiment ?? (await readPlan(layout, id))?.experiment.name;
    if (name === experiment) return id;
  }
  return undefined;
}

async function experimentOf(layout: Layout, sha256: string | undefined): Promise<Pick<ComparisonSource, 'experiment' | 'experimentText'>> {
  const experimentText = sha256 === undefined ? undefined : await readObject(layout, sha256).catch(() => undefined);
  if (experimentText === undefined) return {};
  const { experiment } = parseExperiment(experimentText);
  return { experimentText, ...(experiment === undefined ? {} : { experiment }) };
}

async function failuresOf(layout: Layout, batch: string, plan: StoredPlan, known: ReadonlySet<string>): Promise<NonNullable<ComparisonContext['failures']>> {
  const factors = new Map(plan.entries.map((entry) => [entry.fingerprint, entry.factors]));
  const last = new Map((await readAttempts(layout, batch)).map((attempt) => [attempt.fingerprint, attempt]));
  return [...last.values()].flatMap((attempt) => {
    const point = factors.get(attempt.fingerprint);
    return attempt.failure === undefined || point === undefined || known.has(attempt.fingerprint) ? [] : [{ factors: point, message: attempt.failure.message }];
  });
}

/** An input and the value of the path axis that it stands for. */
interface PathInput {
  readonly path: string | number | undefined;
  readonly input: PlannedInput;
}

async function inputsOf(layout: Layout, rows: readonly RunSummary[]): Promise<readonly PathInput[]> {
  const byPath = new Map<string, RunSummary>();
  for (const row of rows) {
    const key = JSON.stringify([row.factors.path, row.plugins]);
    if (!byPath.has(key)) byPath.set(key, row);
  }
  const inputs: PathInput[] = [];
  for (const row of byPath.values()) {
    // A comparison without origins is still a comparison.
    const input = await readInput(layout, row.inputSha256).catch(() => undefined);
    if (input !== undefined) inputs.push({ path: row.factors['path'], input });
  }
  return inputs;
}

function modelsOfInput(input: PlannedInput): readonly PathModel[] {
  if (input.kernel === 'campaign') return input.probes.flatMap((probe) => modelsOf(probe.input.models));
  return input.kernel === undefined ? modelsOf(input.models) : [];
}

function distinct(models: readonly PathModel[]): readonly PathModel[] {
  return [...new Map(models.map((model) => [JSON.stringify(model), model])).values()];
}

/** Reads the runs that a request names; those that cannot be read are left out. Rejects when none is left. */
export async function readComparisonSource(layout: Layout, request: ComparisonRequest): Promise<ComparisonSource> {
  const uses = createRunUses(layout);
  await uses.refresh();
  const rows: RunSummary[] = [];
  for (const fingerprint of new Set(request.fingerprints)) {
    const read = await readSummary(layout.run(fingerprint), fingerprint);
    if (read?.ok !== true) continue;
    const { summary } = read;
    rows.push(...inWordsOf(summary, request.experiment ?? summary.experiment, uses.of(fingerprint)));
  }
  const [first] = rows;
  if (first === undefined) throw new Error('None of the runs to compare is in this workspace. Run the experiment first, or take its runs out of the trash.');
  const batch = await newestBatch(layout, request.experiment ?? first.experiment);
  const sha256 = (batch === undefined ? undefined : (await readBatchRequest(layout, batch))?.experimentSha256) ?? first.experimentSha256;
  const source = await experimentOf(layout, sha256);
  const { experiment } = source;
  const plan = batch === undefined ? undefined : await readPlan(layout, batch);
  const inputs = await inputsOf(layout, rows);
  const models = distinct(inputs.flatMap(({ input }) => modelsOfInput(input)));
  const known = new Set(rows.map(({ fingerprint }) => fingerprint));
  return {
    ...source,
    rows,
    models,
    context: {
      ...(experiment === undefined ? {} : { experiment: { name: experiment.name, title: experiment.title, question: experiment.question } }),
      failures: batch === undefined || plan === undefined ? [] : await failuresOf(layout, batch, plan, known),
      // Runs that somebody chose one by one are no sweep of which anything could be missing.
      ...(request.experiment === undefined || plan?.leftOut === undefined ? {} : { leftOut: plan.leftOut }),
      models,
      pathModels: inputs.flatMap(({ path, input }) => (path === undefined ? [] : [{ path, models: distinct(modelsOfInput(input)) }])),
    },
  };
}

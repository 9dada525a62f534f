import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PathModel } from '@doorbell/sdk';
import type { CancelSignal, Finding, PathRequest, PlanPreview, ResolvedPath, Services } from '../core/contract/index.ts';
import { ServiceError } from '../core/contract/service-error.ts';
import { locateFindings } from '../core/experiment/index.ts';
import { withTraces } from '../core/plan/index.ts';
import { resolvePaths, type Resolve } from './resolve-paths.ts';
import type { RateKeeper } from './runner/rate-keeper.ts';
import { runTask, type WorkerPool } from './runner/worker-pool.ts';
import { isMissing, writeFileAtomic } from './store/atomic-write.ts';
import { isExperimentName } from './store/layout.ts';
import type { Store } from './store/store.ts';
import { toAbortSignal } from './to-abort-signal.ts';
import type { ResolveTraces } from './traces/resolve-traces.ts';

/** What the experiments service needs. */
export interface ExperimentsSurroundings {
  readonly store: Store;
  readonly samplesDirectory: string;
  readonly tasks: WorkerPool;
  readonly resolve: Resolve;
  readonly resolveTraces: ResolveTraces;
  readonly rates: RateKeeper;
  /** Workers that simulate. */
  readonly workers: number;
  now(): number;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function notFound(name: string): ServiceError {
  return new ServiceError('NotFound', `There is no experiment "${name}". Choose one from the list, or save it under this name first.`);
}

function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Models of distinct paths, in the order in which the experiment asks for them. */
function modelsInOrder(requests: readonly PathRequest[], resolved: readonly ResolvedPath[]): readonly PathModel[] {
  const byKey = new Map(resolved.map(({ key, model }) => [key, model]));
  return requests.flatMap(({ key }) => byKey.get(key) ?? []);
}

const emptyPreview = { count: 0, reused: 0, estimateSeconds: 0, axes: [], models: [] };

/** Samples and the workspace's own experiments. A workspace file hides the sample of the same name. */
export function createExperimentsService(around: ExperimentsSurroundings): Services['experiments'] {
  const { store, tasks } = around;
  const { layout } = store;

  function samplePath(name: string): string {
    if (!isExperimentName(name)) throw notFound(name.slice(0, 80));
    return join(around.samplesDirectory, `${name}.yaml`);
  }

  async function preview(text: string, signal: AbortSignal | undefined): Promise<PlanPreview> {
    const outline = await runTask(tasks, 'outline', { text }, signal);
    const document = outline.experiment;
    if (document === undefined || hasErrors(outline.findings)) return { ...emptyPreview, findings: outline.findings, ...(document === undefined ? {} : { experiment: document }) };
    const resolved = await resolvePaths(around.resolve, document, outline.requests);
    const models = modelsInOrder(outline.requests, resolved.models);
    const { traces, findings: ofTraces } = await around.resolveTraces(document, signal);
    const { experiment } = withTraces(document, traces);
    const missing = [...resolved.findings, ...ofTraces];
    const before = [...outline.findings, ...locateFindings(text, missing)];
    if (hasErrors(missing)) return { ...emptyPreview, findings: before, experiment, models };
    const planned = await runTask(tasks, 'preview', { workspace: layout.root, text, models: resolved.models, traces, rates: around.rates.rates, workers: around.workers }, signal);
    around.rates.learn(planned.measured);
    await around.rates.flush();
    const { count, reused, estimateSeconds, axes, fingerprints } = planned;
    return { findings: [...before, ...planned.findings], experiment, count, reused, estimateSeconds, axes, models, fingerprints };
  }

  return {
    async list() {
      const [samples, own] = await Promise.all([
        runTask(tasks, 'experiments', { folder: around.samplesDirectory, origin: 'sample' }),
        runTask(tasks, 'experiments', { folder: layout.experiments, origin: 'workspace' }),
        store.refresh(),
      ]);
      const runs = new Map<string, number>();
      for (const { experiment, also = [] } of store.rows()) {
        for (const name of [experiment, ...also.map((use) => use.experiment)]) runs.set(name, (runs.get(name) ?? 0) + 1);
      }
      const byName = new Map([...samples, ...own].map((row) => [row.name, row]));
      return [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1)).map((row) => ({ ...row, runs: runs.get(row.name) ?? 0 }));
    },
    async read(name) {
      if (!isExperimentName(name)) throw notFound(name.slice(0, 80));
      const own = await readText(layout.experiment(name));
      if (own !== undefined) return { text: own, origin: 'workspace' };
      const sample = await readText(samplePath(name));
      if (sample === undefined) throw notFound(name);
      return { text: sample, origin: 'sample' };
    },
    async save(name, text) {
      const { experiment } = await runTask(tasks, 'outline', { text });
      // A draft with errors may not know its name; it stays where it was opened.
      const own = experiment?.name ?? name;
      const path = layout.experiment(own);
      if (own !== name && (await readText(path)) !== undefined) {
        throw new ServiceError('NameTaken', `An experiment named "${own}" exists already. Change the field \`name\`, or open that experiment and edit it there.`);
      }
      await writeFileAtomic(path, text);
      return own;
    },
    async remove(name) {
      const path = layout.experiment(name);
      await mkdir(layout.trashedExperiments, { recursive: true });
      try {
        await rename(path, join(layout.trashedExperiments, `${name}-${String(around.now())}.yaml`));
      } catch (error) {
        if (!isMissing(error)) throw error;
        const sample = await readText(samplePath(name));
        if (sample !== undefined) throw new ServiceError('ReadOnly', `"${name}" is a sample that ships with Doorbell and cannot be removed.`);
        throw notFound(name);
      }
    },
    preview: (text, signal?: CancelSignal) => preview(text, toAbortSignal(signal)),
  };
}

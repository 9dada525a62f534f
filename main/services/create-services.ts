import { availableParallelism } from 'node:os';
import { engineVersion } from '../core/engine/version.ts';
import type { Services } from '../core/contract/index.ts';
import { bundlePackage } from './authoring/bundle-package.ts';
import { createCatalog } from './catalog.ts';
import type { BundlePackage } from './catalog/read-package.ts';
import { createCompareService } from './compare.ts';
import { createExperimentsService } from './experiments.ts';
import { createLog } from './log.ts';
import { createBatchRunner } from './runner/batch-runner.ts';
import { createRateKeeper } from './runner/rate-keeper.ts';
import { createWorkerPool, runTask } from './runner/worker-pool.ts';
import { createPluginsService } from './plugins.ts';
import { createRunsService } from './runs.ts';
import { looseLimit } from './store/run-index.ts';
import { createStore } from './store/store.ts';
import { openWorkspace } from './store/workspace.ts';
import { createTracesService } from './traces.ts';
import { createTraceResolver } from './traces/resolve-traces.ts';
import type { SpawnWorker } from './worker-process.ts';

/** What a host must say to get its services. All paths are absolute. */
export interface ServicesOptions {
  /** Folder of the workspace; made when it does not exist. */
  readonly workspace: string;
  readonly host: 'web' | 'electron' | 'cli';
  readonly spawnWorker: SpawnWorker;
  /** Experiments that ship with Doorbell, read-only. */
  readonly samplesDirectory: string;
  /** Built-in data paths, one folder per plugin. */
  readonly pluginsDirectory: string;
  /** Version of Doorbell. */
  readonly version: string;
  /** Engine workers at once. Default: one per core but one, at least two. */
  readonly workers?: number;
  /** Makes one module of an author's sources. Default: the lab's own bundler. */
  readonly bundlePlugin?: BundlePackage;
  /** Folder of the document that is worked on: files that it names are looked for there first. */
  readonly documentFolder?: string;
  /** Whether batches that a dead process left behind go on. Default true. */
  readonly resume?: boolean;
}

/** The services of one process, and how to end them. */
export interface RunningServices {
  readonly services: Services;
  /** Batches that still run, for a host that asks before it closes. */
  runningBatches(): readonly string[];
  /** Ends workers and waits until they have exited. Running batches stay unfinished in the workspace and go on at the next start. */
  close(): Promise<void>;
}

/** Builds every service on one workspace. Rejects when the workspace cannot be used, saying why and what to do. */
export async function createServices(options: ServicesOptions): Promise<RunningServices> {
  const now = Date.now;
  const layout = await openWorkspace(options.workspace, now());
  const log = createLog(layout.logs, options.host);
  const store = createStore(layout);
  const workers = options.workers ?? Math.max(2, availableParallelism() - 1);
  const onIdleExit = (code: number | undefined): void => log.warn({ code }, 'An idle engine worker ended; another one starts when it is needed.');
  const pool = createWorkerPool(options.spawnWorker, workers, onIdleExit);
  // Plans, comparisons and reports must not wait for a simulation to end.
  const tasks = createWorkerPool(options.spawnWorker, 1, onIdleExit);
  const rates = await createRateKeeper(layout, (error) => log.warn({ err: error }, 'The measured rates cannot be kept.'));
  const bundle = options.bundlePlugin ?? bundlePackage;
  const catalog = createCatalog({ pluginsDirectory: options.pluginsDirectory, spawnWorker: options.spawnWorker, layout, bundle });
  const plugins = createPluginsService({ catalog, layout, spawnWorker: options.spawnWorker, log, now, bundle });
  const resolve = catalog.resolve.bind(catalog);
  const { documentFolder } = options;
  const resolveTraces = createTraceResolver(tasks, layout, [...(documentFolder === undefined ? [] : [documentFolder]), layout.experiments, layout.traces, options.samplesDirectory]);
  const runner = createBatchRunner({
    layout, pool, tasks, resolve, resolveTraces, rates, log, now,
    index: store.index, uses: store.uses, version: options.version, engine: engineVersion,
  });

  await store.refresh();
  log.info({ version: options.version, node: process.versions.node, workers, runs: store.index.summaries.size }, 'Services are up.');
  for (const { path, message } of [...store.index.findings, ...(await catalog.registry.snapshot()).findings]) log.warn({ path }, message);
  if (store.index.loose > looseLimit) {
    void runTask(tasks, 'compact', { workspace: layout.root }).then(
      ({ runs }) => {
        store.index.compacted();
        log.info({ runs }, 'The index was compacted.');
      },
      (error: unknown) => log.warn({ err: error }, 'The index cannot be compacted.'),
    );
  }
  if (options.resume !== false) await runner.resume();

  const services: Services = {
    app: {
      async info() {
        await store.refresh();
        const findings = [...store.index.findings, ...(await catalog.registry.snapshot()).findings];
        return { version: options.version, host: options.host, workspace: layout.root, workers, node: process.versions.node, ...(findings.length === 0 ? {} : { findings }) };
      },
    },
    experiments: createExperimentsService({ store, samplesDirectory: options.samplesDirectory, tasks, resolve, resolveTraces, rates, workers, now }),
    batches: {
      start: (text) => runner.start(text),
      cancel: (batch) => runner.cancel(batch),
      watch: (batch, signal) => runner.watch(batch, signal),
      list: () => runner.list(),
    },
    runs: createRunsService(store, tasks),
    compare: createCompareService(layout, tasks, options.version, now),
    catalog: plugins.service,
    traces: createTracesService(layout),
  };

  return {
    services,
    runningBatches: () => runner.running(),
    async close() {
      await runner.close();
      await rates.flush();
      const left = (await Promise.all([pool.close(), tasks.close(), plugins.close(), catalog.close()])).reduce((sum, each) => sum + each, 0);
      if (left > 0) log.warn({ left }, 'Workers have not exited though they were killed; the system holds them.');
      log.info('Services ended.');
    },
  };
}

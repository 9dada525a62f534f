import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { BatchProgress, CancelSignal, Finding } from '../../core/contract/index.ts';
import { locateFindings } from '../../core/experiment/index.ts';
import { resolvePaths, type Resolve } from '../resolve-paths.ts';
import type { ResolveTraces } from '../traces/resolve-traces.ts';
import { putObject, readObject } from '../store/objects.ts';
import { startBatch, type Batch, type BatchSurroundings, type Planning } from './batch.ts';
import { isOwned, listBatchIds, readBatchRequest, readEnd, readPlan, writeBatchRequest } from './batch-files.ts';
import { runTask, type WorkerPool } from './worker-pool.ts';

/** What the runner needs beside what every batch needs. */
export interface RunnerSurroundings extends BatchSurroundings {
  /** For short work that somebody waits for; never busy with simulations. */
  readonly tasks: WorkerPool;
  readonly resolve: Resolve;
  readonly resolveTraces: ResolveTraces;
  /** Version of the engine; a plan of another one is made anew. */
  readonly engine: number;
}

/** All batches of this process, and what is known of the others. */
export interface BatchRunner {
  start(text: string): Promise<string>;
  cancel(batch: string): Promise<void>;
  watch(batch: string, signal?: CancelSignal): AsyncIterable<BatchProgress>;
  /** Newest first: those of this process, and those that ended. */
  list(): Promise<readonly BatchProgress[]>;
  running(): readonly string[];
  /** Takes up what dead processes left unfinished. */
  resume(): Promise<readonly string[]>;
  /** Stops all work; unfinished batches can be resumed. */
  close(): Promise<void>;
}

/** Batches that a list shows at most. */
const listed = 200;

function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

function newBatchId(nowMs: number): string {
  const [day = '', time = ''] = new Date(nowMs).toISOString().slice(0, 19).split('T');
  return `${day.replaceAll('-', '')}-${time.replaceAll(':', '')}-${randomBytes(4).toString('hex')}`;
}

/** The batches of one process. */
export function createBatchRunner(around: RunnerSurroundings): BatchRunner {
  const { layout, tasks } = around;
  const batches = new Map<string, Batch>();
  /** Ends never change, so each is read once. */
  const ends = new Map<string, BatchProgress>();

  async function plan(batch: string, text: string, signal: AbortSignal): Promise<Planning> {
    const outline = await runTask(tasks, 'outline', { text }, signal);
    if (hasErrors(outline.findings)) return { findings: outline.findings };
    const name = outline.experiment?.name ?? '';
    const resolved = await resolvePaths(around.resolve, outline.experiment, outline.requests);
    const { traces, findings: ofTraces } = await around.resolveTraces(outline.experiment, signal);
    const before = [...outline.findings, ...locateFindings(text, [...resolved.findings, ...ofTraces])];
    if (hasErrors(before)) return { name, findings: before };
    const planned = await runTask(tasks, 'plan', { workspace: layout.root, batch, text, models: resolved.models, traces }, signal);
    const findings = [...before, ...planned.findings];
    return hasErrors(findings) ? { name, findings } : { name, plan: planned.plan, findings };
  }

  function begin(id: string, experimentSha256: string, text: string, earlier: Planning['plan']): void {
    const usable = earlier?.engine === around.engine ? earlier : undefined;
    const name = usable?.experiment.name ?? '';
    const batch = startBatch(around, id, experimentSha256, name, (signal) => (usable === undefined ? plan(id, text, signal) : Promise.resolve({ plan: usable, findings: [] })));
    batches.set(id, batch);
  }

  async function endOf(id: string): Promise<BatchProgress | undefined> {
    const known = ends.get(id) ?? (await readEnd(layout, id));
    if (known !== undefined) ends.set(id, known);
    return known;
  }

  return {
    async start(text) {
      const id = newBatchId(around.now());
      const experimentSha256 = await putObject(layout, text);
      await writeBatchRequest(layout, id, { format: 1, experimentSha256, startedAt: new Date(around.now()).toISOString(), machine: hostname() });
      begin(id, experimentSha256, text, undefined);
      return id;
    },
    async cancel(id) {
      await batches.get(id)?.cancel();
    },
    async *watch(id, signal) {
      const batch = batches.get(id);
      if (batch !== undefined) {
        yield* batch.progress.watch(signal);
        return;
      }
      const end = await endOf(id);
      if (end === undefined) throw new Error(`There is no batch ${id.slice(0, 40)} that this process works on. It may belong to another window or command.`);
      yield end;
    },
    async list() {
      const rows: BatchProgress[] = [];
      for (const id of [...(await listBatchIds(layout))].reverse()) {
        if (rows.length === listed) break;
        const row = batches.get(id)?.progress.current ?? (await endOf(id));
        if (row !== undefined) rows.push(row);
      }
      return rows;
    },
    running: () => [...batches.values()].filter(({ progress }) => progress.current.state === 'running' || progress.current.state === 'planning').map(({ id }) => id),
    async resume() {
      const resumed: string[] = [];
      for (const id of await listBatchIds(layout)) {
        if (batches.has(id) || (await endOf(id)) !== undefined || (await isOwned(layout, id, around.now()))) continue;
        const request = await readBatchRequest(layout, id);
        if (request === undefined) continue;
        try {
          begin(id, request.experimentSha256, await readObject(layout, request.experimentSha256), await readPlan(layout, id));
          resumed.push(id);
        } catch (error) {
          around.log.warn({ batch: id, err: error }, 'An unfinished batch cannot be resumed.');
        }
      }
      return resumed;
    },
    async close() {
      await Promise.all([...batches.values()].map((batch) => batch.abandon()));
    },
  };
}

import type { Attempt, BatchProgress, Finding, RunFailure } from '../../core/contract/index.ts';
import type { Logger } from '../log.ts';
import type { Layout } from '../store/layout.ts';
import type { RunIndex } from '../store/run-index.ts';
import { usesOfPlan, writeUses, type RunUses } from '../store/uses.ts';
import type { PlannedRun, StoredPlan } from '../worker-protocol.ts';
import { appendAttempt, heartbeatMs, readAttempts, writeEnd, writeOwner } from './batch-files.ts';
import { createBatchTally } from './batch-tally.ts';
import { createLatest, type Latest } from './latest.ts';
import type { RateKeeper } from './rate-keeper.ts';
import { secondsOf } from './rates.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What batches need of the process they run in. */
export interface BatchSurroundings {
  readonly layout: Layout;
  readonly index: RunIndex;
  readonly uses: RunUses;
  readonly pool: WorkerPool;
  readonly rates: RateKeeper;
  readonly log: Logger;
  readonly version: string;
  /** ms since 1970. */
  now(): number;
}

/** A plan, or why there is none. */
export interface Planning {
  /** Name of the experiment, as far as it is known. */
  readonly name?: string;
  readonly plan?: StoredPlan;
  readonly findings: readonly Finding[];
}

/** One batch that this process works on. */
export interface Batch {
  readonly id: string;
  readonly progress: Latest<BatchProgress>;
  /** Ends the batch for good; resolves when nothing of it runs any more. */
  cancel(): Promise<void>;
  /** Stops working on it without ending it, so that a later process goes on. */
  abandon(): Promise<void>;
}

/** A worker that dies may have been unlucky; one that dies twice over the same run has not. */
const attemptsPerRun = 2;

function replicateOf(run: PlannedRun): number {
  return Number(run.factors.replicate ?? 1);
}

function crashOf(run: PlannedRun, reason: string): RunFailure {
  return {
    kind: 'crashed',
    message: `The worker process stopped while it simulated run ${run.fingerprint.slice(0, 12)}: ${reason}.`,
    hint: `The run is tried twice. To reproduce it, simulate the input ${run.inputSha256.slice(0, 12)} of this workspace again; its seed is part of it.`,
  };
}

/** Starts to work on a batch: plans it, then simulates what is not there yet. */
export function startBatch(
  around: BatchSurroundings,
  id: string,
  experimentSha256: string,
  name: string,
  makePlan: (signal: AbortSignal) => Promise<Planning>,
): Batch {
  const { layout, index, pool, rates, uses } = around;
  const log = around.log.child({ batch: id });
  const startedAt = around.now();
  const tally = createBatchTally(id, name);
  const stopping = new AbortController();
  let keep = false;
  let state: BatchProgress['state'] = 'planning';
  let findings: readonly Finding[] = [];

  const snapshot = (): BatchProgress => tally.progress(state, (around.now() - startedAt) / 1000, rates.rates, pool.size, findings);
  let last: BatchProgress | undefined;
  const progress = createLatest(() => last ?? snapshot());
  const publish = (): void => progress.changed();

  async function settle(attempt: Attempt, last: boolean): Promise<void> {
    tally.attempted(attempt, last);
    publish();
    await appendAttempt(layout, id, attempt);
  }

  async function simulate(plan: StoredPlan, run: PlannedRun, attempt: number): Promise<void> {
    const { fingerprint } = run;
    const begun = around.now();
    tally.started(fingerprint);
    publish();
    const outcome = await pool.submit({
      type: 'run',
      job: {
        workspace: layout.root,
        origin: {
          fingerprint, experiment: plan.experiment.name, title: plan.experiment.title, factors: run.factors, plugins: run.plugins,
          doorbell: around.version, engine: plan.engine, inputSha256: run.inputSha256, experimentSha256, batch: id,
        },
      },
    }, {
      signal: stopping.signal,
      onProgress: (part) => {
        tally.progressed(fingerprint, part);
        publish();
      },
    });
    const wallSeconds = (around.now() - begun) / 1000;
    if (outcome.kind === 'cancelled') {
      tally.stopped(fingerprint);
      return;
    }
    if (outcome.kind === 'reply' && outcome.reply.type === 'done') {
      const { summary, simulationSeconds, totalSeconds, warm } = outcome.reply;
      if (warm || secondsOf(rates.rates, run.workload) === undefined) rates.measured(run.workload, simulationSeconds, totalSeconds - simulationSeconds);
      index.add(summary);
      await settle({ fingerprint, attempt, outcome: 'done', wallSeconds }, true);
      return;
    }
    const failure = outcome.kind === 'reply' && outcome.reply.type === 'failed' ? outcome.reply.failure : crashOf(run, outcome.kind === 'crashed' ? outcome.reason : 'it answered something else');
    // What fails in the simulation fails every time; only the process may do better next time.
    const again = failure.kind === 'crashed' && attempt < attemptsPerRun;
    log.warn({ run: fingerprint, attempt, failure: failure.kind }, failure.message);
    await settle({ fingerprint, attempt, outcome: 'failed', failure, wallSeconds }, !again);
    if (again && !stopping.signal.aborted) await simulate(plan, run, attempt + 1);
  }

  async function noteUses(plan: StoredPlan): Promise<void> {
    const found = usesOfPlan(plan.experiment, id, plan.entries, index.summaries);
    uses.add(found);
    await writeUses(layout, id, found);
  }

  async function simulateAll(plan: StoredPlan): Promise<void> {
    tally.planned(plan);
    await index.refresh();
    const earlier = new Map<string, Attempt>();
    for (const attempt of await readAttempts(layout, id)) earlier.set(attempt.fingerprint, attempt);
    const open: { readonly run: PlannedRun; readonly attempt: number }[] = [];
    for (const run of tally.runs) {
      const before = earlier.get(run.fingerprint);
      const exists = index.summaries.has(run.fingerprint);
      if (exists && before?.outcome === 'done') tally.attempted(before, true);
      else if (exists) tally.reused(run.fingerprint);
      else if (before?.outcome === 'failed' && (before.failure?.kind !== 'crashed' || before.attempt >= attemptsPerRun)) tally.attempted(before, true);
      else open.push({ run, attempt: before?.outcome === 'failed' ? before.attempt + 1 : 1 });
    }
    await noteUses(plan);
    publish();
    // The first replicate of every point first: a batch that is looked at half-way, or cancelled, compares all points.
    open.sort((a, b) => replicateOf(a.run) - replicateOf(b.run));
    open.reverse();
    const lane = async (): Promise<void> => {
      for (let next = open.pop(); next !== undefined && !stopping.signal.aborted; next = open.pop()) {
        // Another process may have simulated it meanwhile.
        if (index.summaries.has(next.run.fingerprint)) tally.reused(next.run.fingerprint);
        else await simulate(plan, next.run, next.attempt);
      }
    };
    await Promise.all(Array.from({ length: Math.min(pool.size, open.length) }, lane));
    await noteUses(plan);
  }

  async function work(): Promise<void> {
    const planning = await makePlan(stopping.signal);
    findings = planning.findings;
    if (planning.name !== undefined) tally.named(planning.name);
    if (stopping.signal.aborted) return;
    if (planning.plan === undefined) {
      state = 'failed';
      return;
    }
    state = 'running';
    log.info({ experiment: planning.plan.experiment.name, runs: planning.plan.entries.length }, 'Batch planned.');
    await simulateAll(planning.plan);
    const { failed } = snapshot();
    state = failed > 0 ? 'failed' : 'done';
  }

  async function live(): Promise<void> {
    await writeOwner(layout, id, around.now());
    const heartbeat = setInterval(() => void writeOwner(layout, id, around.now()).catch(() => undefined), heartbeatMs);
    heartbeat.unref();
    try {
      await work();
    } catch (error) {
      if (!stopping.signal.aborted) {
        state = 'failed';
        const message = error instanceof Error ? error.message : String(error);
        findings = [...findings, { severity: 'error', path: '', message, hint: 'Start the experiment again; what is simulated already is reused.' }];
        log.error({ err: error }, 'Batch failed.');
      }
    } finally {
      clearInterval(heartbeat);
    }
    if (stopping.signal.aborted && !keep) state = 'cancelled';
    last = snapshot();
    if (!keep) await writeEnd(layout, id, last).catch((error: unknown) => log.error({ err: error }, 'The end of the batch cannot be kept.'));
    await rates.flush();
    log.info({ state: last.state, done: last.done, reused: last.reused, failed: last.failed }, 'Batch ended.');
    progress.end();
  }

  const ended = live();

  return {
    id,
    progress,
    async cancel() {
      stopping.abort();
      await ended;
    },
    async abandon() {
      keep = true;
      stopping.abort();
      await ended;
    },
  };
}

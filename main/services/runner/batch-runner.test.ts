import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BatchProgress } from '../../core/contract/index.ts';
import { fakeWorkers, writeMadeUpRun, type Behaviour, type FakeWorker } from '../testing/fake-worker.ts';
import { sampleFingerprint, temporaryFolder } from '../testing/sample-run.ts';
import { hashText } from '../store/objects.ts';
import { createStore, type Store } from '../store/store.ts';
import { openWorkspace } from '../store/workspace.ts';
import type { PlannedRun, StoredPlan, WorkerRequest } from '../worker-protocol.ts';
import { isOwned, readAttempts, readEnd, writePlan } from './batch-files.ts';
import { createBatchRunner, type BatchRunner } from './batch-runner.ts';
import { createRateKeeper } from './rate-keeper.ts';
import { createWorkerPool } from './worker-pool.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: Store;
const open: BatchRunner[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  store = createStore(await openWorkspace(folder.path, Date.now()));
});
afterEach(async () => {
  for (const runner of open.splice(0)) await runner.close();
  await folder.remove();
});

function planned(number: number): PlannedRun {
  return { fingerprint: sampleFingerprint(number), factors: { path: 'native', replicate: number }, inputSha256: hashText('input'), plugins: [], workload: { kind: 'ping-pong/native', stageVisits: 100, messages: 10 } };
}

function planOf(entries: readonly PlannedRun[], name = 'sample'): StoredPlan {
  return { format: 1, engine: 1, experiment: { name, title: 'A sample', question: '?' }, axes: [], entries };
}

/** A worker that plans `entries` and hands runs to `simulate`. */
function worker(plan: StoredPlan, simulate: (request: WorkerRequest & { readonly type: 'run' }, worker: FakeWorker) => void | Promise<void>, onCancel?: Behaviour): Behaviour {
  return async (request, fake) => {
    const { id } = request;
    if (request.type === 'cancel') return onCancel?.(request, fake);
    if (request.type === 'run') return simulate(request, fake);
    if (request.name === 'outline') return fake.reply({ type: 'answer', id, answer: { findings: [], requests: [] } });
    if (request.name === 'plan') {
      await writePlan(store.layout, request.argument.batch, plan);
      return fake.reply({ type: 'answer', id, answer: { findings: [], plan } });
    }
  };
}

async function simulateWell(request: WorkerRequest & { readonly type: 'run' }, fake: FakeWorker): Promise<void> {
  fake.reply({ type: 'done', id: request.id, summary: await writeMadeUpRun(request.job), simulationSeconds: 0.01, totalSeconds: 0.02, warm: true });
}

async function runnerOf(behaviour: Behaviour, workers = 2): Promise<{ readonly runner: BatchRunner; readonly fakes: readonly FakeWorker[] }> {
  const { spawn, workers: fakes } = fakeWorkers(behaviour);
  const patience = { cancelMs: 100, silenceMs: 30_000 };
  const runner = createBatchRunner({
    layout: store.layout, index: store.index, uses: store.uses,
    pool: createWorkerPool(spawn, workers, () => undefined, patience),
    tasks: createWorkerPool(spawn, 1, () => undefined, patience),
    resolveTraces: () => Promise.resolve({ traces: [], findings: [] }),
    resolve: () => Promise.resolve({ models: [], findings: [] }),
    rates: await createRateKeeper(store.layout, (error) => { throw error; }),
    log: pino({ enabled: false }), version: '0.1.0', engine: 1, now: Date.now,
  });
  open.push(runner);
  return { runner, fakes };
}

async function watchToEnd(runner: BatchRunner, batch: string): Promise<readonly BatchProgress[]> {
  const states: BatchProgress[] = [];
  for await (const progress of runner.watch(batch)) states.push(progress);
  return states;
}

const three = planOf([planned(1), planned(2), planned(3)]);

test('a batch simulates its plan, and the same plan again is reused', async () => {
  const { runner } = await runnerOf(worker(three, simulateWell));
  const first = (await watchToEnd(runner, await runner.start('text'))).at(-1);
  expect(first).toMatchObject({ experiment: 'sample', state: 'done', total: 3, done: 3, reused: 0, failed: 0, running: 0, failures: [] });
  expect(store.index.summaries.size).toBe(3);
  const second = (await watchToEnd(runner, await runner.start('text'))).at(-1);
  expect(second).toMatchObject({ state: 'done', done: 0, reused: 3 });
  expect((await runner.list()).map(({ state }) => state)).toEqual(['done', 'done']);
});

test('points of a plan that come out the same are simulated once', async () => {
  const twice = planOf([planned(1), { ...planned(1), factors: { path: 'native', placement: 'inter', replicate: 1 } }]);
  const { runner } = await runnerOf(worker(twice, simulateWell));
  const id = await runner.start('text');
  expect((await watchToEnd(runner, id)).at(-1)).toMatchObject({ total: 2, done: 1, reused: 1 });
  expect(store.uses.of(sampleFingerprint(1)).map(({ factors }) => factors)).toEqual(twice.entries.map(({ factors }) => factors));
});

test('runs found under another name are known by both', async () => {
  const { runner } = await runnerOf(worker(three, simulateWell));
  await watchToEnd(runner, await runner.start('text'));
  const { runner: other } = await runnerOf(worker(planOf([planned(1)], 'copy'), simulateWell));
  expect((await watchToEnd(other, await other.start('text'))).at(-1)).toMatchObject({ reused: 1, done: 0 });
  const row = store.rows().find(({ fingerprint }) => fingerprint === sampleFingerprint(1));
  expect(row).toMatchObject({ experiment: 'sample', also: [{ experiment: 'copy', title: 'A sample', factors: { path: 'native', replicate: 1 } }] });
  const later = createStore(store.layout);
  await later.refresh();
  expect(later.rows().find(({ fingerprint }) => fingerprint === sampleFingerprint(1))?.also).toHaveLength(1);
});

test('a crashed worker is one failed attempt and the run is tried again', async () => {
  let crashes = 0;
  const { runner, fakes } = await runnerOf(worker(three, (request, fake) => {
    if (request.job.origin.fingerprint === sampleFingerprint(2) && crashes++ === 0) return fake.crash(139);
    return simulateWell(request, fake);
  }));
  const id = await runner.start('text');
  const last = (await watchToEnd(runner, id)).at(-1);
  expect(last).toMatchObject({ state: 'done', done: 3, failed: 0, failures: [{ fingerprint: sampleFingerprint(2), attempt: 1, outcome: 'failed', failure: { kind: 'crashed' } }] });
  expect(last?.failures[0]?.failure?.message).toMatch(/it ended with code 139/);
  expect((await readAttempts(store.layout, id)).map(({ attempt, outcome }) => `${String(attempt)} ${outcome}`).sort()).toEqual(['1 done', '1 done', '1 failed', '2 done']);
  expect(fakes.filter(({ killed }) => killed)).toHaveLength(1);
});

test('a run whose worker crashes twice is given up, the others go on', async () => {
  const { runner } = await runnerOf(worker(three, (request, fake) => (request.job.origin.fingerprint === sampleFingerprint(2) ? fake.crash(1) : simulateWell(request, fake))));
  const last = (await watchToEnd(runner, await runner.start('text'))).at(-1);
  expect(last).toMatchObject({ state: 'failed', done: 2, failed: 1, total: 3 });
  expect(last?.failures.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(last?.failures[0]?.failure?.hint).toMatch(/To reproduce it/);
});

test('what fails in the simulation is not tried again', async () => {
  let tries = 0;
  const { runner } = await runnerOf(worker(planOf([planned(1)]), ({ id }, fake) => {
    tries += 1;
    fake.reply({ type: 'failed', id, failure: { kind: 'deadlock', message: 'Ranks 0 and 1 wait for each other.', hint: 'Change the order.' }, totalSeconds: 0 });
  }));
  expect((await watchToEnd(runner, await runner.start('text'))).at(-1)).toMatchObject({ state: 'failed', failed: 1, failures: [{ failure: { kind: 'deadlock' } }] });
  expect(tries).toBe(1);
});

test('a document with errors fails with its findings and simulates nothing', async () => {
  const finding = { severity: 'error', path: 'jobs', message: 'A value is missing.' } as const;
  const { runner } = await runnerOf((request, fake) => {
    if (request.type === 'task') fake.reply({ type: 'answer', id: request.id, answer: { findings: [finding], requests: [] } });
  });
  expect((await watchToEnd(runner, await runner.start('text'))).at(-1)).toMatchObject({ state: 'failed', total: 0, findings: [finding] });
});

test('cancel ends a batch within a second, also when workers do not answer', async () => {
  const { runner, fakes } = await runnerOf(worker(three, () => undefined));
  const id = await runner.start('text');
  for await (const progress of runner.watch(id)) if (progress.running === 2) break;
  const begun = performance.now();
  await runner.cancel(id);
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(await readEnd(store.layout, id)).toMatchObject({ state: 'cancelled', done: 0, running: 0 });
  expect(runner.running()).toEqual([]);
  expect(fakes.filter(({ killed }) => killed)).toHaveLength(2);
  expect((await watchToEnd(runner, id)).map(({ state }) => state)).toEqual(['cancelled']);
});

test('a batch that was left unfinished goes on where it was', async () => {
  const seen: string[] = [];
  const simulate = async (request: WorkerRequest & { readonly type: 'run' }, fake: FakeWorker): Promise<void> => {
    seen.push(request.job.origin.fingerprint);
    if (request.job.origin.fingerprint === sampleFingerprint(1)) await simulateWell(request, fake);
  };
  const { runner } = await runnerOf(worker(three, simulate), 1);
  const id = await runner.start('text');
  for await (const progress of runner.watch(id)) if (progress.done === 1 && progress.running === 1) break;
  await runner.close();
  expect(await readEnd(store.layout, id)).toBeUndefined();

  const { runner: next } = await runnerOf(worker(three, simulateWell));
  // As a process would find it that starts after a crash of the first.
  await rm(join(store.layout.batch(id), 'owner.json'));
  expect(await next.resume()).toEqual([id]);
  expect((await watchToEnd(next, id)).at(-1)).toMatchObject({ state: 'done', total: 3, done: 3, reused: 0 });
  expect(seen).toEqual([sampleFingerprint(1), sampleFingerprint(2)]);
  expect(await next.resume()).toEqual([]);
});

test('a batch of a living process is left to it', async () => {
  const { runner } = await runnerOf(worker(three, () => undefined));
  const id = await runner.start('text');
  for await (const progress of runner.watch(id)) if (progress.running === 2) break;
  const path = join(store.layout.batch(id), 'owner.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid });
  const now = Date.now();
  // This very process does not stand in its own way; another living one does; a dead or silent one does not.
  expect(await isOwned(store.layout, id, now)).toBe(false);
  const owner = (changes: object): Promise<void> => import('node:fs/promises').then(({ writeFile }) => writeFile(path, JSON.stringify({ pid: process.ppid, machine: 'elsewhere', at: now, ...changes })));
  await owner({});
  expect(await isOwned(store.layout, id, now)).toBe(true);
  expect(await isOwned(store.layout, id, now + 120_000)).toBe(false);
  await owner({ machine: (await import('node:os')).hostname() });
  expect(await isOwned(store.layout, id, now)).toBe(true);
  await owner({ machine: (await import('node:os')).hostname(), pid: 2 ** 22 - 1 });
  expect(await isOwned(store.layout, id, now)).toBe(false);
});

test('progress comes at most ten times a second, and always the last of it', async () => {
  const many = planOf(Array.from({ length: 120 }, (_, number) => planned(number)));
  const { runner } = await runnerOf(worker(many, simulateWell));
  const begun = performance.now();
  const states = await watchToEnd(runner, await runner.start('text'));
  const seconds = (performance.now() - begun) / 1000;
  expect(states.at(-1)).toMatchObject({ state: 'done', done: 120 });
  expect(states.length).toBeLessThanOrEqual(10 * seconds + 2);
  expect(states.some(({ secondsLeft }) => secondsLeft !== undefined && secondsLeft > 0)).toBe(true);
});

test('an unknown batch cannot be watched, and says so', async () => {
  const { runner } = await runnerOf(() => undefined);
  await expect(watchToEnd(runner, '20260101-000000-00000000')).rejects.toThrow(/There is no batch/);
  await expect(watchToEnd(runner, '../../x')).rejects.toThrow(/not the id of a batch/);
});

import { expect, test, vi } from 'vitest';
import { fakeWorkers, type Behaviour } from '../testing/fake-worker.ts';
import type { WorkerRequest } from '../worker-protocol.ts';
import type { Request } from './engine-worker-client.ts';
import { createWorkerPool, runTask } from './worker-pool.ts';

const request: Request = { type: 'task', name: 'compact', argument: { workspace: '/w' } };
const run = { type: 'run', job: { workspace: '/w', origin: {} } } as Request;
const patience = { cancelMs: 40, silenceMs: 100 };

const answer: Behaviour = ({ type, id }, worker) => {
  if (type === 'task') worker.reply({ type: 'answer', id, answer: { runs: worker.pid } });
};
const silent: Behaviour = () => undefined;

test('requests wait for a free worker and keep their order', async () => {
  const held: { readonly request: WorkerRequest; finish(): void }[] = [];
  const { spawn, workers } = fakeWorkers((got, worker) => {
    held.push({ request: got, finish: () => worker.reply({ type: 'answer', id: got.id, answer: { runs: worker.pid } }) });
  });
  const pool = createWorkerPool(spawn, 2, () => undefined);
  const outcomes = [1, 2, 3, 4].map(() => pool.submit(request));
  await vi.waitFor(() => expect(held).toHaveLength(2));
  held[0]?.finish();
  await outcomes[0];
  await vi.waitFor(() => expect(held).toHaveLength(3));
  held[1]?.finish();
  held[2]?.finish();
  await vi.waitFor(() => expect(held).toHaveLength(4));
  held[3]?.finish();
  expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['reply', 'reply', 'reply', 'reply']);
  expect(workers).toHaveLength(2);
  await pool.close();
  expect(workers.every(({ killed }) => killed)).toBe(true);
});

test('a process starts with the first request and stays for the next', async () => {
  const { spawn, workers } = fakeWorkers(answer);
  const pool = createWorkerPool(spawn, 1, () => undefined);
  expect(workers).toHaveLength(0);
  expect(await runTask(pool, 'compact', { workspace: '/w' })).toEqual({ runs: 1 });
  expect(await runTask(pool, 'compact', { workspace: '/w' })).toEqual({ runs: 1 });
  await pool.close();
});

test('a killed idle worker is reported and replaced', async () => {
  const { spawn, workers } = fakeWorkers(answer);
  const exits: unknown[] = [];
  const pool = createWorkerPool(spawn, 1, (code) => exits.push(code));
  await pool.submit(request);
  workers[0]?.crash(137);
  await vi.waitFor(() => expect(exits).toEqual([137]));
  expect(await runTask(pool, 'compact', { workspace: '/w' })).toEqual({ runs: 2 });
  await pool.close();
});

test('a crash during a request is an outcome with its code', async () => {
  const { spawn } = fakeWorkers((_, worker) => worker.crash(134));
  const pool = createWorkerPool(spawn, 1, () => undefined);
  expect(await pool.submit(request)).toEqual({ kind: 'crashed', code: 134, reason: 'it ended with code 134' });
  await expect(runTask(pool, 'compact', { workspace: '/w' })).rejects.toThrow(/did "compact" stopped: it ended with code 134. Try again/);
  await pool.close();
});

test('a task that throws rejects with its message', async () => {
  const { spawn } = fakeWorkers(({ id }, worker) => worker.reply({ type: 'error', id, message: 'no runs' }));
  const pool = createWorkerPool(spawn, 1, () => undefined);
  await expect(runTask(pool, 'compact', { workspace: '/w' })).rejects.toThrow('no runs');
  await pool.close();
});

test('a worker that answers a cancel lives on', async () => {
  const { spawn, workers } = fakeWorkers((got, worker) => {
    if (got.type === 'cancel') worker.reply({ type: 'failed', id: got.id, failure: { kind: 'cancelled', message: '', hint: '' }, totalSeconds: 0 });
  });
  const pool = createWorkerPool(spawn, 1, () => undefined, patience);
  const controller = new AbortController();
  const outcome = pool.submit(run, { signal: controller.signal });
  await vi.waitFor(() => expect(workers).toHaveLength(1));
  controller.abort();
  expect(await outcome).toEqual({ kind: 'cancelled' });
  expect(workers[0]?.killed).toBe(false);
  await pool.close();
});

test('a worker that does not answer a cancel in time is killed, and the next request has a new one', async () => {
  const { spawn, workers } = fakeWorkers((got, worker) => {
    if (worker.pid > 1 && got.type === 'task') worker.reply({ type: 'answer', id: got.id, answer: { runs: 0 } });
  });
  const pool = createWorkerPool(spawn, 1, () => undefined, patience);
  const controller = new AbortController();
  const outcome = pool.submit(run, { signal: controller.signal });
  await vi.waitFor(() => expect(workers).toHaveLength(1));
  const begun = performance.now();
  controller.abort();
  expect(await outcome).toEqual({ kind: 'cancelled' });
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(workers[0]?.killed).toBe(true);
  expect((await pool.submit(request)).kind).toBe('reply');
  await pool.close();
});

test('a request cancelled while it waits is never sent', async () => {
  const seen: WorkerRequest[] = [];
  const { spawn } = fakeWorkers((got) => { seen.push(got); });
  const pool = createWorkerPool(spawn, 1, () => undefined, patience);
  void pool.submit(request);
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  const controller = new AbortController();
  const waiting = pool.submit(run, { signal: controller.signal });
  controller.abort();
  expect(await waiting).toEqual({ kind: 'cancelled' });
  expect(seen).toHaveLength(1);
  await pool.close();
});

test('a run without a sign of life is taken for crashed', async () => {
  const { spawn, workers } = fakeWorkers(silent);
  const pool = createWorkerPool(spawn, 1, () => undefined, patience);
  expect(await pool.submit(run)).toMatchObject({ kind: 'crashed', reason: 'it gave no sign of life for 0.1 s and was killed' });
  expect(workers[0]?.killed).toBe(true);
  await pool.close();
});

test('progress is a sign of life', async () => {
  const { spawn } = fakeWorkers((got, worker) => {
    let beats = 0;
    const timer = setInterval(() => {
      beats += 1;
      if (beats < 12) worker.reply({ type: 'progress', id: got.id, progress: beats / 12 });
      else {
        clearInterval(timer);
        worker.reply({ type: 'failed', id: got.id, failure: { kind: 'deadlock', message: '', hint: '' }, totalSeconds: 0 });
      }
    }, 20);
  });
  const parts: number[] = [];
  const pool = createWorkerPool(spawn, 1, () => undefined, patience);
  expect((await pool.submit(run, { onProgress: (part) => parts.push(part) })).kind).toBe('reply');
  expect(parts).toHaveLength(11);
  await pool.close();
});

test('what is no message of the protocol is passed over', async () => {
  const { spawn } = fakeWorkers(({ id }, worker) => {
    for (const nonsense of [undefined, 'text', { type: 'answer' }, { type: 'evil', id }, { type: 'answer', id: id + 1, answer: 1 }]) worker.reply(nonsense as never);
    worker.reply({ type: 'answer', id, answer: { runs: 5 } });
  });
  const pool = createWorkerPool(spawn, 1, () => undefined);
  expect(await runTask(pool, 'compact', { workspace: '/w' })).toEqual({ runs: 5 });
  await pool.close();
});

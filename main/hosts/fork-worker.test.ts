import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngineWorkerClient, type Request } from '../services/runner/engine-worker-client.ts';
import { createSandboxClient } from '../services/catalog/sandbox-client.ts';
import type { WorkerProcess } from '../services/worker-process.ts';
import { forkWorker } from './fork-worker.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell workers '));
  await mkdir(join(folder, 'busy'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'engine-worker.js'), `
    process.on('message', (message) => {
      if (message.exit !== undefined) process.exit(message.exit);
      process.send({ echo: message, cwd: process.cwd() });
    });
    process.on('disconnect', () => process.exit(0));
  `);
  // Hears nothing once it is asked.
  await writeFile(join(folder, 'busy', 'engine-worker.js'), `process.on('message', () => { process.send({ type: 'progress', id: 1, progress: 0.5 }); for (;;); });`);
  await writeFile(join(folder, 'busy', 'plugin-sandbox.js'), `process.on('message', () => { for (;;); });`);
});
afterAll(() => rm(folder, { recursive: true }));

const exitOf = (worker: WorkerProcess): Promise<number | undefined> => new Promise((resolve) => { worker.onExit(resolve); });
const answerOf = (worker: WorkerProcess): Promise<unknown> => new Promise((resolve) => { worker.onMessage(resolve); });

describe('forkWorker', () => {
  test('carries messages both ways and reports the exit code once, to late listeners too', async () => {
    const worker = forkWorker(folder)('engine-worker');
    expect(worker.pid).toBeGreaterThan(0);
    const answer = answerOf(worker);
    worker.send({ a: [1, 'two'] });
    expect(await answer).toMatchObject({ echo: { a: [1, 'two'] } });
    let exits = 0;
    worker.onExit(() => { exits += 1; });
    const exit = exitOf(worker);
    worker.send({ exit: 7 });
    expect(await exit).toBe(7);
    expect(await exitOf(worker)).toBe(7);
    expect(exits).toBe(1);
    worker.send({ too: 'late' });
    worker.kill();
  });

  test('a killed worker exits without a code', async () => {
    const worker = forkWorker(folder)('engine-worker');
    const exit = exitOf(worker);
    worker.kill();
    expect(await exit).toBeUndefined();
  });

  test('an entry that does not exist is an exit, not an exception', async () => {
    const worker = forkWorker(folder)('plugin-sandbox');
    expect(await exitOf(worker)).toBe(1);
  });
});

describe('a client closes when its process is gone', () => {
  /** Busy workers as the host starts them, and those of them that the system still knows. */
  function busyWorkers() {
    const pids: number[] = [];
    const start = forkWorker(join(folder, 'busy'));
    const spawn: typeof start = (entry) => {
      const worker = start(entry);
      pids.push(worker.pid ?? 0);
      return worker;
    };
    const living = (): readonly number[] => pids.filter((pid) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    });
    return { spawn, living };
  }
  const run = { type: 'run', job: { workspace: '/w', origin: {} } } as Request;

  test('an engine worker in the middle of a run', async () => {
    const { spawn, living } = busyWorkers();
    const client = createEngineWorkerClient(spawn, () => undefined);
    let outcome: Promise<unknown> | undefined;
    await new Promise<void>((resolve) => { outcome = client.request(run, { onProgress: () => resolve() }); });
    expect(living()).toHaveLength(1);
    expect(await client.close()).toBe(0);
    expect(living()).toEqual([]);
    expect(await outcome).toEqual({ kind: 'cancelled' });
  });

  test('an engine worker that does not answer a cancel', async () => {
    const { spawn, living } = busyWorkers();
    const client = createEngineWorkerClient(spawn, () => undefined, { cancelMs: 20, silenceMs: 30_000 });
    const stop = new AbortController();
    expect(await client.request(run, { signal: stop.signal, onProgress: () => stop.abort() })).toEqual({ kind: 'cancelled' });
    expect(living()).toEqual([]);
    expect(await client.close()).toBe(0);
  });

  test('a sandbox that is asked, and one that is silent', async () => {
    const { spawn, living } = busyWorkers();
    const question = { plugin: 'a', code: '', config: '{}', platform: '{}' };
    const silent = createSandboxClient(spawn, 50);
    expect(await silent.describe(question)).toMatchObject({ failure: 'silent' });
    expect(living()).toEqual([]);
    const asked = createSandboxClient(spawn);
    const answer = asked.describe(question);
    await expect.poll(() => living().length).toBe(1);
    expect(await asked.close()).toBe(0);
    expect(living()).toEqual([]);
    expect(await answer).toMatchObject({ failure: 'ended' });
  });
});

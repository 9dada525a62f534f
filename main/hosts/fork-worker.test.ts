import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorkerProcess } from '../services/worker-process.ts';
import { forkWorker } from './fork-worker.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell workers '));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'engine-worker.js'), `
    process.on('message', (message) => {
      if (message.exit !== undefined) process.exit(message.exit);
      process.send({ echo: message, cwd: process.cwd() });
    });
    process.on('disconnect', () => process.exit(0));
  `);
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

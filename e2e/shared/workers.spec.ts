import { batchEnd, batchState, runToEnd, startBatch } from '../fixtures/run-to-end.ts';
import { pingPong } from '../fixtures/experiments.ts';
import { expect, test } from '../fixtures/lab.ts';
import { alive, descendants } from '../fixtures/processes.ts';

const engines = (pid: number | undefined): readonly number[] => descendants(pid).filter(({ command }) => command.includes('engine-worker')).map((row) => row.pid);

/** Every process that the host started to work for it; Chromium's own are not among them. */
function workers(pid: number | undefined): readonly number[] {
  return descendants(pid).filter(({ command }) => /engine-worker|plugin-sandbox|node\.mojom\.NodeService/.test(command)).map((row) => row.pid);
}

test('idle workers stay alive and are used again', async ({ lab }) => {
  const running = await lab.start();
  const page = await running.page();
  expect((await runToEnd(page, pingPong('first', { replicates: 4 }))).state).toBe('done');
  const before = engines(running.pid);
  expect(before.length).toBeGreaterThan(0);
  expect((await runToEnd(page, pingPong('second', { replicates: 4, repetitions: 60 }))).done).toBe(8);
  expect(alive(before)).toEqual(before);
  expect(engines(running.pid)).toEqual(expect.arrayContaining([...before]));
});

test('a killed worker is reported as one failed attempt, and its run is tried again', async ({ lab }) => {
  const running = await lab.start();
  const page = await running.page();
  const batch = await startBatch(page, pingPong('killed', { repetitions: 60_000 }));
  await expect.poll(async () => (await batchState(page, batch))?.running).toBeGreaterThan(0);
  const busy = engines(running.pid);
  for (const pid of busy) process.kill(pid, 'SIGKILL');
  const end = await batchEnd(page, batch);
  expect(end).toMatchObject({ state: 'done', failed: 0 });
  expect(end.failures.map(({ attempt, failure }) => [attempt, failure?.kind])).toContainEqual([1, 'crashed']);
});

test('ending the host ends its workers', async ({ lab }) => {
  const running = await lab.start();
  const page = await running.page();
  const batch = await startBatch(page, pingPong('ended', { repetitions: 1_000_000 }));
  await expect.poll(async () => (await batchState(page, batch))?.running).toBeGreaterThan(0);
  const started = workers(running.pid);
  expect(started.length).toBeGreaterThan(0);
  await running.stop();
  // The host has waited for them.
  expect(alive(started)).toEqual([]);
});

test('workers end by themselves when their host is killed', async ({ lab }) => {
  const running = await lab.start();
  const page = await running.page();
  const batch = await startBatch(page, pingPong('orphans', { repetitions: 1_000_000 }));
  await expect.poll(async () => (await batchState(page, batch))?.running).toBeGreaterThan(0);
  const started = descendants(running.pid).map(({ pid }) => pid);
  await running.kill();
  await expect.poll(() => alive(started)).toEqual([]);
});

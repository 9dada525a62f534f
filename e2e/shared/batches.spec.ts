import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callService } from '../fixtures/call-service.ts';
import { pingPong } from '../fixtures/experiments.ts';
import { startHost } from '../fixtures/host-process.ts';
import { expect, out, test } from '../fixtures/lab.ts';
import { batchEnd, batchState, runToEnd, startBatch } from '../fixtures/run-to-end.ts';

/** SHA-256 of every result of a workspace, by fingerprint. */
async function resultHashes(workspace: string): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const fingerprint of (await readdir(join(workspace, 'runs'))).sort()) {
    hashes[fingerprint] = createHash('sha256').update(await readFile(join(workspace, 'runs', fingerprint, 'result.json'))).digest('hex');
  }
  return hashes;
}

test('this host and the command line write the same bytes', async ({ lab }) => {
  const text = pingPong('golden', { sizes: [1, 4096, 262_144, 1_048_576], repetitions: 20, replicates: 3 });
  const page = await (await lab.start()).page();
  expect((await runToEnd(page, text)).done).toBe(24);
  const file = join(lab.folder, 'golden.yaml');
  const other = join(lab.folder, 'other');
  await writeFile(file, text);
  const command = startHost(join(out, 'main/cli.js'), ['run', file, '--workspace', other, '--workers', '3', '--json']);
  expect(await command.exit, command.output()).toBe(0);
  const hashes = await resultHashes(lab.workspace);
  expect(Object.keys(hashes)).toHaveLength(24);
  expect(await resultHashes(other)).toEqual(hashes);
});

test('the estimate is within a factor of three', async ({ lab }) => {
  const page = await (await lab.start()).page();
  // Rates are measured on runs of other sizes, long enough for the engine's code to be compiled.
  await runToEnd(page, pingPong('measured', { sizes: [512, 65_536], repetitions: 20_000 }));
  const text = pingPong('estimated', { sizes: [1024, 16_384, 131_072], repetitions: 40_000 });
  const { count, reused, estimateSeconds } = await callService(page, 'experiments', 'preview', text);
  expect([count, reused]).toEqual([6, 0]);
  const { state, elapsedSeconds } = await runToEnd(page, text);
  expect(state).toBe('done');
  expect(estimateSeconds / elapsedSeconds).toBeGreaterThan(1 / 3);
  expect(estimateSeconds / elapsedSeconds).toBeLessThan(3);
});

test('a cancelled batch ends within two seconds and keeps what was done', async ({ lab }) => {
  const page = await (await lab.start()).page();
  const batch = await startBatch(page, pingPong('cancelled', { repetitions: 5_000_000 }));
  await expect.poll(async () => (await batchState(page, batch))?.running).toBeGreaterThan(0);
  const before = Date.now();
  await callService(page, 'batches', 'cancel', batch);
  expect((await batchEnd(page, batch)).state).toBe('cancelled');
  expect(Date.now() - before).toBeLessThan(2000);
});

test('a batch that the host left unfinished goes on after a restart', async ({ lab }) => {
  const running = await lab.start();
  const batch = await startBatch(await running.page(), pingPong('resumed', { repetitions: 50_000 }));
  await expect.poll(async () => (await batchState(await running.page(), batch))?.running).toBeGreaterThan(0);
  await running.stop();
  expect(await batchEnd(await (await lab.start()).page(), batch)).toMatchObject({ state: 'done', failed: 0 });
});

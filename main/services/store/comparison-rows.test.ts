import { afterEach, beforeEach, expect, test } from 'vitest';
import { writePlan, writeBatchRequest } from '../runner/batch-files.ts';
import { sampleOrigin, sampleResult, temporaryFolder } from '../testing/sample-run.ts';
import type { StoredPlan } from '../worker-protocol.ts';
import { readComparisonSource } from './comparison-rows.ts';
import type { Layout } from './layout.ts';
import { openWorkspace } from './workspace.ts';
import { writeRun } from './write-run.ts';

const batch = '20260101-000000-00000000';
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let layout: Layout;
let run: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  layout = await openWorkspace(folder.path, 0);
  await writeBatchRequest(layout, batch, { format: 1, experimentSha256: '0'.repeat(64), startedAt: '2026-01-01T00:00:00Z', machine: 'test' });
  run = (await writeRun(layout, sampleOrigin(1), sampleResult(1), { createdAt: '2026-01-01T00:00:00.000Z', wallSeconds: 1 }, (error) => { throw error; })).fingerprint;
});
afterEach(() => folder.remove());

const plan: StoredPlan = { format: 1, engine: 1, experiment: { name: 'sample', title: '', question: '' }, axes: [], entries: [] };
const leftOut = [{ factors: { path: 'passthrough', replicate: 1 }, path: 'events[0]', message: 'It cannot move.', hint: 'Use another.' }];

test('what a batch left out of its plan is known to comparisons of its experiment', async () => {
  await writePlan(layout, batch, { ...plan, leftOut });
  expect((await readComparisonSource(layout, { fingerprints: [run], by: 'path', experiment: 'sample' })).context.leftOut).toEqual(leftOut);
  // Nothing is missing of runs that somebody chose one by one.
  expect((await readComparisonSource(layout, { fingerprints: [run], by: 'path' })).context.leftOut).toBeUndefined();
});

test('a batch of an earlier version says nothing of it and is read', async () => {
  await writePlan(layout, batch, plan);
  const { rows, context } = await readComparisonSource(layout, { fingerprints: [run], by: 'path', experiment: 'sample' });
  expect([rows.length, context.leftOut]).toEqual([1, undefined]);
});

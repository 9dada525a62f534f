import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareRuns } from '../../core/compare/index.ts';
import { fingerprint } from '../../core/plan/index.ts';
import { listBatchIds, readAttempts, readEnd, readPlan } from '../runner/batch-files.ts';
import { temporaryFolder } from '../testing/sample-run.ts';
import { readComparisonSource } from './comparison-rows.ts';
import type { Layout } from './layout.ts';
import { readInput, readObject } from './objects.ts';
import { readResult } from './read-run.ts';
import { createStore, type Store } from './store.ts';
import { openWorkspace } from './workspace.ts';

// A workspace as the first version wrote it. It is never written anew: every later version has to read it.
const frozen = join(import.meta.dirname, '../testdata/first-format');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let layout: Layout;
let store: Store;
beforeEach(async () => {
  folder = await temporaryFolder();
  await cp(frozen, folder.path, { recursive: true });
  layout = await openWorkspace(folder.path, Date.now());
  store = createStore(layout);
  await store.refresh();
});
afterEach(() => folder.remove());

test('every run is listed with its mark and its words', () => {
  expect(store.index.findings).toEqual([]);
  const rows = store.rows();
  expect(rows.map(({ experiment, factors }) => [experiment, factors.size, factors.replicate]).sort()).toEqual([
    ['first', 1, 1], ['first', 1, 2], ['first', 65536, 1], ['second', 1, 1], ['second', 65536, 1],
  ]);
  const starred = rows.filter(({ mark }) => mark.starred);
  expect(starred.map(({ mark }) => mark)).toEqual([{ starred: true, tags: ['kept'], note: 'Read for ever.' }]);
  expect(rows.filter(({ also }) => also?.[0]?.experiment === 'second').map(({ experiment, also }) => [experiment, also?.[0]?.factors.layer])).toEqual([['first', 'raw'], ['first', 'raw']]);
});

test('every result and input is read, and inputs still have their fingerprints', async () => {
  for (const row of store.rows()) {
    const result = await readResult(layout, row.fingerprint, row.resultSha256);
    expect(result.metrics).toEqual(row.metrics);
    expect(result.ranks.map(({ rank }) => rank)).toEqual([0, 1]);
    expect(fingerprint(await readInput(layout, row.inputSha256))).toBe(row.fingerprint);
    expect(await readObject(layout, row.experimentSha256)).toContain(`name: ${row.experiment}`);
  }
});

test('the trash is read and gives its run back', async () => {
  const [row] = await store.trashed();
  expect(row?.factors).toMatchObject({ size: 65536, replicate: 2 });
  await store.restore([row?.fingerprint ?? '']);
  expect(store.rows()).toHaveLength(6);
});

test('its batches are read', async () => {
  const ids = await listBatchIds(layout);
  expect(ids).toHaveLength(2);
  const ends = await Promise.all(ids.map((id) => readEnd(layout, id)));
  expect(ends.map((end) => [end?.experiment, end?.state, end?.done, end?.reused])).toEqual([['first', 'done', 4, 0], ['second', 'done', 2, 2]]);
  expect((await Promise.all(ids.map((id) => readPlan(layout, id)))).map((plan) => plan?.entries.length)).toEqual([4, 4]);
  expect((await Promise.all(ids.map((id) => readAttempts(layout, id)))).map((attempts) => attempts.length)).toEqual([4, 2]);
});

test('its runs are compared', async () => {
  const request = { fingerprints: store.rows().map((row) => row.fingerprint), experiment: 'second', by: 'layer' };
  const { rows, context, models, experiment } = await readComparisonSource(layout, request);
  expect(experiment?.question).toBe('How long is a half round trip?');
  expect(models.map(({ id }) => id)).toEqual(['vfio-bypass']);
  const comparison = compareRuns(rows.filter((row) => row.experiment === 'second'), request, context);
  expect(comparison.values).toEqual(['raw', 'mpi']);
  expect(comparison.cells.every(({ entries }) => entries.every(({ estimate }) => estimate !== undefined))).toBe(true);
});

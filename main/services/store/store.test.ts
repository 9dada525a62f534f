import { readFile, readdir, stat, utimes, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunInput } from '../../core/contract/index.ts';
import { sampleFingerprint, sampleOrigin, sampleResult, temporaryFolder } from '../testing/sample-run.ts';
import type { Layout } from './layout.ts';
import { layoutOf } from './layout.ts';
import { hashText, putInput, putObject, readInput, readObject, type StoredTexts } from './objects.ts';
import { createStore } from './store.ts';
import { openWorkspace } from './workspace.ts';
import { writeRun } from './write-run.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let layout: Layout;
beforeEach(async () => {
  folder = await temporaryFolder();
  layout = await openWorkspace(folder.path, Date.now());
});
afterEach(() => folder.remove());

async function write(number: number): Promise<string> {
  return (await writeRun(layout, sampleOrigin(number), sampleResult(number), { createdAt: `2026-01-0${String(number)}`, wallSeconds: 1 }, (error) => { throw error; })).fingerprint;
}

test('rows come newest first and carry their marks', async () => {
  const [first, second] = [await write(1), await write(2)];
  const store = createStore(layout);
  await store.refresh();
  const before = store.version;
  await store.mark(first, { starred: true, tags: ['paper'], note: 'the good one' });
  expect(store.version).toBeGreaterThan(before);
  expect(store.rows().map(({ fingerprint, mark }) => [fingerprint, mark.starred])).toEqual([[second, false], [first, true]]);
  const other = createStore(layout);
  await other.refresh();
  expect(other.rows()[1]?.mark).toEqual({ starred: true, tags: ['paper'], note: 'the good one' });
  await other.mark(first, { starred: false, tags: [], note: '' });
  expect(await readdir(layout.marks)).toEqual([]);
  expect(await store.refresh()).toBe(true);
  expect(store.rows()[1]?.mark.starred).toBe(false);
});

test('runs go into the trash, come back, and free their bytes when it is emptied', async () => {
  const [first, second] = [await write(1), await write(2)];
  const store = createStore(layout);
  await store.refresh();
  await store.mark(second, { starred: true, tags: [], note: '' });
  await store.trash([first, second]);
  expect(store.rows()).toEqual([]);
  expect((await store.trashed()).map(({ fingerprint }) => fingerprint)).toEqual([second, first]);
  await store.restore([first]);
  expect(store.rows().map(({ fingerprint }) => fingerprint)).toEqual([first]);
  const sizes = await Promise.all((await readdir(layout.trashedRun(second))).map(async (name) => (await stat(join(layout.trashedRun(second), name))).size));
  expect(await store.emptyTrash()).toBe(sizes.reduce((sum, size) => sum + size, 0));
  expect(await store.trashed()).toEqual([]);
  expect(await readdir(layout.marks)).toEqual([]);
});

test('a run that is simulated again while it lies in the trash is kept once', async () => {
  const fingerprint = await write(1);
  const store = createStore(layout);
  await store.refresh();
  await store.trash([fingerprint]);
  await write(1);
  await store.restore([fingerprint]);
  expect(await store.trashed()).toEqual([]);
  expect(store.rows()).toHaveLength(1);
  await store.trash([fingerprint]);
  await write(1);
  await store.refresh();
  await store.trash([fingerprint]);
  expect(await readdir(layout.runs)).toEqual([]);
  expect(await store.trashed()).toHaveLength(1);
});

test('names from outside never become paths unchecked', async () => {
  const store = createStore(layout);
  for (const bad of ['../../etc', 'a'.repeat(63), `${'a'.repeat(64)}/..`, 'A'.repeat(64), '']) {
    await expect(store.trash([bad])).rejects.toThrow(/not the fingerprint of a run/);
    expect(() => layout.object(bad)).toThrow(/not the hash/);
  }
  for (const bad of ['../x', 'a/b', 'A', '', '-a', 'a--b', 'a'.repeat(81), 'con.yaml']) expect(() => layout.experiment(bad)).toThrow(/not a name for an experiment/);
  expect(() => layout.batch('..')).toThrow(/not the id of a batch/);
});

test('an input comes back whole, and inputs share their models and programs', async () => {
  const model = { format: 1, id: 'native', note: 'a model' };
  const input = (seed: number): RunInput => ({
    format: 1, engine: 1, hosts: 2, places: [], noise: { compute: 0, startSkewNs: 0, service: 0 }, events: [], seed, workloadKind: 'ping-pong',
    platform: {}, mpi: {}, models: { sameHost: model, otherHost: model, ...(seed === 2 ? { exceptions: [{ model: { ...model, id: 'other' }, vms: [[0, 3]] }] } : {}) }, program: { layer: 'raw', ranks: [[]] },
  } as unknown as RunInput);
  const known: StoredTexts = new Map();
  const hashes = await Promise.all([putInput(layout, input(1), known), putInput(layout, input(2), known)]);
  expect(await readInput(layout, hashes[0])).toEqual(input(1));
  expect(await readInput(layout, hashes[1])).toEqual(input(2));
  expect(await readdir(layout.objects)).toHaveLength(5);
});

test('a damaged object is told from a good one, and written anew when needed', async () => {
  const hash = await putObject(layout, 'text');
  expect(hash).toBe(hashText('text'));
  await writeFile(layout.object(hash), 'te');
  await expect(readObject(layout, hash)).rejects.toThrow(/is damaged/);
  await putObject(layout, 'text');
  expect(await readObject(layout, hash)).toBe('text');
  await expect(readObject(layout, sampleFingerprint(9))).rejects.toThrow(/is missing/);
});

test('series are Parquet files with every row', async () => {
  const fingerprint = await write(1);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const path = join(layout.run(fingerprint), 'timeline.parquet').replaceAll("'", "''");
  const rows = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`);
  expect(rows.getRowObjects()).toEqual(sampleResult(1).timeline);
});

test('a workspace of a newer format is refused, a damaged marker too', async () => {
  await writeFile(join(folder.path, 'workspace.json'), '{"format": 2}');
  await expect(openWorkspace(folder.path, 0)).rejects.toThrow(/has format 2, this version of Doorbell reads formats up to 1\. Update Doorbell/);
  await writeFile(join(folder.path, 'workspace.json'), '');
  await expect(openWorkspace(folder.path, 0)).rejects.toThrow(/is damaged/);
});

test('a folder that cannot be a workspace says what to do', async () => {
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  await expect(openWorkspace(join(file, 'workspace'), 0)).rejects.toThrow(/Choose a folder that you may write, with --workspace or DOORBELL_WORKSPACE/);
  await expect(openWorkspace('relative', 0)).rejects.toThrow(/absolute/);
});

test('what dead processes left unfinished is removed after a day', async () => {
  const [old, young] = [join(layout.runs, '.writing-old'), join(layout.runs, '.writing-young')];
  await mkdir(old);
  await mkdir(young);
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
  await utimes(old, twoDaysAgo, twoDaysAgo);
  await openWorkspace(folder.path, Date.now());
  expect(await readdir(layout.runs)).toEqual(['.writing-young']);
  expect(await readFile(join(layoutOf(folder.path).root, 'workspace.json'), 'utf8')).toBe('{"format":1}\n');
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { longestPiece } from '../core/contract/index.ts';
import { serviceArguments } from '../core/contract/service-arguments.ts';
import type { Services } from '../core/contract/index.ts';
import type { Layout } from './store/layout.ts';
import { openWorkspace } from './store/workspace.ts';
import { createTracesService } from './traces.ts';

let folder: string;
let layout: Layout;
let traces: Services['traces'];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell uploads '));
  layout = await openWorkspace(folder, Date.now());
  traces = createTracesService(layout);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function give(name: string, ...pieces: readonly string[]): Promise<string> {
  const upload = await traces.begin();
  let offset = 0;
  for (const piece of pieces) offset = await traces.append(upload, offset, Buffer.from(piece).toString('base64'));
  return traces.keep(upload, name);
}

test('a trace given in pieces is there under its name when it is whole', async () => {
  const upload = await traces.begin();
  expect(await traces.append(upload, 0, Buffer.from('num_ranks').toString('base64'))).toBe(9);
  expect(await traces.list()).toEqual([]);
  expect(await traces.append(upload, 9, Buffer.from(' 1\n').toString('base64'))).toBe(12);
  expect(await traces.keep(upload, 'a.goal')).toBe('a.goal');
  expect(await traces.list()).toEqual([{ name: 'a.goal', bytes: 12 }]);
  expect(await readFile(join(layout.traces, 'a.goal'), 'utf8')).toBe('num_ranks 1\n');
});

test('nothing that is there is replaced: the same content keeps its name, another one gets its own', async () => {
  expect(await give('a.goal', 'one')).toBe('a.goal');
  expect(await give('a.goal', 'o', 'ne')).toBe('a.goal');
  expect(await give('a.goal', 'two')).toBe('a-2.goal');
  expect(await give('a.goal', 'two')).toBe('a-2.goal');
  expect(await give('plain', 'x')).toBe('plain');
  expect((await traces.list()).map(({ name }) => name)).toEqual(['a-2.goal', 'a.goal', 'plain']);
  expect((await readdir(layout.traces)).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('pieces that do not follow each other and uploads that are over are refused', async () => {
  const upload = await traces.begin();
  await traces.append(upload, 0, Buffer.from('abc').toString('base64'));
  await expect(traces.append(upload, 0, Buffer.from('abc').toString('base64'))).rejects.toMatchObject({ name: 'Conflict' });
  await traces.discard(upload);
  await expect(traces.append(upload, 3, '')).rejects.toMatchObject({ name: 'NotFound' });
  await expect(traces.keep(upload, 'a.goal')).rejects.toMatchObject({ name: 'NotFound' });
  expect(await readdir(layout.traces)).toEqual([]);
});

test('names that leave the folder and pieces that are too long do not pass the check of arguments', () => {
  const [, [, nameSchema]] = serviceArguments.traces.keep;
  for (const name of ['../a', 'a/b', '.hidden', '', 'a\\b', 'a b', 'x'.repeat(101)]) expect(nameSchema.safeParse(name).success, name).toBe(false);
  for (const name of ['a.goal', 'Trace_1.ti', '2']) expect(nameSchema.safeParse(name).success, name).toBe(true);
  const [, , [, pieceSchema]] = serviceArguments.traces.append;
  expect(pieceSchema.safeParse('A'.repeat(longestPiece)).success).toBe(true);
  expect(pieceSchema.safeParse('A'.repeat(longestPiece + 4)).success).toBe(false);
  expect(pieceSchema.safeParse('not base64!').success).toBe(false);
});

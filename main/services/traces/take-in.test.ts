import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ResolvedTrace } from '../../core/contract/index.ts';
import type { Layout } from '../store/layout.ts';
import { openWorkspace } from '../store/workspace.ts';
import { loadTrace } from './load-trace.ts';
import { takeInTrace } from './take-in.ts';

const text = 'num_ranks 2\nrank 0 {\nl1: send 8b to 1 tag 0\nl2: send 8b to 1 tag 1\nl3: send 100b to 1 tag 2\n}\nrank 1 {\nl1: recv 8b from 0 tag 0\nl2: recv 8b from 0 tag 1 cpu 1\nl3: recv 100b from 0 tag 2\n}\n';

let folder: string;
let layout: Layout;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell traces '));
  layout = await openWorkspace(join(folder, 'workspace'), Date.now());
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const goal = (file: string) => ({ file, format: 'goal' as const });
const goOn = (): boolean => false;

async function take(file: string, folders: readonly string[] = [folder]): Promise<ResolvedTrace> {
  const taken = await takeInTrace(layout, folders, goal(file), goOn);
  if (!taken.ok) throw new Error(taken.message);
  return taken.trace;
}

async function refuse(file: string, folders: readonly string[] = [folder]): Promise<{ readonly message: string; readonly hint: string }> {
  const taken = await takeInTrace(layout, folders, goal(file), goOn);
  if (taken.ok) throw new Error('It was taken in.');
  return taken;
}

/** What of the workspace's objects is not finished. */
const leftOvers = async (): Promise<readonly string[]> => (await readdir(layout.objects)).filter((name) => name.startsWith('.'));

describe('a trace', () => {
  test('is copied under its hash and counted', async () => {
    await writeFile(join(folder, 'a.goal'), text);
    const { facts } = await take('a.goal');
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(facts).toEqual({ format: 'goal', sha256, bytes: text.length, ranks: 2, operations: 6, messages: 3, payloadBytes: 116, processors: 2, interfaces: 1, sizes: [[8, 2], [100, 1]] });
    expect(await readFile(layout.object(sha256), 'utf8')).toBe(text);
    expect(await leftOvers()).toEqual([]);
    expect(await loadTrace(layout, facts)).toMatchObject({ kind: 'graph', program: { ranks: 2 } });
  });

  test('is looked for in every folder in order, or where an absolute path says', async () => {
    await mkdir(join(folder, 'first'));
    await mkdir(join(folder, 'second'));
    await writeFile(join(folder, 'second', 'a.goal'), text);
    const { facts } = await take('a.goal', [join(folder, 'first'), join(folder, 'second')]);
    await writeFile(join(folder, 'first', 'a.goal'), text.replace('8b', '9b'));
    expect((await take('a.goal', [join(folder, 'first'), join(folder, 'second')])).facts.sha256).not.toBe(facts.sha256);
    expect((await take(join(folder, 'second', 'a.goal'), [])).facts.sha256).toBe(facts.sha256);
  });

  test('that is not there is said with where it was looked for', async () => {
    expect(await refuse('none.goal')).toMatchObject({ message: 'There is no file none.goal.', hint: expect.stringContaining(folder) as string });
    await mkdir(join(folder, 'a.goal'));
    expect((await refuse('a.goal')).message).toContain('There is no file');
  });

  test('with an error is refused with line and column, and nothing of it stays', async () => {
    await writeFile(join(folder, 'a.goal'), text.replace('l2: recv', 'l2: take'));
    expect((await refuse('a.goal')).message).toMatch(/^a\.goal:9:5: /);
    expect(await leftOvers()).toEqual([]);
    await writeFile(join(folder, 'empty.goal'), '');
    expect((await refuse('empty.goal')).message).toMatch(/^empty\.goal:1:1: /);
    await writeFile(join(folder, 'bytes.goal'), Buffer.from([0xff, 0xfe, 0, 1, 2]));
    expect((await refuse('bytes.goal')).message).toMatch(/^bytes\.goal:1:1: /);
  });

  test('that changed is another one, and one that did not is not read again', async () => {
    const path = join(folder, 'a.goal');
    const noon = new Date('2020-01-01T12:00:00Z');
    await writeFile(path, text);
    await utimes(path, noon, noon);
    const before = await take('a.goal');
    // Same size and time: only reading it could tell.
    await writeFile(path, text.replace('100b', '200b'));
    await utimes(path, noon, noon);
    expect((await take('a.goal')).facts).toEqual(before.facts);
    await utimes(path, noon, new Date(noon.getTime() + 5000));
    const after = await take('a.goal');
    expect(after.facts.payloadBytes).toBe(before.facts.payloadBytes + 100);
    expect(after.facts.sha256).not.toBe(before.facts.sha256);
  });

  test('whose copy was lost or damaged is taken in again', async () => {
    await writeFile(join(folder, 'a.goal'), text);
    const { facts } = await take('a.goal');
    await rm(layout.object(facts.sha256));
    await expect(loadTrace(layout, facts)).rejects.toThrow('is missing from the workspace');
    await take('a.goal');
    await truncate(layout.object(facts.sha256), 40);
    await expect(loadTrace(layout, facts)).rejects.toThrow('is damaged');
    await take('a.goal');
    await writeFile(layout.object(facts.sha256), text.replace('100b', '200b'));
    await expect(loadTrace(layout, facts)).rejects.toThrow('is damaged');
  });

  test('of SimGrid is read from one text, or from a list of files, which counts as changed when one of them does', async () => {
    await writeFile(join(folder, 'one.ti'), '0 init\n1 init\n0 compute 1e6\n0 send 1 0 100\n1 recv 0 0 100\n0 finalize\n1 finalize\n');
    const ti = async (file: string): Promise<ResolvedTrace['facts']> => {
      const taken = await takeInTrace(layout, [folder], { file, format: 'ti' }, goOn);
      if (!taken.ok) throw new Error(taken.message);
      return taken.trace.facts;
    };
    expect(await ti('one.ti')).toMatchObject({ format: 'ti', ranks: 2, messages: 1, payloadBytes: 100, sizes: [[100, 1]] });
    await mkdir(join(folder, 'parts'));
    await writeFile(join(folder, 'list.txt'), 'parts/rank-0\nparts/rank-1\n');
    await writeFile(join(folder, 'parts', 'rank-0'), '0 init\n0 compute 1e6\n0 send 1 0 100\n0 finalize');
    await writeFile(join(folder, 'parts', 'rank-1'), '1 init\n1 recv 0 0 100\n1 finalize\n');
    const before = await ti('list.txt');
    expect(before).toMatchObject({ ranks: 2, messages: 1 });
    expect(await loadTrace(layout, before)).toMatchObject({ kind: 'program', ranks: 2 });
    await writeFile(join(folder, 'parts', 'rank-0'), '0 init\n0 compute 1e6\n0 send 1 0 2000\n0 finalize');
    expect((await ti('list.txt')).payloadBytes).toBe(2000);
    await writeFile(join(folder, 'parts', 'rank-1'), '1 init\n1 dance\n');
    expect(await takeInTrace(layout, [folder], { file: 'list.txt', format: 'ti' }, goOn)).toMatchObject({ ok: false, message: expect.stringMatching(/^list\.txt:2:\d+: In rank-1: /) as string });
  });

  test('of many pieces is read to its end, and a cancel ends it between two', async () => {
    const lines = Array.from({ length: 120_000 }, (_, i) => `l${String(i)}: calc ${String(i)}\n`);
    await writeFile(join(folder, 'long.goal'), `num_ranks 1\nrank 0 {\n${lines.join('')}}\n`);
    expect((await take('long.goal')).facts.operations).toBe(120_000);
    await writeFile(join(folder, 'longer.goal'), `num_ranks 1\nrank 0 {\n${lines.join('')}z: calc 1\n}\n`);
    let asked = 0;
    await expect(takeInTrace(layout, [folder], goal('longer.goal'), () => ++asked > 1)).rejects.toThrow('cancelled');
    expect(await leftOvers()).toEqual([]);
  });
});

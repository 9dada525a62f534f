import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleFingerprint, sampleOrigin, sampleResult, temporaryFolder } from '../testing/sample-run.ts';
import type { Layout } from './layout.ts';
import { createRunIndex } from './run-index.ts';
import { compactSegments, listSegments } from './segments.ts';
import { createStore } from './store.ts';
import { openWorkspace } from './workspace.ts';
import { summaryLimitBytes, writeRun } from './write-run.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let layout: Layout;
beforeEach(async () => {
  folder = await temporaryFolder();
  layout = await openWorkspace(folder.path, Date.now());
});
afterEach(() => folder.remove());

const failOnSeries = (error: unknown): void => { throw error; };

async function write(number: number, createdAt = '2026-01-01T00:00:00.000Z'): Promise<string> {
  return (await writeRun(layout, sampleOrigin(number), sampleResult(number), { createdAt, wallSeconds: 1 }, failOnSeries)).fingerprint;
}

test('a damaged summary is skipped with a finding', async () => {
  const good = await write(1);
  const broken = await write(2);
  const half = await write(3);
  await writeFile(join(layout.run(broken), 'run.json'), '{"format": 1, "finger');
  await rm(join(layout.run(half), 'run.json'));
  const index = createRunIndex(layout);
  await index.refresh();
  expect([...index.summaries.keys()]).toEqual([good]);
  expect(index.findings.map(({ path }) => path).sort()).toEqual([join(layout.run(broken), 'run.json'), join(layout.run(half), 'run.json')].sort());
  expect(index.findings[0]?.hint).toMatch(/run its experiment again/);
});

test('a run of a newer format is refused with a clear message', async () => {
  const fingerprint = await write(1);
  const path = join(layout.run(fingerprint), 'run.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"format": 1', '"format": 2'));
  const index = createRunIndex(layout);
  await index.refresh();
  expect(index.summaries.size).toBe(0);
  expect(index.findings).toMatchObject([{ path, message: 'The run has format 2, this version of Doorbell reads formats up to 1.', hint: 'Update Doorbell to see this run.' }]);
});

test('a summary in the wrong folder is not believed', async () => {
  const fingerprint = await write(1);
  const other = sampleFingerprint(2);
  await mkdir(layout.run(other));
  await writeFile(join(layout.run(other), 'run.json'), await readFile(join(layout.run(fingerprint), 'run.json')));
  const index = createRunIndex(layout);
  await index.refresh();
  expect([...index.summaries.keys()]).toEqual([fingerprint]);
  expect(index.findings).toHaveLength(1);
});

test('runs in segments are not read one by one, and the rest is', async () => {
  const fingerprints = [await write(1), await write(2), await write(3)];
  expect(await compactSegments(layout)).toEqual({ runs: 3 });
  expect(await compactSegments(layout)).toEqual({ runs: 0 });
  expect(await listSegments(layout)).toHaveLength(1);
  const loose = await write(4);
  // If the segment were not used, this damage would show.
  await writeFile(join(layout.run(fingerprints[0] ?? ''), 'run.json'), 'damaged');
  const index = createRunIndex(layout);
  await index.refresh();
  expect([...index.summaries.keys()].sort()).toEqual([...fingerprints, loose].sort());
  expect(index.loose).toBe(1);
  expect(index.findings).toEqual([]);
});

test('damaged segments and unfinished files cost nothing but time', async () => {
  const fingerprint = await write(1);
  await writeFile(join(layout.segments, 'aa.ndjson'), 'not json\n{"format":1}\n');
  await mkdir(join(layout.runs, '.writing-something'));
  const index = createRunIndex(layout);
  await index.refresh();
  expect([...index.summaries.keys()]).toEqual([fingerprint]);
  expect(index.findings).toEqual([]);
});

test('a run that came back after its removal has its new date', async () => {
  const fingerprint = await write(1, '2026-01-01T00:00:00.000Z');
  await compactSegments(layout);
  const store = createStore(layout);
  await store.refresh();
  await store.trash([fingerprint]);
  expect(await store.emptyTrash()).toBeGreaterThan(100);
  await write(1, '2026-02-02T00:00:00.000Z');
  const index = createRunIndex(layout);
  await index.refresh();
  expect(index.summaries.get(fingerprint)?.createdAt).toBe('2026-02-02T00:00:00.000Z');
});

test('the bytes of a result do not depend on when, where and how often it was written', async () => {
  const fingerprint = await write(1, '2026-01-01T00:00:00.000Z');
  const path = join(layout.run(fingerprint), 'result.json');
  const first = await readFile(path);
  await rm(layout.run(fingerprint), { recursive: true });
  await write(1, '2027-01-01T00:00:00.000Z');
  expect(await readFile(path)).toEqual(first);
  await write(1, '2028-01-01T00:00:00.000Z');
  expect(await readFile(path)).toEqual(first);
});

test('a summary is small, and too large a one is refused before anything is written', async () => {
  const fingerprint = await write(1);
  expect((await readFile(join(layout.run(fingerprint), 'run.json'))).length).toBeLessThan(summaryLimitBytes);
  const large = sampleOrigin(2, { title: 'x'.repeat(summaryLimitBytes) });
  await expect(writeRun(layout, large, sampleResult(2), { createdAt: '', wallSeconds: 0 }, failOnSeries)).rejects.toThrow(/Shorten the title/);
  expect(await readdir(layout.runs)).toEqual([fingerprint]);
});

test('a series that cannot be written does not lose the run', async () => {
  const result = sampleResult(1);
  // JSON takes the text, a column of numbers does not.
  const odd = { ...result, timeline: [{ ...result.timeline[0], fromNs: 0, toNs: 1, kind: 'compute', rank: 1e300 }] } as typeof result;
  const errors: unknown[] = [];
  const { fingerprint } = await writeRun(layout, sampleOrigin(1), odd, { createdAt: '', wallSeconds: 0 }, (error) => errors.push(error));
  expect(errors).toHaveLength(1);
  const index = createRunIndex(layout);
  await index.refresh();
  expect(index.summaries.has(fingerprint)).toBe(true);
});

test('ten thousand runs are listed quickly', async () => {
  const lines = Array.from({ length: 10_000 }, (_, number) => JSON.stringify({
    ...sampleOrigin(number), format: 1, metrics: {}, versions: {}, createdAt: '2026-01-01T00:00:00.000Z',
  }));
  await writeFile(join(layout.segments, 'many.ndjson'), lines.join('\n'));
  await Promise.all(Array.from({ length: 10_000 }, (_, number) => mkdir(layout.run(sampleFingerprint(number)))));
  const index = createRunIndex(layout);
  const begun = performance.now();
  await index.refresh();
  const ms = performance.now() - begun;
  expect(index.summaries.size).toBe(10_000);
  expect(ms).toBeLessThan(1500);
});

test('a refresh sees everything that was there when it was called', async () => {
  const index = createRunIndex(layout);
  const looks: Promise<boolean>[] = [];
  for (let number = 0; number < 8; number += 1) {
    looks.push(index.refresh());
    const fingerprint = await write(number);
    const look = index.refresh();
    looks.push(look);
    await look;
    expect(index.summaries.has(fingerprint)).toBe(true);
  }
  await Promise.all(looks);
});

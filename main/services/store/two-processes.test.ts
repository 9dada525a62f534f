import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleFingerprint, temporaryFolder } from '../testing/sample-run.ts';
import { createRunIndex } from './run-index.ts';
import { openWorkspace } from './workspace.ts';

const writer = join(import.meta.dirname, '../testing/write-runs.ts');
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => { folder = await temporaryFolder(); });
afterEach(() => folder.remove());

interface Writing {
  readonly ended: Promise<{ readonly code: number | null; readonly written: readonly string[]; readonly errors: string }>;
  kill(): void;
  /** Resolves when so many runs are written. */
  wrote(count: number): Promise<void>;
}

function write(first: number, count: number): Writing {
  const child = spawn(process.execPath, [writer, folder.path, String(first), String(count)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let errors = '';
  const lines = (): string[] => text.split('\n').slice(0, -1);
  const watchers = new Set<() => void>();
  child.stdout.on('data', (part: Buffer) => {
    text += part.toString();
    for (const look of watchers) look();
  });
  child.stderr.on('data', (part: Buffer) => { errors += part.toString(); });
  return {
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, written: lines(), errors }))),
    kill: () => child.kill('SIGKILL'),
    wrote: (wanted) => new Promise((resolve) => {
      const look = (): void => {
        if (lines().length < wanted) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    }),
  };
}

test('two processes that write the same runs both succeed', async () => {
  const ends = await Promise.all([write(0, 25), write(0, 25)].map((writing) => writing.ended));
  for (const end of ends) {
    expect(end.errors).toBe('');
    expect(end.code).toBe(0);
    expect(end.written).toHaveLength(25);
  }
  const layout = await openWorkspace(folder.path, Date.now());
  expect((await readdir(layout.runs)).sort()).toEqual(Array.from({ length: 25 }, (_, number) => sampleFingerprint(number)).sort());
});

test('a process killed while it writes leaves no half run', async () => {
  const layout = await openWorkspace(folder.path, Date.now());
  for (let round = 0; round < 4; round += 1) {
    const writing = write(round * 1000, 1000);
    await writing.wrote(3 + round);
    writing.kill();
    const { written } = await writing.ended;
    const index = createRunIndex(layout);
    await index.refresh();
    expect(index.findings).toEqual([]);
    for (const fingerprint of written) expect(index.summaries.has(fingerprint)).toBe(true);
    for (const fingerprint of index.summaries.keys()) {
      expect(JSON.parse(await readFile(join(layout.run(fingerprint), 'result.json'), 'utf8'))).toHaveProperty('format', 1);
      expect(await readdir(layout.run(fingerprint))).toEqual(['messages.parquet', 'result.json', 'run.json', 'timeline.parquet']);
    }
  }
});

test('the index notices what another process wrote', async () => {
  const layout = await openWorkspace(folder.path, Date.now());
  const index = createRunIndex(layout);
  expect(await index.refresh()).toBe(false);
  await write(0, 3).ended;
  const before = index.version;
  expect(await index.refresh()).toBe(true);
  expect(index.summaries.size).toBe(3);
  expect(index.version).toBeGreaterThan(before);
  expect(await index.refresh()).toBe(false);
});

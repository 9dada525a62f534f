import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { downloadElectron, findElectron, summarise, watchGrowth } from './electron-binary.mjs';
import { temporaryFolder } from './testing/temporary-folder.ts';

const script = resolve(import.meta.dirname, 'testing/fake-download.mjs');

async function download(behaviour: string, stallMs: number): ReturnType<typeof downloadElectron> {
  vi.stubEnv('FAKE_DOWNLOAD', behaviour);
  const quiet = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    return await downloadElectron(process.execPath, { script, stallMs, distDirectory: join(temporaryFolder(), 'dist') });
  } finally {
    quiet.mockRestore();
    vi.unstubAllEnvs();
  }
}

test('a download that does not move any more is given up', async () => {
  expect(await download('hang', 600)).toEqual({ ok: false, interrupted: false, why: 'the download stalled: no progress for 0.6 s' });
});

test('a slow download that moves is waited for', async () => {
  expect(await download('slow', 1_000)).toEqual({ ok: true });
});

test('a failed download says the innermost cause', async () => {
  expect(await download('fail', 10_000)).toEqual({
    ok: false,
    interrupted: false,
    why: expect.stringContaining('the download failed: Error: getaddrinfo ENOTFOUND github.com (no network'),
  });
});

test('a cause is found or made up of what there is', () => {
  expect(summarise('', 9)).toBe('exit code 9');
  expect(summarise('\n  something else\n', 1)).toBe('something else');
});

test('growth is judged by change: neither a long time with growth nor shrinking is a stall', () => {
  vi.useFakeTimers();
  try {
    let bytes = 0;
    const onStall = vi.fn();
    const stop = watchGrowth({ measure: () => bytes, stallMs: 3_000, pollMs: 1_000, onStall });
    for (const next of [10, 20, 30, 5, 6, 7, 7, 7]) {
      bytes = next;
      vi.advanceTimersByTime(1_000);
    }
    expect(onStall).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(onStall).toHaveBeenCalledTimes(1);
    stop();
  } finally {
    vi.useRealTimers();
  }
});

test('a binary counts only when its installer has finished', () => {
  const base = temporaryFolder();
  mkdirSync(join(base, 'dist'));
  writeFileSync(join(base, 'dist/electron'), '');
  expect(findElectron(base)).toBeUndefined();
  writeFileSync(join(base, 'path.txt'), 'electron');
  expect(findElectron(base)).toBe(join(base, 'dist/electron'));
  writeFileSync(join(base, 'path.txt'), 'another');
  expect(findElectron(base)).toBeUndefined();
});

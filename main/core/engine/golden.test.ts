import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { goldenLines } from './testing/golden-runs.ts';

const lines = goldenLines();

/**
 * Bytes of results never change by accident. Where a change is meant (the engine, a workload, a sample or a path's
 * numbers), `npm run unit -- main/core/engine/golden -u` writes testing/golden.txt anew; a change of the engine raises
 * `engineVersion` with it.
 */
test('results have the bytes they had (meant otherwise? npm run unit -- main/core/engine/golden -u)', async () => {
  await expect(lines).toMatchFileSnapshot('testing/golden.txt');
});

test('another process gives the same bytes', () => {
  expect(execFileSync(process.execPath, [resolve(import.meta.dirname, 'testing/print-golden.ts')], { encoding: 'utf8' })).toBe(lines);
});

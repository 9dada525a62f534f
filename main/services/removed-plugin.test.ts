import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { simulate } from '../core/engine/index.ts';
import { canonicalJson, fingerprint, overPaths } from '../core/plan/index.ts';
import { makeTgz, samplePackage } from './catalog/testing/sample-package.ts';
import type { RunningServices } from './create-services.ts';
import { pingPongText, sourceServices, sourceWorkers } from './testing/source-services.ts';

let folder: string;
let running: RunningServices;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell removed '));
  running = await sourceServices(join(folder, 'workspace'), join(folder, 'built-in'), sourceWorkers().spawn);
});
afterEach(async () => {
  await running.close();
  await rm(folder, { recursive: true, force: true });
});

test('runs over a path that was removed are read, compared, reported and repeated', { timeout: 60_000 }, async () => {
  const { services } = running;
  const path = join(folder, 'sample.tgz');
  await writeFile(path, makeTgz(samplePackage()));
  await services.catalog.install((await services.catalog.review({ kind: 'path', path })).token);
  const text = pingPongText({ sizes: [1, 4096], replicates: 2 }).replace('paths: vfio-bypass', 'paths: sample').replace('mtuBytes: 9000', 'mtuBytes: 1500');
  const { fingerprints = [], findings: atFirst } = await services.experiments.preview(text);
  expect(atFirst).toEqual([]);
  expect(fingerprints).toHaveLength(4);
  for await (const progress of services.batches.watch(await services.batches.start(text))) expect(progress.failed).toBe(0);
  const before = await services.runs.list();
  expect(before).toHaveLength(4);

  await services.catalog.remove('sample');
  expect((await services.catalog.list()).map((card) => card.id)).toEqual(['loggops']);
  expect(await services.runs.list()).toEqual(before);
  for (const row of before) {
    const { input, result } = await services.runs.read(row.fingerprint);
    // The stored input has the path's model: planned again it is the same run, simulated again it gives the same bytes.
    expect(fingerprint(input)).toBe(row.fingerprint);
    const outcome = simulate(overPaths(input));
    expect(outcome.ok && canonicalJson(outcome.result)).toBe(canonicalJson(result));
  }
  const request = { fingerprints, by: 'size', experiment: 'tiny' };
  expect((await services.compare.compute(request)).values).toEqual([1, 4096]);
  expect((await services.compare.report(request)).html).toContain('sample');

  const { findings, count } = await services.experiments.preview(text);
  expect(count).toBe(0);
  expect(findings).toMatchObject([{ severity: 'error', path: 'jobs[0].paths.otherHost', message: expect.stringContaining('The path "sample" was removed') as string, hint: expect.stringContaining(`again from ${path}`) as string }]);
  await services.catalog.install((await services.catalog.review({ kind: 'path', path })).token);
  expect(await services.experiments.preview(text)).toMatchObject({ findings: [], count: 4, reused: 4 });
});

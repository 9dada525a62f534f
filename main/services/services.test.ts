import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { summaryMetrics } from '../core/compare/index.ts';
import type { BatchProgress, Services } from '../core/contract/index.ts';
import { simulate } from '../core/engine/index.ts';
import { canonicalJson, fingerprint, overPaths } from '../core/plan/index.ts';
import { layoutOf } from './store/layout.ts';
import type { RunningServices } from './create-services.ts';
import { bundlePlugins, pingPongText, sourceServices, sourceWorkers } from './testing/source-services.ts';
import { temporaryFolder } from './testing/sample-run.ts';

let plugins: string;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let workers: ReturnType<typeof sourceWorkers>;
const open: RunningServices[] = [];
beforeAll(async () => { plugins = await bundlePlugins(); }, 60_000);
afterAll(() => rm(plugins, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await temporaryFolder();
  workers = sourceWorkers();
});
afterEach(async () => {
  for (const running of open.splice(0)) await running.close();
  await folder.remove();
});

async function start(workspace = folder.path): Promise<Services> {
  const running = await sourceServices(workspace, plugins, workers.spawn);
  open.push(running);
  return running.services;
}

async function runToEnd(services: Services, text: string): Promise<BatchProgress> {
  let last: BatchProgress | undefined;
  for await (const progress of services.batches.watch(await services.batches.start(text))) last = progress;
  if (last === undefined) throw new Error('The batch said nothing.');
  return last;
}

const sizes = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

test('from a document to runs, a comparison, a report, and the runs again after a restart', { timeout: 60_000 }, async () => {
  const services = await start();
  const text = pingPongText({ sizes: [1, 64, 4096], replicates: 5, repetitions: 500 });
  const preview = await services.experiments.preview(text);
  expect(preview).toMatchObject({ findings: [], count: 15, reused: 0, models: [{ id: 'vfio-bypass' }] });
  expect(preview.estimateSeconds).toBeGreaterThan(0);
  const last = await runToEnd(services, text);
  expect(last).toMatchObject({ experiment: 'tiny', state: 'done', total: 15, done: 15, failed: 0 });

  const rows = await services.runs.list();
  expect(new Set(rows.map((row) => row.fingerprint))).toEqual(new Set(preview.fingerprints));
  const one = rows.find(({ factors }) => factors.size === 1);
  expect(one?.metrics.halfRoundTrip?.value).toBeGreaterThan(4000);
  expect(one?.metrics.halfRoundTrip?.value).toBeLessThan(6000);
  const detail = await services.runs.read(one?.fingerprint ?? '');
  expect(fingerprint(detail.input)).toBe(detail.row.fingerprint);
  expect(detail.row.metrics).toEqual(summaryMetrics(detail.result));
  const shown = await services.runs.show(detail.row.fingerprint);
  expect(shown.row).toEqual(detail.row);
  expect(shown.result.ranks).toEqual(detail.result.ranks);
  expect(shown.resources.reduce((sum, { instances }) => sum + instances, 0)).toBe(detail.result.resources.length);
  expect(shown.input).toMatchObject({ seed: detail.input.seed, engine: detail.input.engine });
  expect('program' in shown.input || 'places' in shown.input).toBe(false);

  const request = { fingerprints: preview.fingerprints ?? [], by: 'size', experiment: 'tiny' };
  const comparison = await services.compare.compute(request);
  expect(comparison.experiment).toEqual({ name: 'tiny', title: 'Tiny ping-pong', question: 'How long is a half round trip?' });
  expect(comparison.values).toEqual([1, 64, 4096]);
  expect(comparison.cells[0]?.entries[0]?.estimate?.samples).toHaveLength(5);
  const critical = await services.compare.critical({ comparison: request });
  expect(critical.runs.map(({ value }) => value)).toEqual([1, 64, 4096]);
  for (const { criticalPath } of critical.runs) expect(criticalPath?.parts.reduce((sum, { ns }) => sum + ns, 0)).toBeCloseTo(criticalPath?.totalNs ?? NaN, 3);
  const report = await services.compare.report(request);
  expect(report.fileName).toBe('tiny-report.html');
  expect(report.html).toContain('How long is a half round trip?');

  const again = await start();
  expect(await again.runs.list()).toEqual(rows);
  expect(await again.experiments.preview(text)).toMatchObject({ count: 15, reused: 15, estimateSeconds: 0 });
  expect(await runToEnd(again, text)).toMatchObject({ state: 'done', done: 0, reused: 15 });
  expect((await again.batches.list()).map(({ done, reused }) => [done, reused])).toEqual([[0, 15], [15, 0]]);
});

test('what planning finds wrong is said with line and column', async () => {
  const services = await start();
  const { findings } = await services.experiments.preview('name: x\njobs:\n  - ranks: 3\n    paths: native\n    workload: { kind: stencil-2d, decomposition: 2x2 }\n');
  expect(findings).toMatchObject([{ severity: 'error', path: 'jobs[0].workload.decomposition', line: 5, column: 35 }]);
});

test('an experiment that finds its runs under another name compares them in its own words', { timeout: 60_000 }, async () => {
  const services = await start();
  const text = pingPongText({ sizes: [1, 64], replicates: 2 });
  await runToEnd(services, text);
  const copy = text.replace('name: tiny', 'name: copy').replace('  axes:\n', '  axes:\n    layer: [raw, mpi]\n');
  expect(await runToEnd(services, copy)).toMatchObject({ experiment: 'copy', total: 8, reused: 4, done: 4 });
  const { fingerprints = [] } = await services.experiments.preview(copy);
  const own = await services.compare.compute({ fingerprints, by: 'layer', experiment: 'copy' });
  expect(own.experiment.name).toBe('copy');
  expect(own.values).toEqual(['raw', 'mpi']);
  expect(own.cells).toHaveLength(2);
  expect(own.cells.every(({ entries }) => entries.every(({ estimate }) => estimate?.samples.length === 2))).toBe(true);
  const rows = await services.runs.list();
  expect(rows.filter(({ experiment }) => experiment === 'tiny').every(({ factors, also }) => factors.layer === undefined && also?.[0]?.factors.layer === 'raw')).toBe(true);
  expect((await services.experiments.list()).filter(({ name }) => name === 'copy')).toEqual([]);

  // The same name again, with an axis more: its runs are now told apart by it.
  const wider = text.replace('  axes:\n', '  axes:\n    layer: [raw, mpi]\n');
  expect(await runToEnd(services, wider)).toMatchObject({ experiment: 'tiny', reused: 8, done: 0 });
  const mine = (await services.runs.list()).filter(({ experiment }) => experiment === 'tiny');
  expect(mine.map(({ factors }) => factors.layer)).toEqual(['raw', 'raw', 'raw', 'raw']);
});

test('a result has the same bytes in every process', { timeout: 60_000 }, async () => {
  const text = pingPongText({ sizes: [8, 100_000], replicates: 2 });
  const other = await temporaryFolder();
  try {
    const [first, second] = [await start(), await start(other.path)];
    await runToEnd(first, text);
    await runToEnd(second, text);
    for (const { fingerprint: id, resultSha256 } of await first.runs.list()) {
      const bytes = await readFile(join(layoutOf(folder.path).run(id), 'result.json'));
      expect(await readFile(join(layoutOf(other.path).run(id), 'result.json'))).toEqual(bytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(resultSha256);
      const outcome = simulate(overPaths((await first.runs.read(id)).input));
      expect(outcome.ok && canonicalJson(outcome.result)).toBe(bytes.toString());
    }
    await second.runs.list();
  } finally {
    for (const running of open.splice(0)) await running.close();
    await other.remove();
  }
});

test('a worker killed in the middle of a run is one failed attempt, and the run is made', { timeout: 60_000 }, async () => {
  const services = await start();
  const text = pingPongText({ sizes: [1], repetitions: 60_000 });
  const id = await services.batches.start(text);
  let killed = false;
  let last: BatchProgress | undefined;
  for await (const progress of services.batches.watch(id)) {
    last = progress;
    if (killed || progress.running === 0) continue;
    killed = true;
    // The worker that simulates is the last one that was started.
    workers.children.filter(({ entry }) => entry === 'engine-worker').at(-1)?.kill('SIGKILL');
  }
  expect(last).toMatchObject({ state: 'done', done: 1, failed: 0 });
  expect(last?.failures).toMatchObject([{ attempt: 1, outcome: 'failed', failure: { kind: 'crashed' } }]);
});

test('a running simulation is cancelled within a second and leaves nothing behind', { timeout: 60_000 }, async () => {
  const services = await start();
  const id = await services.batches.start(pingPongText({ sizes: [1, 2, 3], repetitions: 3_000_000 }));
  for await (const progress of services.batches.watch(id)) if (progress.running === 2) break;
  const begun = performance.now();
  await services.batches.cancel(id);
  expect(performance.now() - begun).toBeLessThan(1000);
  expect((await services.batches.list())[0]).toMatchObject({ state: 'cancelled', done: 0, running: 0 });
  expect(await readdir(layoutOf(folder.path).runs)).toEqual([]);
});

test('the loop of the host stays free during a batch of five hundred runs, and its time was foretold', { timeout: 120_000 }, async () => {
  const services = await start();
  const text = pingPongText({ sizes: sizes(100), replicates: 5, repetitions: 100 });
  const { estimateSeconds, count } = await services.experiments.preview(text);
  expect(count).toBe(500);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const last = await runToEnd(services, text);
  delay.disable();
  const p99 = delay.percentile(99) / 1e6;
  console.log(`500 runs in ${last.elapsedSeconds.toFixed(1)} s (estimated ${estimateSeconds.toFixed(1)} s), event loop delay p99 ${p99.toFixed(1)} ms`);
  expect(last).toMatchObject({ state: 'done', done: 500 });
  expect(p99).toBeLessThan(50);
  expect(estimateSeconds / last.elapsedSeconds).toBeGreaterThan(1 / 3);
  expect(estimateSeconds / last.elapsedSeconds).toBeLessThan(3);
});

test('watching runs tells of those that another process wrote', { timeout: 60_000 }, async () => {
  const [here, there] = [await start(), await start()];
  const controller = new AbortController();
  const counts: number[] = [];
  const watching = (async () => {
    for await (const version of here.runs.watch(controller.signal)) {
      counts.push(version);
      if ((await here.runs.list()).length === 2) controller.abort();
    }
  })();
  await runToEnd(there, pingPongText({ sizes: [1, 2] }));
  await watching;
  expect(counts.length).toBeGreaterThanOrEqual(2);
  expect(counts).toEqual([...counts].sort((left, right) => left - right));
});

test('damaged runs are said in the info of the app and hide nothing else', { timeout: 60_000 }, async () => {
  const services = await start();
  await runToEnd(services, pingPongText({ sizes: [1, 2] }));
  const [row] = await services.runs.list();
  const path = join(layoutOf(folder.path).run(row?.fingerprint ?? ''), 'run.json');
  await writeFile(path, 'x');
  const again = await start();
  expect(await again.runs.list()).toHaveLength(1);
  expect(await again.app.info()).toMatchObject({ host: 'cli', workers: 2, findings: [{ path }] });
  await expect(again.runs.read(row?.fingerprint ?? '')).rejects.toThrow(/is damaged/);
});

test('experiments are listed, read, kept as drafts, renamed and removed', { timeout: 60_000 }, async () => {
  const services = await start();
  const samples = await services.experiments.list();
  expect(samples.map(({ name, origin }) => [name, origin])).toContainEqual(['nanos-2010-streams', 'sample']);
  const { text } = await services.experiments.read('nanos-2010-streams');
  expect(await services.experiments.save('nanos-2010-streams', text)).toBe('nanos-2010-streams');
  expect((await services.experiments.list()).find(({ name }) => name === 'nanos-2010-streams')).toMatchObject({ origin: 'workspace', runs: 0 });
  expect(await services.experiments.save('nanos-2010-streams', text.replace('name: nanos-2010-streams', 'name: mine'))).toBe('mine');
  await expect(services.experiments.save('nanos-2010-streams', text.replace('name: nanos-2010-streams', 'name: mine'))).rejects.toThrow(/"mine" exists already/);
  const draft = 'name: mine\ntitle: Half a thought\njobs: [';
  expect(await services.experiments.save('mine', draft)).toBe('mine');
  expect(await services.experiments.read('mine')).toEqual({ text: draft, origin: 'workspace' });
  expect((await services.experiments.list()).find(({ name }) => name === 'mine')?.title).toBe('Half a thought');
  expect((await services.experiments.preview(draft)).findings.length).toBeGreaterThan(0);
  await services.experiments.remove('mine');
  await expect(services.experiments.read('mine')).rejects.toThrow(/There is no experiment "mine"/);
  await services.experiments.remove('nanos-2010-streams');
  expect((await services.experiments.read('nanos-2010-streams')).origin).toBe('sample');
  await expect(services.experiments.remove('nanos-2010-streams')).rejects.toThrow(/is a sample/);
  await expect(services.experiments.read('../../package')).rejects.toThrow(/There is no experiment/);
});

test('workers end with their services', { timeout: 60_000 }, async () => {
  const services = await start();
  await services.experiments.list();
  expect(workers.children.length).toBeGreaterThan(0);
  await open.splice(0)[0]?.close();
  expect(workers.children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)).toEqual([]);
});

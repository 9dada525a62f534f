import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { PathRequest, PluginReview, Services } from '../core/contract/index.ts';
import type { Catalog } from './catalog.ts';
import { createCatalog } from './catalog.ts';
import { makeTgz, sampleModule, samplePackage, type SamplePackage } from './catalog/testing/sample-package.ts';
import { referencePlatform } from './catalog/card-facts.ts';
import { createLog } from './log.ts';
import { createPluginsService, type PluginsOptions, type PluginsService } from './plugins.ts';
import type { Layout } from './store/layout.ts';
import { openWorkspace } from './store/workspace.ts';
import { sourceWorkers } from './testing/source-services.ts';

let folder: string;
let builtIn: string;
let layout: Layout;
const workers = sourceWorkers();
const open: { readonly catalog: Catalog; readonly plugins: PluginsService }[] = [];

beforeAll(async () => {
  builtIn = await mkdtemp(join(tmpdir(), 'doorbell built-in '));
  await put(join(builtIn, 'own'), samplePackage({ id: 'own' }));
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell plugins '));
  layout = await openWorkspace(join(folder, 'workspace'), 0);
});
afterEach(async () => {
  for (const { catalog, plugins } of open.splice(0)) {
    plugins.close();
    catalog.close();
  }
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await rm(builtIn, { recursive: true, force: true });
  await vi.waitFor(() => expect(workers.children.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)).toBe(true), { timeout: 5000 });
});

async function put(at: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(at, path)), { recursive: true });
    await writeFile(join(at, path), content);
  }
  return at;
}

/** The catalogue of one process. */
function start(options: Partial<PluginsOptions> = {}): { readonly catalog: Catalog; readonly service: Services['catalog'] } {
  const { bundle } = options;
  const catalog = createCatalog({ pluginsDirectory: builtIn, layout, spawnWorker: workers.spawn, ...(bundle === undefined ? {} : { bundle }) });
  const plugins = createPluginsService({ catalog, layout, spawnWorker: workers.spawn, log: createLog(layout.logs, 'test'), now: () => Date.UTC(2026, 0, 2), ...options });
  open.push({ catalog, plugins });
  return { catalog, service: plugins.service };
}

async function review(service: Services['catalog'], sample: SamplePackage = {}): Promise<PluginReview> {
  const path = join(folder, `${String(sample.id ?? 'sample')}-${String(sample.version ?? '1.0.0')}.tgz`);
  await writeFile(path, makeTgz(samplePackage(sample)));
  return service.review({ kind: 'path', path });
}

async function install(service: Services['catalog'], sample: SamplePackage = {}): Promise<string> {
  return service.install((await review(service, sample)).token);
}

const request = (id: string): PathRequest => ({ key: id, choice: { id }, platform: referencePlatform });
const states = async (service: Services['catalog']): Promise<readonly string[]> => (await service.list()).map((card) => `${card.id} ${card.version} ${card.origin} ${card.state}`);
const kernel = expect.stringContaining('loggops') as string;

test('a plugin is reviewed, installed, disabled, enabled and removed, and planning sees each step at once', async () => {
  const { catalog, service } = start();
  expect(await states(service)).toEqual(['own 1.0.0 built-in enabled', kernel]);
  const looked = await review(service);
  expect(looked).toMatchObject({
    installable: true, findings: [], scripts: [], source: join(folder, 'sample-1.0.0.tgz'),
    card: { id: 'sample', version: '1.0.0', state: 'enabled', origin: 'installed', sdkRange: '^1.0.0', capabilities: { osBypass: true }, relations: ['other-host'] },
    model: { id: 'sample' }, integrity: expect.stringMatching(/^sha512-/) as string,
  });
  expect(looked.readme).toContain('# Sample');
  expect(looked.files.map((file) => file.path)).toEqual(['README.md', 'index.js', 'package.json']);
  expect(looked.unpackedBytes).toBe(looked.files.reduce((sum, file) => sum + file.bytes, 0));
  expect(await states(service)).toEqual(['own 1.0.0 built-in enabled', kernel]);

  expect(await service.install(looked.token)).toBe('sample');
  expect(await states(service)).toEqual(['own 1.0.0 built-in enabled', 'sample 1.0.0 installed enabled', kernel]);
  expect((await service.list())[1]).toMatchObject({ sha256: looked.card.sha256, capabilities: { zeroCopy: true }, relations: ['other-host'] });
  expect((await catalog.resolve([request('sample')])).models[0]?.plugin).toEqual({ id: 'sample', version: '1.0.0', sha256: looked.card.sha256 });
  await expect(service.install(looked.token)).rejects.toMatchObject({ name: 'NotFound' });

  await service.disable('sample');
  expect((await service.list())[1]).toMatchObject({ state: 'disabled', reason: expect.stringContaining('Enable') as string });
  expect((await catalog.resolve([request('sample')])).findings).toMatchObject([{ severity: 'error', message: 'The path "sample" is disabled.' }]);
  await service.enable('sample');
  expect((await catalog.resolve([request('sample')])).models).toHaveLength(1);

  await service.remove('sample');
  expect(await states(service)).toEqual(['own 1.0.0 built-in enabled', kernel]);
  const [gone] = (await catalog.resolve([request('sample')])).findings;
  expect(gone).toMatchObject({ message: 'The path "sample" was removed on 2026-01-02.', hint: expect.stringContaining('Install 1.0.0 again') as string });
  expect((await readdir(layout.plugins))).toEqual([]);
});

test('a built-in path is disabled and enabled, and never removed', async () => {
  const { catalog, service } = start();
  await service.disable('own');
  expect(await states(service)).toEqual(['own 1.0.0 built-in disabled', kernel]);
  expect((await catalog.resolve([request('own')])).findings[0]?.hint).toContain('doorbell plugin enable');
  await expect(service.remove('own')).rejects.toMatchObject({ name: 'ReadOnly' });
  await service.enable('own');
  expect(await states(service)).toEqual(['own 1.0.0 built-in enabled', kernel]);
  await expect(service.disable('loggops')).rejects.toMatchObject({ name: 'ReadOnly' });
  await expect(service.enable('gone')).rejects.toMatchObject({ name: 'NotFound' });
});

test('the id of a path that ships with Doorbell cannot be taken', async () => {
  const { service } = start();
  for (const id of ['own', 'loggops']) {
    const looked = await review(service, { id });
    expect(looked).toMatchObject({ installable: false, card: { state: 'broken' } });
    expect(looked.findings[0]).toMatchObject({ severity: 'error', path: 'package.json: doorbell.id' });
    await expect(service.install(looked.token)).rejects.toMatchObject({ name: 'BadPackage' });
  }
  const unpacked = await put(join(folder, 'mine'), samplePackage({ id: 'own' }));
  await expect(service.loadUnpacked(unpacked)).rejects.toMatchObject({ name: 'NameTaken' });
});

test('a new version takes the place of the old one, whose files go', async () => {
  const { service } = start();
  await install(service);
  const looked = await review(service, { version: '1.1.0' });
  expect(looked.replaces).toMatchObject({ version: '1.0.0', origin: 'installed' });
  await service.install(looked.token);
  expect(await states(service)).toEqual(['own 1.0.0 built-in enabled', 'sample 1.1.0 installed enabled', kernel]);
  expect(await readdir(layout.plugins)).toHaveLength(1);
});

test('what is installed are the bytes that were reviewed', async () => {
  const { service } = start();
  const looked = await review(service);
  await writeFile(join(folder, 'sample-1.0.0.tgz'), makeTgz(samplePackage({ version: '6.6.6' })));
  await service.install(looked.token);
  expect(await states(service)).toContain('sample 1.0.0 installed enabled');
  const lock = JSON.parse(await readFile(layout.pluginsLock, 'utf8')) as { plugins: readonly object[] };
  expect(lock.plugins).toMatchObject([{ id: 'sample', version: '1.0.0', integrity: looked.integrity, sha256: looked.card.sha256, state: 'enabled', installedAt: '2026-01-02T00:00:00.000Z' }]);
});

test('watching tells of changes, also of another process', async () => {
  const [here, there] = [start(), start()];
  const stop = new AbortController();
  const seen: number[] = [];
  const watching = (async () => {
    for await (const version of here.service.watch(stop.signal)) {
      seen.push(version);
      if ((await states(here.service)).some((state) => state.startsWith('sample'))) break;
    }
  })();
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  await install(there.service);
  await watching;
  expect(seen).toEqual(seen.toSorted((left, right) => left - right));
  expect(new Set(seen).size).toBe(seen.length);
  stop.abort();
});

test('changes of two processes at once are all kept', async () => {
  const all = Array.from({ length: 4 }, () => start().service);
  await Promise.all(all.map((service, index) => install(service, { id: `path-${String(index)}` })));
  expect((await states(start().service)).filter((state) => state.includes(' installed enabled'))).toHaveLength(4);
});

test('an author\'s folder is used in place, and read again when it changes', async () => {
  const { catalog, service } = start();
  const author = await put(join(folder, 'author'), samplePackage());
  expect(await service.loadUnpacked(author)).toBe('sample');
  expect(await states(service)).toContain('sample 1.0.0 unpacked enabled');
  const before = (await catalog.resolve([request('sample')])).models[0];
  const stop = new AbortController();
  const versions = service.watch(stop.signal)[Symbol.asyncIterator]();
  await versions.next();
  await writeFile(join(author, 'index.js'), sampleModule({ change: `model.title = 'Changed';` }));
  await versions.next();
  expect((await catalog.resolve([request('sample')])).models[0]?.model.title).toBe('Changed');
  expect(before?.model.title).toBe('Sample');
  await writeFile(join(author, 'index.js'), 'this is no module');
  expect((await service.list())[1]).toMatchObject({ state: 'broken', reason: expect.stringContaining('SyntaxError') as string });
  await rm(author, { recursive: true });
  expect((await service.list())[1]).toMatchObject({ id: 'sample', state: 'broken', reason: expect.stringContaining('no package.json') as string });
  await service.remove('sample');
  expect(await states(service)).toEqual(['own 1.0.0 built-in enabled', kernel]);
  stop.abort();
});

test('a folder hides the installed plugin of its id while it is loaded', async () => {
  const { service } = start();
  await install(service);
  await service.loadUnpacked(await put(join(folder, 'author'), samplePackage({ version: '2.0.0' })));
  expect(await states(service)).toContain('sample 2.0.0 unpacked enabled');
  await service.remove('sample');
  expect(await states(service)).toContain('sample 1.0.0 installed enabled');
});

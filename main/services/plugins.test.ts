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
    await plugins.close();
    await catalog.close();
  }
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await rm(builtIn, { recursive: true, force: true });
  expect(workers.children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)).toEqual([]);
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
    model: { id: 'sample' }, measurements: [], integrity: expect.stringMatching(/^sha512-/) as string,
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

test('a plugin is shown before its checks have ended, and watchers hear when they have', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => { release = resolve; });
  // Only what examines waits; plans and cards ask another sandbox.
  const { service } = start({
    spawnWorker(entry) {
      const child = workers.spawn(entry);
      return { ...child, send: (message) => { void gate.then(() => child.send(message)); } };
    },
  });
  const preset = { id: 'old', title: 'Old', config: {}, citation: 'A test.', extrapolated: 'All of it.', testbed: referencePlatform };
  await put(join(folder, 'author'), samplePackage({ files: { 'README.md': '# Sample' }, manifest: { presets: [preset], measurements: [{ id: 'm', record: 'T1', citation: 'A test.', preset: 'old', quantity: 'bandwidth', layer: 'raw', messageBytes: 8, value: 1e9, use: 'held-out' }] } }));
  await service.loadUnpacked(join(folder, 'author'));
  const stop = new AbortController();
  const versions = service.watch(stop.signal)[Symbol.asyncIterator]();
  await versions.next();
  const early = await service.detail('sample');
  expect(early).toMatchObject({ examining: true, findings: [], model: { id: 'sample' }, card: { state: 'enabled' }, measurements: [{ record: 'T1' }] });
  release();
  await versions.next();
  const late = await vi.waitFor(async () => {
    const shown = await service.detail('sample');
    expect(shown.examining).toBeUndefined();
    return shown;
  }, { timeout: 10_000 });
  // Its README lacks the headings.
  expect(late.findings).not.toEqual([]);
  expect((await service.review({ kind: 'path', path: join(folder, 'author') })).measurements).toMatchObject([{ record: 'T1' }]);
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

test.each<readonly [string, (text: string) => string | undefined, string]>([
  ['is gone', () => undefined, 'is missing'],
  ['is cut off', (text) => text.slice(0, 50), 'is damaged'],
  ['is another document', () => '[]', 'is damaged'],
  ['is of a newer version', (text) => text.replace('"format": 1', '"format": 2'), 'newer'],
])('a lock file that %s is a finding, and its plugins are broken, not lost', async (_, damage, reason) => {
  await install(start().service);
  const text = await readFile(layout.pluginsLock, 'utf8');
  const damaged = damage(text);
  if (damaged === undefined) await rm(layout.pluginsLock);
  else await writeFile(layout.pluginsLock, damaged);
  const { catalog, service } = start();
  const { findings } = await catalog.registry.snapshot();
  expect(findings).toHaveLength(1);
  expect(findings[0]?.path).toBe(layout.pluginsLock);
  expect((await service.list())[1]).toMatchObject({ id: 'sample', state: 'broken', reason: expect.stringContaining(reason) as string });
  expect((await catalog.resolve([request('sample'), request('own')])).models).toHaveLength(1);
  if (damaged?.includes('"format": 2') === true) {
    await expect(service.disable('own')).rejects.toMatchObject({ name: 'TooNew' });
    expect(await readFile(layout.pluginsLock, 'utf8')).toBe(damaged);
    return;
  }
  await install(service);
  expect(await states(service)).toContain('sample 1.0.0 installed enabled');
  expect((await catalog.registry.snapshot()).findings).toEqual([]);
});

test('an entry that cannot be read is a finding, and the others stay', async () => {
  const { catalog, service } = start();
  await install(service);
  const lock = JSON.parse(await readFile(layout.pluginsLock, 'utf8')) as { plugins: object[] };
  await writeFile(layout.pluginsLock, JSON.stringify({ ...lock, plugins: [...lock.plugins, { origin: 'installed', id: '../evil', folder: '../../..' }, { origin: 'unpacked', id: 'gone', version: '1', source: '/gone', state: 'enabled', installedAt: '', folder: '/gone' }] }));
  expect((await catalog.registry.snapshot()).findings).toMatchObject([{ severity: 'warning', path: expect.stringContaining('plugins[1]') as string }]);
  expect(await states(service)).toEqual(['own 1.0.0 built-in enabled', 'gone  unpacked broken', 'sample 1.0.0 installed enabled', kernel]);
});

test('files that changed after the installation are not used', async () => {
  const { catalog, service } = start();
  await install(service);
  const [name = ''] = await readdir(layout.plugins);
  await writeFile(join(layout.plugins, name, 'index.js'), sampleModule({ change: `model.title = 'Evil';` }));
  expect((await service.list())[1]).toMatchObject({ id: 'sample', state: 'broken', reason: expect.stringContaining('changed on disk') as string });
  expect((await catalog.resolve([request('sample')])).findings[0]?.message).toContain('changed on disk');
  await install(service);
  expect((await catalog.resolve([request('sample')])).models[0]?.model.title).toBe('Sample');
});

test.each<readonly [string, SamplePackage, string, string]>([
  ['written for a newer SDK', { sdk: '^9.0.0' }, 'incompatible', 'update Doorbell'],
  ['that needs an unstable part nobody offers', { manifest: { proposals: ['time-travel@1'] } }, 'incompatible', 'time-travel'],
  ['without a range', { sdk: '*' }, 'broken', 'does not say which SDK'],
  ['whose manifest is wrong', { manifest: { title: '' } }, 'broken', 'doorbell.title'],
  ['whose module is missing', { manifest: { main: 'gone.js' } }, 'broken', 'gone.js is missing'],
  ['that is not bundled', { code: `import { defineDataPath } from '@doorbell/sdk';\nexport default defineDataPath({ id: 'sample', describe: () => ({}) });` }, 'broken', 'gave no model'],
  ['that throws', { code: sampleModule({ change: `throw new Error('no');` }) }, 'broken', 'It threw: Error: no'],
  ['that loops', { code: sampleModule({ change: 'for (;;);' }) }, 'broken', 'CPU time'],
  ['whose preset is wrong', { code: sampleModule({ change: 'if (config.pollNs === 500) model.resources = [];' }) }, 'broken', 'not declared'],
  ['that answers half a character', { code: sampleModule({ change: `model.title = 'a\\ud800';` }) }, 'broken', 'plain data'],
  ['that pollutes', { code: sampleModule({ change: `Object.defineProperty(model, '__proto__', { value: { polluted: 1 }, enumerable: true });` }) }, 'broken', '__proto__'],
  ['with a constructor of its own', { code: sampleModule({ change: `model.constructor = { prototype: { polluted: 1 } };` }) }, 'broken', 'constructor'],
  ['with another id than its model', { code: sampleModule({ id: 'other' }) }, 'broken', 'called "other"'],
])('a package %s is explained and not installed', async (_, sample, state, reason) => {
  const { service } = start();
  const looked = await review(service, sample);
  expect(looked).toMatchObject({ installable: false, card: { state } });
  expect(`${looked.card.reason ?? ''} ${looked.findings.map((finding) => `${finding.path} ${finding.message} ${finding.hint ?? ''}`).join(' ')}`).toContain(reason);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  await expect(service.install(looked.token)).rejects.toMatchObject({ name: 'BadPackage' });
  expect(await readdir(layout.plugins)).toEqual([]);
});

test('scripts of a package are named and never run', async () => {
  const { service } = start();
  const mark = join(folder, 'ran');
  const looked = await review(service, { packageJson: { scripts: { preinstall: `touch '${mark}'`, postinstall: `touch '${mark}'`, test: 'true' }, dependencies: { 'left-pad': '1.0.0' } }, files: { 'binding.gyp': '{}' } });
  expect(looked).toMatchObject({ installable: true, scripts: ['preinstall', 'postinstall', 'install'] });
  expect(looked.findings.map(({ severity, path }) => `${severity} ${path}`)).toEqual(['note package.json: scripts', 'note package.json: dependencies']);
  await service.install(looked.token);
  await expect(readFile(mark)).rejects.toThrow(/ENOENT/);
});

test('an archive is taken in piece by piece, and one that is given up is forgotten', async () => {
  const { service } = start();
  const bytes = makeTgz(samplePackage());
  const upload = await service.begin();
  const half = Math.floor(bytes.length / 2);
  expect(await service.append(upload, 0, bytes.subarray(0, half).toString('base64'))).toBe(half);
  await expect(service.append(upload, 0, 'AAAA')).rejects.toMatchObject({ name: 'Conflict' });
  expect(await service.append(upload, half, bytes.subarray(half).toString('base64'))).toBe(bytes.length);
  const looked = await service.review({ kind: 'upload', upload, fileName: 'mine.tgz' });
  expect(looked).toMatchObject({ source: 'mine.tgz', packedBytes: bytes.length, installable: true });
  await service.discard(looked.token);
  await expect(service.install(looked.token)).rejects.toMatchObject({ name: 'NotFound' });
  const other = await service.begin();
  await service.discard(other);
  await expect(service.review({ kind: 'upload', upload: other, fileName: 'x.tgz' })).rejects.toMatchObject({ name: 'NotFound' });
  expect(await readdir(layout.plugins)).toEqual([]);
});

test('a folder is installed as it is, bundled where it is not, and without what is none of it', async () => {
  const { service } = start({ bundle: () => Promise.resolve(sampleModule()) });
  const author = await put(join(folder, 'author'), { ...samplePackage({ code: `import x from './x.js'; export default x;` }), 'node_modules/x/index.js': '1', '.git/config': '1', 'old.tgz': '1' });
  const looked = await service.review({ kind: 'path', path: author });
  expect(looked).toMatchObject({ installable: true, packedBytes: 0, source: author });
  expect(looked.integrity).toBeUndefined();
  expect(looked.files.map((file) => file.path)).toEqual(['README.md', 'index.js', 'package.json']);
  await service.install(looked.token);
  expect(await states(service)).toContain('sample 1.0.0 installed enabled');
  for (const path of ['relative', join(folder, 'gone.tgz')]) await expect(service.review({ kind: 'path', path })).rejects.toThrow(/path/);
});

test('everything about a plugin', async () => {
  const { service } = start();
  const looked = await review(service);
  await service.install(looked.token);
  const detail = await service.detail('sample');
  expect(detail).toMatchObject({
    card: { id: 'sample', relations: ['other-host'] }, model: { id: 'sample' }, findings: [], measurements: [],
    integrity: looked.integrity, source: looked.source, installedAt: '2026-01-02T00:00:00.000Z', files: looked.files,
  });
  expect(detail.readme).toContain('What it leaves out');
  expect(await service.detail('sample')).toEqual(detail);
  const own = await service.detail('own');
  expect(own.source).toBeUndefined();
  await expect(service.detail('gone')).rejects.toMatchObject({ name: 'NotFound' });
});

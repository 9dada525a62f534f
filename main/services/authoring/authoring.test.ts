import { execFile, fork } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { checkManifest, sdkVersion, type Manifest } from '@doorbell/sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../core/experiment/index.ts';
import { createSandboxClient, type SandboxClient } from '../catalog/sandbox-client.ts';
import type { SpawnWorker } from '../worker-process.ts';
import { readAuthorPackage, type AuthorPackage } from './author-package.ts';
import { checkPackage } from './check-package.ts';
import { conformPackage } from './conform-package.ts';
import { createDescriber } from './describe-package.ts';
import { newPackage } from './new-package.ts';
import { packPackage } from './pack-package.ts';
import { replayPackage } from './replay-package.ts';

const archive = `doorbell-sdk-${sdkVersion}.tgz`;

/** The real sandbox process, from its sources. */
const spawnSandbox: SpawnWorker = (entry) => {
  const child = fork(resolve(import.meta.dirname, '../../hosts', entry, 'index.ts'), [], { execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
  return {
    pid: child.pid,
    send: (message) => { child.send(message as object); },
    onMessage: (listener) => { child.on('message', listener); },
    onExit: (listener) => { child.on('exit', (code) => { listener(code ?? undefined); }); },
    kill: () => { child.kill('SIGKILL'); },
  };
};

let folder = '';
let sandbox: SandboxClient;
beforeAll(() => { sandbox = createSandboxClient(spawnSandbox); });
afterAll(() => sandbox.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell author '));
  await mkdir(join(folder, 'sdk'));
  await writeFile(join(folder, 'sdk', archive), 'the packed SDK');
});
afterEach(async () => { await rm(folder, { recursive: true, force: true }); });

const start = (name: string, more: { readonly id?: string; readonly title?: string } = {}) => newPackage({ folder: join(folder, name), sdkTarball: join(folder, 'sdk', archive), ...more });

async function read(where: string): Promise<AuthorPackage> {
  const reading = await readAuthorPackage(where);
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings));
  return reading.package;
}

async function edit(name: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

describe('newPackage', () => {
  it('writes a package with the SDK beside it, its id after the folder', async () => {
    const outcome = await start('doorbell-path-myVirtio_net');
    expect(outcome).toMatchObject({ ok: true, id: 'my-virtio-net', title: 'My virtio net' });
    const target = join(folder, 'doorbell-path-myVirtio_net');
    const packageJson = JSON.parse(await readFile(join(target, 'package.json'), 'utf8')) as { readonly devDependencies: unknown };
    expect(checkManifest(packageJson)).toEqual([]);
    expect(packageJson.devDependencies).toEqual({ '@doorbell/sdk': `file:./${archive}` });
    expect((await readdir(target)).toSorted()).toEqual(['.gitignore', 'LICENSE', 'README.md', 'config.ts', archive, 'experiment.yaml', 'index.test.mjs', 'index.ts', 'package.json', 'pipelines.ts', 'schema.ts', 'tsconfig.json']);
    for (const name of ['README.md', 'package.json', 'index.ts', 'pipelines.ts']) expect(await readFile(join(target, name), 'utf8'), name).toContain('SKELETON');
    expect(parseExperiment(await readFile(join(target, 'experiment.yaml'), 'utf8')).findings).toEqual([]);
  });

  it('refuses to overwrite, and ids and titles that are none', async () => {
    expect(await start('a')).toMatchObject({ ok: true });
    expect(await start('a')).toMatchObject({ ok: false, message: expect.stringContaining('not empty') as string });
    expect(await start('123')).toMatchObject({ ok: false, message: expect.stringContaining('"123" is no id') as string });
    expect(await start('b', { id: 'Not Kebab' })).toMatchObject({ ok: false });
    expect(await start('b', { title: 'two\nlines' })).toMatchObject({ ok: false, message: expect.stringContaining('one line') as string });
    expect(await newPackage({ folder: join(folder, 'b'), sdkTarball: join(folder, 'nowhere.tgz') })).toMatchObject({ ok: false, message: expect.stringContaining('npm run build') as string });
    expect(await readdir(folder)).toEqual(['a', 'sdk']);
  });

  it('takes quotes in a title', async () => {
    await start('c', { title: 'Bob\'s "fast" \\ path' });
    expect((await read(join(folder, 'c'))).manifest.title).toBe('Bob\'s "fast" \\ path');
    expect(parseExperiment(await readFile(join(folder, 'c/experiment.yaml'), 'utf8')).findings).toEqual([]);
  });
});

describe('the scaffold in the sandbox', () => {
  it.skipIf(process.platform === 'win32')('waits for no pipe in the place of a file', async () => {
    await start('mine');
    for (const name of ['README.md', 'package.json']) {
      await rm(join(folder, 'mine', name));
      await promisify(execFile)('mkfifo', [join(folder, 'mine', name)]);
      expect(await readAuthorPackage(join(folder, 'mine'))).toMatchObject(name === 'README.md' ? { ok: true, package: { readme: '' } } : { ok: false });
      expect(await readAuthorPackage(join(folder, 'mine', name))).toMatchObject({ ok: false, findings: [{ message: 'This is neither a file nor a folder.' }] });
    }
  });

  it('passes every check of its own', async () => {
    await start('mine');
    const subject = await read(join(folder, 'mine'));
    const describer = createDescriber(subject, sandbox);
    const { models, findings } = await checkPackage(subject, describer);
    expect(findings).toEqual([]);
    expect(models).toBeGreaterThan(8);
    const checks = await conformPackage(subject, describer);
    expect(checks.length).toBeGreaterThan(20);
    expect(checks.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(await replayPackage(subject, describer)).toEqual([]);
  }, 120_000);

  it('fails as an author breaks it, and says where', async () => {
    await start('mine');
    await edit('mine/index.ts', (text) => text.replace('...wireResources(platform),', ''));
    const subject = await read(join(folder, 'mine'));
    const { findings } = await checkPackage(subject, createDescriber(subject, sandbox));
    expect(findings[0]).toMatchObject({ severity: 'error', message: expect.stringContaining('not declared') as string });
    expect(findings[0]?.path).toMatch(/^defaults on "ten gigabit, .*": otherHost\.send/);
  }, 60_000);

  it('says what describe threw, and where', async () => {
    await start('mine');
    await edit('mine/index.ts', (text) => text.replace('return {', 'if (platform.host.cores === 1) throw new Error("one core");\n  return {'));
    const subject = await read(join(folder, 'mine'));
    const describer = createDescriber(subject, sandbox);
    expect((await checkPackage(subject, describer)).findings).toMatchObject([{ severity: 'error', path: expect.stringContaining('one gigabit') as string, message: 'describe gave no model. It threw: Error: one core' }]);
    const failed = (await conformPackage(subject, describer)).filter(({ problems }) => problems.length > 0);
    expect(failed).toHaveLength(3);
    for (const { name, problems } of failed) {
      expect(name).toContain('one gigabit');
      expect(problems.join()).toContain('one core');
    }
  }, 60_000);

  it('does not ask an endless loop a thousand times', async () => {
    await start('mine');
    const subject = { ...await read(join(folder, 'mine')), code: 'export default { id: "mine", describe() { for (;;); } };' };
    let asked = 0;
    const counting: SandboxClient = { ...sandbox, describe: (request) => { asked += 1; return sandbox.describe(request); } };
    const failed = (await conformPackage(subject, createDescriber(subject, counting))).filter(({ problems }) => problems.length > 0);
    expect(asked).toBe(1);
    expect(failed.length).toBeGreaterThan(5);
    expect(failed[0]?.problems.join()).toContain('ms of CPU time');
  }, 60_000);

  it('replays figures, and says of a path that cannot be described that it cannot', async () => {
    await start('mine');
    const measurement = {
      id: 'latency', record: 'r', citation: 'Nobody, never.', preset: 'ten-gigabit', quantity: 'half-round-trip', layer: 'raw', messageBytes: 8, value: 2600, tolerance: 0.2, use: 'held-out',
    };
    await edit('mine/package.json', (text) => text.replace('"measurements": []', `"measurements": [${JSON.stringify(measurement)}]`));
    const subject = await read(join(folder, 'mine'));
    const [row] = await replayPackage(subject, createDescriber(subject, sandbox));
    expect(row).toMatchObject({ verdict: 'holds', unit: 'ns' });
    const broken = { ...subject, code: 'export default { id: "mine", describe() { throw 1; } };' };
    expect(await replayPackage(broken, createDescriber(broken, sandbox))).toMatchObject([{ verdict: 'cannot run' }]);
  }, 60_000);
});

describe('conformPackage', () => {
  it('finds in the sandbox what the kit finds at hand', async () => {
    await start('mine');
    await edit('mine/README.md', (text) => text.replace('| `pollNs` | 150 ns', '| `pollNs` | 140 ns'));
    const subject = await read(join(folder, 'mine'));
    const failed = (await conformPackage(subject, createDescriber(subject, sandbox))).filter(({ problems }) => problems.length > 0);
    expect(failed).toEqual([{ name: 'the README says what authors must say', problems: ['The parameters do not give 150, the default of `pollNs`.'] }]);
  }, 60_000);
});

describe('describeAll', () => {
  it('puts questions together, and has for each its own answer where one fails', async () => {
    await start('mine');
    const subject = { ...await read(join(folder, 'mine')), code: 'export default { id: "mine", describe(config) { if (config.n === 30) throw new Error("thirty"); return { n: config.n }; } };' };
    const asked: number[] = [];
    const counting: SandboxClient = { ...sandbox, describe: (request) => { asked.push(1 + (request.more?.length ?? 0)); return sandbox.describe(request); } };
    const describer = createDescriber(subject, counting);
    const platform = (await import('@doorbell/sdk/test-kit')).testPlatforms;
    const [on] = Object.values(platform);
    if (on === undefined) throw new Error('There is no platform.');
    const heard: number[] = [];
    await describer.describeAll(Array.from({ length: 40 }, (_, n) => [{ n }, on] as const), (answered) => heard.push(answered));
    expect(describer.known({ n: 7 }, on)).toEqual({ ok: true, model: { n: 7 } });
    expect(describer.known({ n: 39 }, on)).toEqual({ ok: true, model: { n: 39 } });
    expect(describer.known({ n: 30 }, on)).toEqual({ ok: false, failure: 'It threw: Error: thirty' });
    // The second part failed as a whole, so each of its questions was put alone.
    expect(asked.toSorted((left, right) => right - left)).toEqual([24, 16, ...Array.from({ length: 16 }, () => 1)]);
    expect(heard.toSorted((left, right) => left - right).at(-1)).toBe(40);
    await describer.describeAll([[{ n: 7 }, on]]);
    expect(asked).toHaveLength(18);
  }, 60_000);
});

describe('packPackage', () => {
  it('makes the same bytes of the same sources: a bundle, no dependencies, no scripts', async () => {
    await start('mine');
    const target = join(folder, 'mine');
    const packed = await packPackage(target, await read(target));
    expect(packed.fileName).toBe('doorbell-path-mine-0.1.0.tgz');
    expect(packed.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    expect(packed.files.map(({ path }) => path)).toEqual(['LICENSE', 'README.md', 'index.js', 'package.json']);
    const tar = gunzipSync(packed.bytes).toString('latin1');
    const manifest = tar.slice(tar.indexOf('{\n  "name": "doorbell-path-mine"'));
    expect(manifest).not.toMatch(/"(?:scripts|devDependencies)"/);
    await cp(target, join(folder, 'elsewhere'), { recursive: true });
    const again = await packPackage(join(folder, 'elsewhere'), await read(join(folder, 'elsewhere')));
    expect(Buffer.compare(Buffer.from(again.bytes), Buffer.from(packed.bytes))).toBe(0);
  });

  it('names a scoped package as npm does', async () => {
    await start('mine');
    const subject = await read(join(folder, 'mine'));
    expect((await packPackage(join(folder, 'mine'), { ...subject, packageJson: { ...subject.packageJson, name: '@lab/path' } })).fileName).toBe('lab-path-0.1.0.tgz');
  });
});

describe('readAuthorPackage', () => {
  it.each<[string, (path: string) => Promise<void>, RegExp]>([
    ['nothing', async () => undefined, /no such file/],
    ['a folder without package.json', async (path) => { await mkdir(path); }, /There is none in the folder/],
    ['what is not JSON', async (path) => { await mkdir(path); await writeFile(join(path, 'package.json'), '{'); }, /not JSON/],
    ['a wrong manifest', async (path) => { await mkdir(path); await writeFile(join(path, 'package.json'), JSON.stringify({ version: '1.0.0', doorbell: {} satisfies Partial<Manifest> })); }, /./],
  ])('says what is wrong with %s', async (_, make, message) => {
    const path = join(folder, 'odd');
    await make(path);
    const reading = await readAuthorPackage(path);
    expect(reading.ok).toBe(false);
    if (!reading.ok) expect(reading.findings[0]?.message).toMatch(message);
  });
});

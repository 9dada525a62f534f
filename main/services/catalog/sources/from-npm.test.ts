import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packageLimits } from '../archive/limits.ts';
import { integrityOf } from '../archive/read-archive.ts';
import { makeTgz, samplePackage } from '../testing/sample-package.ts';
import { fromNpm } from './from-npm.ts';
import { registryOf } from './npm-registry.ts';
import { pickVersion } from './pick-version.ts';

const tgz = makeTgz(samplePackage());
type Answer = (response: ServerResponse) => void;
let server: Server;
let base = '';
let answers: Record<string, Answer> = {};
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end('{}');
    else answer(response);
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
});
beforeEach(() => {
  asked = [];
  answers = { '/sample': json(packument()), '/sample.tgz': (response) => response.end(tgz) };
});
afterAll(() => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }));

const json = (value: unknown): Answer => (response) => response.end(JSON.stringify(value));
const packument = (dist: object = { integrity: integrityOf(tgz) }, tarball = `${base}sample.tgz`): unknown => ({ 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { dist: { tarball, ...dist } } } });
const get = (name: string, signal?: AbortSignal) => fromNpm(name, { fetch: globalThis.fetch, signal, environment: { npm_config_registry: base, npm_config_userconfig: '/nowhere' } });

describe('a package of a registry', () => {
  it('comes with its version and hash', async () => {
    expect(await get('sample')).toMatchObject({ source: 'sample@1.0.0', packedBytes: tgz.length, integrity: integrityOf(tgz) });
    expect((await get('sample@1.0.0')).files.has('index.js')).toBe(true);
    expect(asked).toEqual(['/sample', '/sample.tgz', '/sample', '/sample.tgz']);
  });

  it('may have a scope, and only the hash of older registries', async () => {
    answers['/@lab%2fsample'] = json(packument({ shasum: createHash('sha1').update(tgz).digest('hex') }));
    expect((await get('@lab/sample')).source).toBe('@lab/sample@1.0.0');
  });

  it.each<readonly [string, string, () => void, string, string]>([
    ['is not known', 'gone', () => undefined, 'NotFound', 'knows no package "gone"'],
    ['has no such version', 'sample@9.9.9', () => undefined, 'NotFound', 'has no version "9.9.9"'],
    ['is not what was promised', 'sample', () => { answers['/sample'] = json(packument({ integrity: integrityOf(Buffer.from('other')) })); }, 'BadPackage', 'is not what the registry promised'],
    ['is not what the older hash promised', 'sample', () => { answers['/sample'] = json(packument({ shasum: '00'.repeat(20) })); }, 'BadPackage', 'is not what the registry promised'],
    ['has no hash', 'sample', () => { answers['/sample'] = json(packument({})); }, 'BadPackage', 'gives no hash'],
    ['has an integrity without a strong hash', 'sample', () => { answers['/sample'] = json(packument({ integrity: 'md5-abc' })); }, 'BadPackage', 'gives no hash'],
    ['has no place', 'sample', () => { answers['/sample'] = json({ versions: { '1.0.0': {} }, 'dist-tags': { latest: '1.0.0' } }); }, 'BadPackage', 'does not say where'],
    ['lies in a file', 'sample', () => { answers['/sample'] = json(packument(undefined, 'file:///etc/passwd')); }, 'BadPackage', 'over file:'],
    ['is answered with a web page', 'sample', () => { answers['/sample'] = (response) => response.end('<html>'); }, 'Unreachable', 'did not answer as a registry does'],
    ['cannot be had', 'sample', () => { answers['/sample'] = (response) => response.writeHead(503).end(); }, 'Unreachable', 'answered 503'],
    ['is cut off', 'sample', () => { answers['/sample.tgz'] = (response) => { response.writeHead(200, { 'content-length': '1000000' }); response.write('x'); setImmediate(() => response.destroy()); }; }, 'Unreachable', 'cannot be reached'],
    ['is too large', 'sample', () => { answers['/sample.tgz'] = (response) => response.end(Buffer.alloc(packageLimits.packedBytes + 1)); }, 'TooLarge', 'sends more than'],
  ])('that %s is refused', async (_, name, prepare, kind, message) => {
    prepare();
    const refused = get(name);
    await expect(refused).rejects.toMatchObject({ name: kind });
    await expect(refused).rejects.toThrow(message);
  });

  it('is not waited for once it was cancelled', async () => {
    const cancel = new AbortController();
    answers['/sample'] = () => cancel.abort();
    await expect(get('sample', cancel.signal)).rejects.toMatchObject({ name: 'Cancelled' });
  });

  it('is not asked for where nobody listens', async () => {
    await expect(fromNpm('sample', { fetch: globalThis.fetch, signal: undefined, environment: { npm_config_registry: 'http://127.0.0.1:1/', npm_config_userconfig: '/nowhere' } })).rejects.toThrow(/cannot be reached.*install from a .tgz/);
  });
});

describe('the registry', () => {
  it('is the one that npm would ask', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doorbell npm '));
    try {
      const file = join(folder, '.npmrc');
      await writeFile(file, '; mine\nregistry=https://one.example/npm\n@lab:registry = https://two.example/\n//one.example/:_authToken=secret\n');
      expect((await registryOf('sample', { npm_config_userconfig: file })).href).toBe('https://one.example/npm/');
      expect((await registryOf('@lab/sample', { npm_config_userconfig: file })).href).toBe('https://two.example/');
      expect((await registryOf('sample', { npm_config_userconfig: file, npm_config_registry: 'https://user:pass@three.example/' })).href).toBe('https://three.example/');
      expect((await registryOf('sample', { npm_config_userconfig: '/nowhere' })).href).toBe('https://registry.npmjs.org/');
      await expect(registryOf('sample', { npm_config_userconfig: '/nowhere', npm_config_registry: 'ftp://x' })).rejects.toMatchObject({ name: 'BadInput' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each([
    ['latest', '1.2.0'], ['next', '2.0.0-beta.1'], ['1.0.0', '1.0.0'], ['^1.0.0', '1.10.0'], ['~1.2.0', '1.2.3'], ['1', '1.10.0'], ['1.2', '1.2.3'], ['^0.1.0', '0.1.5'],
    ['^2.0.0', undefined], ['none', undefined], ['constructor', undefined], ['>=1', undefined],
  ])('has the version that %s means: %s', (wanted, version) => {
    const versions = Object.fromEntries(['0.1.0', '0.1.5', '0.2.0', '1.0.0', '1.2.0', '1.2.3', '1.10.0', '2.0.0-beta.1'].map((each) => [each, {}]));
    expect(pickVersion({ versions, 'dist-tags': { latest: '1.2.0', next: '2.0.0-beta.1' } }, wanted)).toBe(version);
  });
});

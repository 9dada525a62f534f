import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sdkVersion } from '@doorbell/sdk';
import type { Manifest, PathModel, Platform } from '@doorbell/sdk';
import type { PathRequest } from '../core/contract/index.ts';
import { createCatalog } from './catalog.ts';
import type { DescribeReply, DescribeRequest } from './catalog/sandbox-protocol.ts';
import type { WorkerProcess } from './worker-process.ts';

const platform: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'test', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: [] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};
const model: PathModel = {
  format: 1, id: 'plain', title: 'Plain', guest: 'none',
  otherHost: {
    send: [{ id: 'wire', title: 'Wire', executor: 'wire', kind: 'serve', cost: { perByteNs: 0.8 }, resources: ['link'] }],
    receive: [{ id: 'poll', title: 'Poll', executor: 'guest-user', kind: 'serve', cost: { perUnitNs: 100 } }],
  },
  resources: [{ id: 'link', title: 'Link', scope: 'link' }],
  protocol: {
    eagerLimitBytes: 4096, rendezvous: 'rts-cts', windowSegments: 8, segmentBytes: 9000, framePayloadBytes: 9000, headerBytes: 38,
    minimumFrameBytes: 84, reliability: { kind: 'none' },
  },
  capabilities: {
    osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [], isolation: [], liveMigration: 'not-applicable',
    snapshot: 'not-applicable',
  },
  limits: { mtuBytes: 9000, functionsPerNic: 1, queueSetsPerFunction: 1 },
  origins: [],
};
const manifest: Manifest = {
  id: 'plain', title: 'Plain', summary: 'A path for tests.', main: 'index.js',
  config: {
    type: 'object', additionalProperties: false,
    properties: {
      pollNs: { type: 'number', title: 'Poll', description: 'Per segment.', default: 100, unit: 'ns', minimum: 0, maximum: 1e6, origin: { parameter: 'poll.perUnitNs', kind: 'judgement', note: 'A test.' } },
      mode: { type: 'string', title: 'Mode', description: 'How.', default: 'fast', enum: ['fast', 'slow'] },
    },
  },
  presets: [{ id: 'old', title: 'Old', config: { pollNs: 500 }, citation: 'A test.' }],
};

let directory = '';
let asked: DescribeRequest[] = [];
let started = 0;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'doorbell catalog '));
  asked = [];
  started = 0;
  await install('plain', { version: '1.2.3', engines: { '@doorbell/sdk': '^1.0.0' }, doorbell: manifest });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function install(folder: string, packageJson: unknown, code: string | undefined = 'export default {};'): Promise<void> {
  await mkdir(join(directory, folder), { recursive: true });
  await writeFile(join(directory, folder, 'package.json'), typeof packageJson === 'string' ? packageJson : JSON.stringify(packageJson));
  if (code !== undefined) await writeFile(join(directory, folder, 'index.js'), code);
}

/** A sandbox that answers by rule; `die` ends the process instead, `mute` keeps silent. */
function sandbox(answer: (request: DescribeRequest) => Omit<DescribeReply, 'id'> | 'die' | 'mute' | object) {
  return (): WorkerProcess => {
    started += 1;
    let tell: (message: unknown) => void = () => undefined;
    let exit: (code: number | undefined) => void = () => undefined;
    return {
      pid: started,
      send(message) {
        const request = message as DescribeRequest;
        asked.push(request);
        const reply = answer(request);
        queueMicrotask(() => {
          if (reply === 'die') exit(3);
          else if (reply !== 'mute') tell({ id: request.id, ...reply });
        });
      },
      onMessage(listener) { tell = listener; },
      onExit(listener) { exit = listener; },
      kill() { exit(undefined); },
    };
  };
}
const describes = (value: unknown = model) => sandbox(() => ({ type: 'described', model: JSON.stringify(value) }));

function request(choice: PathRequest['choice']): PathRequest {
  return { key: JSON.stringify(choice), choice, platform };
}

describe('the catalog lists', () => {
  const list = () => createCatalog({ pluginsDirectory: directory, spawnWorker: describes() }).list();

  it('a plugin with what forms need and the hash of its module', async () => {
    expect(await list()).toEqual([{
      id: 'plain', title: 'Plain', summary: 'A path for tests.', version: '1.2.3', config: manifest.config, presets: manifest.presets,
      state: 'enabled', origin: 'built-in', sdkRange: '^1.0.0', sha256: await sha256('export default {};'),
    }]);
    expect(started).toBe(0);
  });

  it.each([
    ['no package.json', async () => { await mkdir(join(directory, 'broken')); }, 'There is no package.json'],
    ['a package.json that is no JSON', () => install('broken', '{'), 'cannot be read'],
    ['a manifest with errors', () => install('broken', { version: '1.0.0', engines: { '@doorbell/sdk': '^1.0.0' }, doorbell: { ...manifest, id: 'Broken' } }), 'doorbell.id'],
    ['an SDK of the future', () => install('broken', { version: '1.0.0', engines: { '@doorbell/sdk': '^9.0.0' }, doorbell: { ...manifest, id: 'broken' } }), 'update Doorbell'],
    ['any SDK at all', () => install('broken', { version: '1.0.0', engines: { '@doorbell/sdk': '*' }, doorbell: { ...manifest, id: 'broken' } }), `write "^${sdkVersion}"`],
    ['a module that is missing', () => install('broken', { version: '1.0.0', engines: { '@doorbell/sdk': '^1.0.0' }, doorbell: { ...manifest, id: 'broken', main: 'gone.js' } }), 'gone.js is missing'],
    ['a module outside its folder', () => install('broken', { version: '1.0.0', engines: { '@doorbell/sdk': '^1.0.0' }, doorbell: { ...manifest, id: 'broken', main: '../plain/index.js' } }), 'doorbell.main'],
    ['an id that is taken', () => install('z-second', { version: '1.0.0', engines: { '@doorbell/sdk': '^1.0.0' }, doorbell: manifest }), 'called "plain" already'],
  ])('a row with the reason for %s', async (_, prepare, reason) => {
    await prepare();
    const rows = await list();
    expect(rows.filter((row) => row.state === 'enabled').map((row) => row.id)).toEqual(['plain']);
    const state = reason === 'update Doorbell' ? 'incompatible' : 'broken';
    expect(rows.find((row) => row.state === state)?.reason).toContain(reason);
  });

  it('nothing where there is no folder', async () => {
    expect(await createCatalog({ pluginsDirectory: join(directory, 'none'), spawnWorker: describes() }).list()).toEqual([]);
  });
});

describe('the catalog resolves', () => {
  it('a choice with defaults, preset and options, in this order', async () => {
    const catalog = createCatalog({ pluginsDirectory: directory, spawnWorker: describes() });
    const { models, findings } = await catalog.resolve([
      request({ id: 'plain' }), request({ id: 'plain', preset: 'old' }), request({ id: 'plain', preset: 'old', config: { pollNs: 7, mode: 'slow' } }),
    ]);
    expect(findings).toEqual([]);
    expect(asked.map((each) => JSON.parse(each.config) as unknown)).toEqual([
      { pollNs: 100, mode: 'fast' }, { pollNs: 500, mode: 'fast' }, { pollNs: 7, mode: 'slow' },
    ]);
    expect(asked.map((each) => JSON.parse(each.platform) as unknown)).toEqual([platform, platform, platform]);
    expect(models[0]).toEqual({ key: '{"id":"plain"}', model, plugin: { id: 'plain', version: '1.2.3', sha256: await sha256('export default {};') } });
    expect(started).toBe(1);
  });

  it('an equal question once', async () => {
    const catalog = createCatalog({ pluginsDirectory: directory, spawnWorker: describes() });
    await catalog.resolve([request({ id: 'plain' })]);
    const again = await catalog.resolve([request({ id: 'plain', config: { pollNs: 100 } })]);
    expect(again.models).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it.each([
    [{ id: 'plane' }, 'path(plane)', 'Did you mean "plain"?'],
    [{ id: 'plain', preset: 'new' }, 'path(plain).preset', '"old"'],
    [{ id: 'plain', config: { pollMs: 1 } }, 'path(plain).config.pollMs', 'pollNs, mode'],
    [{ id: 'plain', config: { pollNs: -1 } }, 'path(plain).config.pollNs', 'at least 0'],
    [{ id: 'plain', config: { pollNs: '100' } }, 'path(plain).config.pollNs', 'must be a number'],
    [{ id: 'plain', config: { mode: 'medium' } }, 'path(plain).config.mode', 'fast, slow'],
    [{ id: 'plain', config: { __proto__: null, constructor: 1 } }, 'path(plain).config.constructor', 'no option'],
  ])('nothing for the choice %j', async (choice, path, text) => {
    const catalog = createCatalog({ pluginsDirectory: directory, spawnWorker: describes() });
    const { models, findings } = await catalog.resolve([request(choice)]);
    expect(models).toEqual([]);
    expect(findings.map((each) => each.path)).toEqual([path]);
    expect(`${findings[0]?.message} ${findings[0]?.hint}`).toContain(text);
    expect(asked).toEqual([]);
  });

  it('says where the document names the choice', async () => {
    const catalog = createCatalog({ pluginsDirectory: directory, spawnWorker: describes() });
    const { findings } = await catalog.resolve([
      { ...request({ id: 'plain', config: { pollMs: 1 } }), at: 'sweep.axes.path[1]' }, { ...request({ id: 'gone' }), at: 'jobs[0].paths.otherHost' },
    ]);
    expect(findings.map((each) => each.path)).toEqual(['sweep.axes.path[1].config.pollMs', 'jobs[0].paths.otherHost']);
  });

  it('the others when one fails', async () => {
    const catalog = createCatalog({ pluginsDirectory: directory, spawnWorker: describes() });
    const { models, findings } = await catalog.resolve([request({ id: 'gone' }), request({ id: 'plain' })]);
    expect([models.length, findings.length]).toEqual([1, 1]);
  });

  it.each([
    ['a model with an error', describes({ ...model, resources: [] }), 'not declared'],
    ['a model of another id', describes({ ...model, id: 'other' }), 'called "other"'],
    ['what is no JSON', sandbox(() => ({ type: 'described', model: '{' })), 'not plain data'],
    ['a plugin that threw', sandbox(() => ({ type: 'failed', failure: 'threw', message: 'RangeError: no' })), 'RangeError: no'],
    ['a sandbox that dies', sandbox(() => 'die'), 'ended with code 3'],
    ['a sandbox that keeps silent', sandbox(() => 'mute'), 'gave no answer'],
  ])('%s to a finding', async (_, spawnWorker, text) => {
    const catalog = createCatalog({ pluginsDirectory: directory, spawnWorker, patienceMs: 20 });
    const { models, findings } = await catalog.resolve([request({ id: 'plain' })]);
    expect(models).toEqual([]);
    expect(findings[0]).toMatchObject({ severity: 'error' });
    expect(findings[0]?.message).toContain(text);
  });

  it('again after the sandbox died', async () => {
    let deaths = 0;
    const spawnWorker = sandbox(() => (deaths++ === 0 ? 'die' : { type: 'described', model: JSON.stringify(model) }));
    const catalog = createCatalog({ pluginsDirectory: directory, spawnWorker });
    expect((await catalog.resolve([request({ id: 'plain' })])).models).toHaveLength(0);
    expect((await catalog.resolve([request({ id: 'plain' })])).models).toHaveLength(1);
    expect(started).toBe(2);
  });

  it('nothing more once closed', async () => {
    const catalog = createCatalog({ pluginsDirectory: directory, spawnWorker: sandbox(() => 'mute') });
    const answer = catalog.resolve([request({ id: 'plain' })]);
    await expect.poll(() => asked.length).toBe(1);
    expect(await catalog.close()).toBe(0);
    expect((await answer).findings[0]?.message).toContain('closed');
  });
});

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}

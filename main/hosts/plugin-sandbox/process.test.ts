import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform } from '@doorbell/sdk';
import { buildPlugins } from '../../../tools/build-plugins.mjs';
import { createCatalog } from '../../services/catalog.ts';
import type { Catalog } from '../../services/catalog.ts';
import type { SpawnWorker, WorkerProcess } from '../../services/worker-process.ts';

const platform: Platform = {
  host: { cores: 8, coreHz: 2e9 },
  nic: { model: 'neterion-x3110', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: ['checksum', 'tso'] },
  network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
};
const children: WorkerProcess[] = [];
let directory = '';
let catalog: Catalog;

/** The real sandbox process, from its sources. */
const spawnWorker: SpawnWorker = (entry) => {
  const child = fork(resolve(import.meta.dirname, '..', entry, 'index.ts'), [], { execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
  const worker: WorkerProcess = {
    pid: child.pid,
    send: (message) => { child.send(message as object); },
    onMessage: (listener) => { child.on('message', listener); },
    onExit: (listener) => { child.on('exit', (code) => { listener(code ?? undefined); }); },
    kill: () => { child.kill('SIGKILL'); },
  };
  children.push(worker);
  return worker;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'doorbell plugins '));
  await buildPlugins({ root: resolve(import.meta.dirname, '../../..'), out: directory });
  catalog = createCatalog({ pluginsDirectory: directory, spawnWorker });
}, 60_000);
afterAll(async () => {
  await catalog.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the built data paths in the sandbox process', () => {
  it('all give a model, and the process lives on between questions', async () => {
    const cards = await catalog.list();
    expect(cards.filter((card) => card.state === 'broken')).toEqual([]);
    const choices = cards.flatMap((card) => [{ id: card.id }, ...card.presets.map((preset) => ({ id: card.id, preset: preset.id }))]);
    const { models, findings } = await catalog.resolve(choices.map((choice) => ({ key: JSON.stringify(choice), choice, platform })));
    expect(findings).toEqual([]);
    expect(models.map(({ model }) => model.id)).toEqual(choices.map((choice) => choice.id));
    expect(children).toHaveLength(1);
  }, 30_000);

  it('give the same models as their sources', async () => {
    for (const { id } of await catalog.list()) {
      const { default: path } = await import(`../../../plugins/${id}/index.ts`) as { default: { describe(config: unknown, on: Platform): unknown } };
      const { schema } = await import(`../../../plugins/${id}/schema.ts`) as { schema: { properties: Record<string, { default: unknown }> } };
      const config = Object.fromEntries(Object.entries(schema.properties).map(([key, property]) => [key, property.default]));
      const { models } = await catalog.resolve([{ key: id, choice: { id }, platform }]);
      expect(models[0]?.model).toEqual(JSON.parse(JSON.stringify(path.describe(config, platform))));
    }
  }, 30_000);

  it('come back after the process was killed', async () => {
    const exited = new Promise((done) => { children.at(-1)?.onExit(done); });
    children.at(-1)?.kill();
    await exited;
    const { models, findings } = await catalog.resolve([{ key: 'k', choice: { id: 'native', config: { interruptNs: 1234 } }, platform }]);
    expect(findings).toEqual([]);
    expect(models).toHaveLength(1);
    expect(children).toHaveLength(2);
  }, 30_000);
});

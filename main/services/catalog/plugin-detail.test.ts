import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Layout } from '../store/layout.ts';
import { openWorkspace } from '../store/workspace.ts';
import { examine } from './examine.ts';
import { createPluginDetail } from './plugin-detail.ts';
import { readFrom, readPackage } from './read-package.ts';
import type { InstalledPlugin, UsablePlugin } from './read-package.ts';
import type { SandboxAnswer, SandboxClient } from './sandbox-client.ts';
import { sampleModel, samplePackage } from './testing/sample-package.ts';

let folder: string;
let layout: Layout;
let plugin: InstalledPlugin;
const lock = { format: 1, revision: 0, plugins: [] } as const;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorbell detail '));
  layout = await openWorkspace(join(folder, 'workspace'), 0);
  const at = join(folder, 'sample');
  await mkdir(at);
  for (const [path, content] of Object.entries(samplePackage())) await writeFile(join(at, path), content);
  plugin = await readPackage(readFrom(at), { folder: at, id: 'sample', origin: 'unpacked' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A sandbox that answers everybody the same, once it is let. */
function slowSandbox(answer: SandboxAnswer): { readonly sandbox: SandboxClient; release(): void; readonly asked: () => number } {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => { release = resolve; });
  let asked = 0;
  return {
    release: () => release(),
    asked: () => asked,
    sandbox: {
      async describe() {
        asked += 1;
        await gate;
        return answer;
      },
      close: () => Promise.resolve(0),
    },
  };
}

/** Details of a sandbox, and a promise for the end of an examination that was answered without. */
function detailsOf(sandbox: SandboxClient, patienceMs = 1) {
  let ended = (): void => undefined;
  const examined = new Promise<void>((resolve) => { ended = resolve; });
  return { examined, detail: createPluginDetail(layout, sandbox, { quick: () => Promise.resolve(sampleModel), onExamined: () => ended(), patienceMs }) };
}

test('while the checks are under way the rest is answered, and the findings when they have ended', async () => {
  const { sandbox, release, asked } = slowSandbox({ type: 'described', model: JSON.stringify(sampleModel) });
  const { detail, examined } = detailsOf(sandbox);
  expect(await detail(plugin, plugin.card, lock)).toMatchObject({ examining: true, findings: [], model: { id: 'sample' }, readme: expect.stringContaining('# Sample') as string });
  release();
  await examined;
  // It is kept on disk, so one that has not seen it finds it; reading may take longer than the first one's patience.
  const before = asked();
  const whole = await detailsOf(sandbox, 60_000).detail(plugin, plugin.card, lock);
  expect(asked()).toBe(before);
  expect(whole).toMatchObject({ model: { id: 'sample' } });
  expect(whole.examining).toBeUndefined();
  // This sandbox leaves the options out of its answers, which the checks see.
  expect(whole.findings.length).toBeGreaterThan(0);
});

test('a plugin that gives no model is not asked anew by whoever is told that its checks have ended', async () => {
  const { sandbox, release, asked } = slowSandbox({ type: 'failed', failure: 'too-slow', message: 'It took longer than 1 s.' });
  const { detail, examined } = detailsOf(sandbox);
  expect((await detail(plugin, plugin.card, lock)).examining).toBe(true);
  release();
  await examined;
  const before = asked();
  for (let reader = 0; reader < 3; reader += 1) {
    const whole = await detail(plugin, plugin.card, lock);
    expect(whole.examining).toBeUndefined();
    expect(whole.findings).toMatchObject([{ severity: 'error', message: expect.stringContaining('longer than 1 s') as string }]);
  }
  expect(asked()).toBe(before);
});

test('what ships with Doorbell is asked for its defaults and presets alone', async () => {
  const { sandbox, release, asked } = slowSandbox({ type: 'described', model: JSON.stringify(sampleModel) });
  release();
  const { detail } = detailsOf(sandbox, 10_000);
  const builtIn = { ...plugin, card: { ...plugin.card, origin: 'built-in' as const } };
  expect(await detail(builtIn, builtIn.card, lock)).toMatchObject({ model: { id: 'sample' }, findings: [] });
  expect(asked()).toBe(2);
});

test('an examination without time for all checks says how far it came', async () => {
  const { sandbox, release } = slowSandbox({ type: 'described', model: JSON.stringify(sampleModel) });
  release();
  const examination = await examine(plugin as UsablePlugin, JSON.parse(String(samplePackage()['package.json'])), '', sandbox, undefined, -1);
  expect(examination).toMatchObject({ partial: true, model: { id: 'sample' }, findings: [{ severity: 'warning', message: expect.stringMatching(/^There was no time for all checks: 0 of \d+ /) as string }] });
});

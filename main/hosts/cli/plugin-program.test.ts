import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildPlugins } from '../../../tools/build-plugins.mjs';
import { packSdk } from '../../../tools/sdk/pack-sdk.ts';
import { pluginInstallCommand } from './plugin-install.ts';
import { runCli } from './run-cli.ts';

const root = resolve(import.meta.dirname, '../../..');
/** A lab as the build lays it out, whose workers are the sources. */
let lab = '';
let entries = '';
let folder = '';

beforeAll(async () => {
  lab = await mkdtemp(join(tmpdir(), 'doorbell lab '));
  entries = join(lab, 'main');
  for (const name of ['main', 'sdk', 'experiments']) await mkdir(join(lab, name));
  await writeFile(join(lab, 'package.json'), '{ "type": "module" }');
  for (const entry of ['engine-worker', 'plugin-sandbox']) {
    const path = ['.ts', '/index.ts'].map((end) => `${root}/main/hosts/${entry}${end}`);
    const [source = ''] = entry === 'plugin-sandbox' ? path.slice(1) : path;
    await writeFile(join(entries, `${entry}.js`), `import ${JSON.stringify(source)};`);
  }
  await buildPlugins({ root, out: join(lab, 'plugins') });
  const sdk = packSdk(root);
  await writeFile(join(lab, 'sdk', sdk.name), sdk.bytes);
}, 300_000);
afterAll(async () => { await rm(lab, { recursive: true, force: true }); });
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'doorbell plugin ')); });
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

interface Said { readonly code: number; readonly stdout: string; readonly stderr: string }

async function doorbell(...words: readonly string[]): Promise<Said> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((part) => stdout.push(String(part)) > 0);
  const error = vi.spyOn(process.stderr, 'write').mockImplementation((part) => stderr.push(String(part)) > 0);
  try {
    return { code: await runCli(words, entries), stdout: stdout.join(''), stderr: stderr.join('') };
  } finally {
    out.mockRestore();
    error.mockRestore();
  }
}

const json = ({ stdout }: Said): Record<string, unknown> => JSON.parse(stdout) as Record<string, unknown>;
const plugin = (...words: readonly string[]): Promise<Said> => doorbell('plugin', ...words);
const at = (name: string): string => join(folder, name);

async function edit(name: string, change: (text: string) => string): Promise<void> {
  await writeFile(at(name), change(await readFile(at(name), 'utf8')));
}

describe('doorbell plugin', () => {
  it('lists its commands', async () => {
    const { code, stdout } = await plugin('--help');
    expect(code).toBe(0);
    for (const name of ['new', 'check', 'test', 'pack', 'install', 'list', 'enable', 'disable', 'remove']) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it('takes a path from nothing to a comparison and away again', async () => {
    const made = await plugin('new', at('my-path'), '--title', 'My path', '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(json(made)).toMatchObject({ id: 'my-path', title: 'My path', folder: at('my-path') });

    expect(json(await plugin('check', at('my-path'), '--json'))).toMatchObject({ ok: true, id: 'my-path', version: '0.1.0', findings: [] });
    const tested = await plugin('test', at('my-path'), '--json');
    expect(tested).toMatchObject({ code: 0, stderr: '' });
    expect(json(tested)).toMatchObject({ ok: true, measurements: [], unreplayed: [] });

    const packed = await plugin('pack', at('my-path'), '--out', folder, '--json');
    const file = at('doorbell-path-my-path-0.1.0.tgz');
    expect(json(packed)).toMatchObject({ file, integrity: expect.stringMatching(/^sha512-/) as string });
    expect((await readFile(file)).length).toBe(json(packed).bytes);
    expect(json(await plugin('check', file, '--json'))).toMatchObject({ ok: true, id: 'my-path' });

    const workspace = ['--workspace', at('workspace')];
    const asked = await plugin('install', file, ...workspace);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('My path (my-path 0.1.0)');
    expect(asked.stderr).toContain('with --yes');
    const installed = await plugin('install', file, '--yes', '--json', ...workspace);
    expect(installed.code).toBe(0);
    expect(json(installed)).toMatchObject({ installed: true, id: 'my-path', version: '0.1.0', integrity: json(packed).integrity });
    const listed = json(await plugin('list', '--json', ...workspace)).plugins as readonly { readonly id: string }[];
    expect(listed.find(({ id }) => id === 'my-path')).toMatchObject({ state: 'enabled', origin: 'installed' });

    const run = await doorbell('run', at('my-path/experiment.yaml'), '--workers', '1', '--json', ...workspace);
    expect(run.code).toBe(0);
    const runs = json(run).runs as readonly { readonly factors: { readonly path: string; readonly size: number }; readonly metrics: { readonly halfRoundTrip: { readonly value: number } } }[];
    expect(runs).toHaveLength(6);
    const latency = (path: string): number => runs.find(({ factors }) => factors.path === path && factors.size === 8)?.metrics.halfRoundTrip.value ?? NaN;
    expect(latency('my-path')).toBeLessThan(latency('native'));

    expect((await plugin('disable', 'my-path', ...workspace)).stdout).toContain('my-path is disabled');
    expect((await doorbell('plan', at('my-path/experiment.yaml'), ...workspace)).code).toBe(2);
    expect((await plugin('enable', 'my-path', ...workspace)).code).toBe(0);
    expect((await doorbell('plan', at('my-path/experiment.yaml'), ...workspace)).code).toBe(0);
    expect(json(await plugin('remove', 'my-path', '--json', ...workspace))).toEqual({ id: 'my-path', done: 'remove' });
    expect((await doorbell('plan', at('my-path/experiment.yaml'), ...workspace)).stderr).toContain('my-path');
    expect((await plugin('remove', 'my-path', ...workspace)).code).toBe(2);
    expect(json(await doorbell('compare', at('my-path/experiment.yaml'), '--json', ...workspace))).toMatchObject({ by: 'path' });
  }, 300_000);

  it('asks on a terminal before it installs, and installs nothing without a yes', async () => {
    await plugin('new', at('mine'));
    await plugin('pack', at('mine'), '--out', folder);
    const workspace = ['--workspace', at('workspace')];
    const installed = async (): Promise<boolean> => (await plugin('list', ...workspace)).stdout.includes('mine');
    const answered = async (typed: string): Promise<{ readonly code: number; readonly seen: string; readonly asked: string }> => {
      const output = Object.assign(new PassThrough(), { isTTY: true });
      const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
      let asked = '';
      // Typed after the question was seen, as people do.
      output.on('data', (text: Buffer) => { if (!asked.includes('[y/N]') && (asked += text.toString()).includes('[y/N]')) input.write(typed); });
      const seen: string[] = [];
      const error = vi.spyOn(process.stderr, 'write').mockImplementation((part) => seen.push(String(part)) > 0);
      const out = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
      try {
        return { code: await pluginInstallCommand(at('doorbell-path-mine-0.1.0.tgz'), { workspace: at('workspace') }, entries, { input, output }), seen: seen.join(''), asked };
      } finally {
        error.mockRestore();
        out.mockRestore();
      }
    };
    for (const no of ['n\r', '\r', '\u0004', '\u0003']) {
      const { code, seen, asked } = await answered(no);
      expect({ code, asked: asked.includes('Install it? [y/N]') }).toEqual({ code: 0, asked: true });
      expect(seen).toMatch(/mine 0\.1\.0\)[^]*Nothing was installed\.\n$/);
      expect(await installed()).toBe(false);
    }
    expect(await answered('y\r')).toMatchObject({ code: 0 });
    expect(await installed()).toBe(true);
  }, 300_000);

  it('replays what was published, as a table', async () => {
    const { code, stdout, stderr } = await plugin('test', join(root, 'plugins/vfio-bypass'));
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Checks: \d+ of \d+ models described/);
    expect(stdout).toMatch(/conformance: (\d+) of \1 checks hold/);
    expect(stdout).toMatch(/raw-latency +palo\.native\.hrt +fitted +4\.880\sµs +4\.880\sµs +[+−]0\.00 % +± 2 % +holds/);
    expect(stdout).toMatch(/Passed\.\n$/);
  }, 300_000);

  it('fails what misses a fitted figure, and prints a held-out one as missed', async () => {
    await plugin('new', at('mine'));
    const measurement = (id: string, use: string) => ({ id, record: id, citation: 'A test.', preset: 'ten-gigabit', quantity: 'half-round-trip', layer: 'raw', messageBytes: 8, value: 1000, use });
    const publish = (...measurements: readonly object[]) => edit('mine/package.json', (text) => {
      const packageJson = JSON.parse(text) as { readonly doorbell: object };
      return JSON.stringify({ ...packageJson, doorbell: { ...packageJson.doorbell, measurements } });
    });
    await publish(measurement('seen-later', 'held-out'));
    const held = await plugin('test', at('mine'));
    expect(held.code).toBe(0);
    expect(held.stdout).toMatch(/seen-later .* missed\n/);
    expect(held.stdout).toContain('1 held out and missed');
    await publish(measurement('aimed-at', 'fitted'));
    const fitted = await plugin('test', at('mine'));
    expect(fitted.code).toBe(1);
    expect(fitted.stdout).toMatch(/Failed\.\n$/);
    expect(json(await plugin('test', at('mine'), '--json'))).toMatchObject({ ok: false, measurements: [{ id: 'aimed-at', verdict: 'missed', published: 1000, unit: 'ns' }] });
  }, 300_000);

  it('says where an author went wrong', async () => {
    await plugin('new', at('mine'));
    await edit('mine/pipelines.ts', (text) => text.replace('perUnitNs: config.pollNs', 'perUnitNs: -config.pollNs'));
    const { code, stderr, stdout } = await plugin('check', at('mine'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/mine: error: defaults on "ten gigabit, .*": otherHost\.receive\[2\]\.cost\.perUnitNs: /);
    expect((await plugin('pack', at('mine'), '--out', folder)).code).toBe(2);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tgz'))).toEqual([]);
    await edit('mine/pipelines.ts', () => 'export const x = ;');
    expect((await plugin('test', at('mine'))).stderr).toMatch(/mine: error: pipelines\.ts:1:18: /);
    expect(json(await plugin('check', at('mine'), '--json'))).toMatchObject({ ok: false, findings: [{ path: 'pipelines.ts:1:18' }] });
  }, 300_000);

  it('never runs a plugin here: neither its modules nor its scripts', async () => {
    await plugin('new', at('mine'));
    const mark = at('ran');
    await edit('mine/index.ts', (text) => `${text}\nif (typeof process !== 'undefined') process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(mark)}, '');\ndeclare const process: any;\n`);
    await edit('mine/package.json', (text) => text.replace('"test": "node --test"', `"prepack": "touch ${mark}", "preinstall": "touch ${mark}"`));
    expect((await plugin('check', at('mine'))).code).toBe(0);
    expect((await plugin('test', at('mine'))).code).toBe(0);
    expect((await plugin('pack', at('mine'), '--out', folder)).code).toBe(0);
    await plugin('install', at('doorbell-path-mine-0.1.0.tgz'), '--yes', '--workspace', at('workspace'));
    expect(await readdir(folder)).not.toContain('ran');
  }, 300_000);

  it('uses an author\'s folder where it is', async () => {
    await plugin('new', at('mine'));
    const workspace = ['--workspace', at('workspace')];
    expect(json(await plugin('install', '--unpacked', at('mine'), '--json', ...workspace))).toMatchObject({ id: 'mine', state: 'enabled', folder: at('mine') });
    const listed = await plugin('list', ...workspace);
    expect(listed.stdout).toMatch(/^mine +0\.1\.0 +unpacked +enabled +Mine$/m);
    expect((await doorbell('plan', at('mine/experiment.yaml'), ...workspace)).code).toBe(0);
  }, 300_000);

  it.each([
    ['a folder that is not empty', ['new', root], /not empty/],
    ['a file to install that is not there', ['install', './none.tgz', '--yes'], /no such file or folder/],
    ['a file whose name turns the direction of writing', ['install', './\u202eevil.tgz', '--yes'], /^\.\/\ufffdevil/],
    ['a name that is none', ['install', 'No Such Name', '--yes'], /the name of an npm package/],
    ['a folder to load that is none', ['install', 'nothing-here', '--unpacked'], /--unpacked takes a folder/],
    ['a plugin to check that is not there', ['check', 'nothing-here'], /no such file or folder/],
    ['a file to pack', ['pack', join(root, 'package.json')], /This is a file/],
    ['an id that nobody has', ['enable', 'nobody'], /nobody/],
  ])('ends with 2 for %s', async (_, words, message) => {
    const said = await plugin(...words, ...(words[0] === 'install' || words[0] === 'enable' ? ['--workspace', at('workspace')] : []));
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(message);
    const again = await plugin(...words, '--json', ...(words[0] === 'install' || words[0] === 'enable' ? ['--workspace', at('workspace')] : []));
    expect(again.code).toBe(2);
    expect(json(again)).toMatchObject({ ok: false });
  });
});

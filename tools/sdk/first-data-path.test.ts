import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { replayMeasurement, replayRequests } from '../../main/core/calibrate/index.ts';
import type { ResolvedPath } from '../../main/core/contract/index.ts';
import { parseExperiment } from '../../main/core/experiment/index.ts';
import { resolveConfig } from '../../sdk/build/config.ts';
import type { Manifest } from '../../sdk/model/manifest.ts';
import type { PathModel } from '../../sdk/model/path-model.ts';
import { scaffoldFiles } from '../../sdk/scaffold/index.ts';
import { guideBlocks } from './guide-blocks.ts';
import type { GuideBlock } from './guide-blocks.ts';
import { packSdk } from './pack-sdk.ts';

const root = resolve(import.meta.dirname, '../..');
const blocks = guideBlocks(join(root, 'sdk/guide/first-data-path.md'));
const folder = mkdtempSync(join(tmpdir(), 'doorbell-guide-'));
const packed = packSdk(root);
/** npm and the compiler take their time on a busy machine. */
const aMinute = 60_000;

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const write = (name: string, text: string): void => { writeFileSync(join(folder, name), text); };
const manifest = (): Manifest => (JSON.parse(read('package.json')) as { readonly doorbell: Manifest }).doorbell;

/** What the reader is told to do with one block. */
function follow({ language, info, text }: GuideBlock): void {
  if (info.file !== undefined) write(info.file, text);
  else if (info.in === 'config.ts') write('config.ts', read('config.ts').replace(/\}\s*$/, `${text}}\n`));
  else if (info.in === 'experiment.yaml') write('experiment.yaml', read('experiment.yaml').replace(/^sweep:\n(?: .*\n)*/m, text));
  else if (info.at !== undefined) editPackage(info.at.split('.'), JSON.parse(text));
  else if (info.defaults !== undefined) {
    for (const [key, value] of Object.entries(JSON.parse(text) as object)) editPackage(['doorbell', 'config', 'properties', key, 'default'], value);
  } else if (info.table !== undefined) write('README.md', read('README.md').replace(/^\| Option[\s\S]*?\n(?=\n)/m, text));
  else if (language !== 'sh') throw new Error(`What is a reader to do with a block of ${language}?`);
}

function editPackage(keys: readonly string[], value: unknown): void {
  const whole = JSON.parse(read('package.json')) as Record<string, unknown>;
  let at = whole;
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[keys.at(-1) ?? ''] = value;
  write('package.json', JSON.stringify(whole, undefined, 2));
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' && command === 'npm' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout} ${stderr}`);
  return stdout;
}

/** Both figures, replayed as `doorbell plugin test` does. */
function replay(): readonly { readonly id: string; readonly verdict: string }[] {
  const requests = replayRequests(manifest()).map(({ key, choice, platform }) => ({ key, config: resolveConfig(manifest(), choice).config, platform }));
  write('describe.mjs', `import path from './index.ts'; const requests = ${JSON.stringify(requests)}; console.log(JSON.stringify(requests.map(({ config, platform }) => path.describe(config, platform))));`);
  const models = JSON.parse(run(process.execPath, ['describe.mjs'])) as readonly PathModel[];
  const resolved: readonly ResolvedPath[] = requests.map(({ key }, index) => ({ key, model: models[index], plugin: { id: 'my-usnic', version: '0.1.0', sha256: '0'.repeat(64) } }));
  return (manifest().measurements ?? []).map((measurement) => ({ id: measurement.id, verdict: replayMeasurement(manifest(), measurement, resolved).verdict }));
}

beforeAll(() => {
  const files = scaffoldFiles({ id: 'my-usnic', title: 'usNIC on the host', sdkArchive: packed.name });
  for (const [path, text] of Object.entries(files)) write(path, text);
  writeFileSync(join(folder, packed.name), packed.bytes);
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--cache', join(folder, '.npm')]);
}, aMinute);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('who follows "Your first data path in ten minutes"', () => {
  const calibration = blocks.findIndex(({ info }) => info.defaults !== undefined);
  const printing = blocks.findIndex(({ info }) => info.prints !== undefined);

  it('has missed the figures before anything is fitted', () => {
    expect(calibration).toBeGreaterThan(0);
    blocks.slice(0, calibration).forEach(follow);
    expect(replay().map(({ verdict }) => verdict)).toEqual(['missed', 'missed']);
  });

  it('finds what is left for the NIC', () => {
    blocks.slice(calibration, printing + 1).forEach(follow);
    const { info } = blocks[printing];
    expect(run(process.execPath, [info.file]).trim()).toBe(info.prints);
  });

  it('reproduces both figures, fitted and not', () => {
    blocks.slice(printing + 1).forEach(follow);
    expect(replay()).toEqual([{ id: 'verbs-latency', verdict: 'holds' }, { id: 'mpi-latency', verdict: 'holds' }]);
  });

  it('has a package that passes its own tests', () => {
    expect(run('npm', ['test'])).toMatch(/fail 0/);
  });

  it('has sources without type errors', () => {
    const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as { readonly config: unknown };
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    const found = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
    expect(found.map(({ messageText, file }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]);
  });

  it('has an experiment that compares the path with two others', () => {
    const text = read('experiment.yaml');
    expect(parseExperiment(text).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect((parse(text) as { readonly sweep: { readonly axes: { readonly path: unknown } } }).sweep.axes.path).toEqual(['native', { id: 'vfio-bypass', preset: 'vic-1225' }, 'my-usnic']);
  });

  it('was told commands that exist', () => {
    const source = readFileSync(join(root, 'main/hosts/cli/plugin-program.ts'), 'utf8');
    const known = ['new', 'check', 'test', 'pack', 'install', 'list', 'enable', 'disable', 'remove'];
    for (const name of known) expect(source).toContain(`'${name}'`);
    const text = blocks.filter(({ language }) => language === 'sh').map((block) => block.text).join('');
    const told = [...text.matchAll(/doorbell plugin (\w+)/g)].map(([, name]) => name);
    expect([...new Set(told)].toSorted()).toEqual(known.toSorted());
    expect(source).toContain('--unpacked');
  });
});

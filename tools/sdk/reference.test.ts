import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { checkManifest } from '../../sdk/check/check-manifest.ts';
import { stage as stageShape } from '../../sdk/check/stage-shape.ts';
import { checkPathModel, proposals } from '../../sdk/index.ts';
import type { DataPath, Stage, StageKind } from '../../sdk/index.ts';
import { testPlatforms } from '../../sdk/test-kit/index.ts';
import { guideBlocks } from './guide-blocks.ts';

const root = resolve(import.meta.dirname, '../..');
const guide = join(root, 'sdk/guide/reference.md');
const blocks = guideBlocks(guide);
const stages = blocks.filter(({ info }) => info.stage !== undefined);
const modules = blocks.filter(({ language, info }) => language === 'ts' && info.stage === undefined);
const folder = mkdtempSync(join(tmpdir(), 'doorbell-reference-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The module without its types, as data: imports and all. */
async function evaluate(name: string, source: string): Promise<Readonly<Record<string, unknown>>> {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 } });
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, outputText.replaceAll(/'@doorbell\/sdk'/g, JSON.stringify(`file://${join(root, 'sdk/index.ts')}`)));
  return await import(/* @vite-ignore */ path) as Readonly<Record<string, unknown>>;
}

describe('the reference', () => {
  it('has one example of each kind of stage, and all are stages', async () => {
    const { all } = await evaluate('stages', `export const all = [${stages.map(({ text }) => text).join(',\n')}];`) as { readonly all: readonly Stage[] };
    const problems: string[] = [];
    all.forEach((stage, index) => stageShape.check(stage, `line ${stages[index].line}`, (path, message) => problems.push(`${path}: ${message}`)));
    expect(problems).toEqual([]);
    const kinds: Readonly<Record<StageKind, true>> = { serve: true, delay: true, split: true, merge: true, batch: true, notify: true, ring: true, release: true, steer: true, cache: true, choose: true };
    expect(all.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(kinds).toSorted());
  });

  it('has code without type errors', () => {
    const texts = new Map([
      ...modules.map(({ text, line }) => [join(root, 'sdk', `line-${line}.ts`), text.replaceAll("'@doorbell/sdk'", "'./index.ts'")] as const),
      [join(root, 'sdk', 'stages.ts'), `import type { Stage } from './index.ts';\nexport const all: readonly Stage[] = [${stages.map(({ text }) => text).join(',\n')}];`] as const,
    ]);
    const options: ts.CompilerOptions = {
      strict: true, noEmit: true, allowImportingTsExtensions: true, types: [], lib: ['lib.es2023.d.ts'], target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler, noUncheckedIndexedAccess: false,
    };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (path) => texts.has(resolve(path)) || fileExists.call(host, path);
    host.getSourceFile = (path, version, ...rest) => {
      const text = texts.get(resolve(path));
      return text === undefined ? getSourceFile.call(host, path, version, ...rest) : ts.createSourceFile(path, text, version);
    };
    const found = ts.getPreEmitDiagnostics(ts.createProgram([...texts.keys()], options, host));
    expect(found.map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]);
  });

  it('begins with a whole path whose models are correct', async () => {
    const { default: path } = await evaluate('whole', modules[0].text) as { readonly default: DataPath<unknown> };
    for (const platform of Object.values(testPlatforms)) {
      expect(checkPathModel(path.describe({ perSegmentNs: 5000, perByteNs: 0.5 }, platform))).toEqual([]);
    }
  });

  it('gives values that a manifest may have', () => {
    const values = blocks.filter(({ info }) => info.at !== undefined).map(({ info, text }) => [info.at.replace('doorbell.', ''), JSON.parse(text) as unknown] as const);
    const doorbell = { id: 'a', title: 'A', summary: 'A.', main: 'index.js', config: { type: 'object', properties: {}, additionalProperties: false }, presets: [], ...Object.fromEntries(values) };
    expect(checkManifest({ version: '1.0.0', engines: { '@doorbell/sdk': '^1.2.0' }, doorbell })).toEqual([]);
    expect(doorbell).toHaveProperty('proposals', proposals.map(({ name, version }) => `${name}@${version}`));
  });

  it('quotes messages that somebody can read', () => {
    const text = readFileSync(guide, 'utf8').split('## Errors and their cure')[1] ?? '';
    const quoted = text.split('\n').filter((line) => line.startsWith('| `')).flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, message = '']) => message));
    expect(quoted.length).toBeGreaterThan(15);
    const sources = ['check', 'check/rules', 'build', 'test-kit', 'proposals'].flatMap((each) => readdirSync(join(root, 'sdk', each)).filter((name) => /^(?!.*\.test\.).*\.ts$/.test(name)).map((name) => readFileSync(join(root, 'sdk', each, name), 'utf8'))).join('\n');
    expect(quoted.filter((message) => !sources.includes(message))).toEqual([]);
  });
});

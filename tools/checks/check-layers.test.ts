import { expect, test } from 'vitest';
import { checkLayers } from './check-layers.ts';
import { importsOf } from './imports.ts';
import { electronEntries, layers } from './layers.ts';
import { readSourceTree } from './source-tree.ts';
import { resolve } from 'node:path';

const messages = (files: Readonly<Record<string, string>>): readonly string[] =>
  checkLayers(new Map(Object.entries(files))).map(({ path, line, message }) => `${path}:${line}: ${message}`);

test('a tree that keeps the rules has no violations', () => {
  expect(
    messages({
      'sdk/index.ts': 'export const a = 1;\n',
      'plugins/native/index.ts': "import { a } from '@doorbell/sdk';\nimport { b } from './costs.ts';\nexport default [a, b];\n",
      'plugins/native/costs.ts': 'export const b = 2;\n',
      'main/core/engine/index.ts': "import { a } from '@doorbell/sdk';\nimport { z } from 'zod';\nexport const c = [a, z];\n",
      'main/services/store/read.ts': "import { readFile } from 'node:fs/promises';\nimport { c } from '../../core/engine/index.ts';\nexport { c, readFile };\n",
      'main/hosts/electron.ts': "import { app } from 'electron';\nimport { c } from '../services/store/read.ts';\nexport { app, c };\n",
      'main/hosts/web.ts': "import { fork } from 'node:child_process';\nexport { fork };\n",
      'renderer/app.vue': "<script setup lang=\"ts\">\nimport { c } from '../main/core/engine/index.ts';\nconst d = c;\n</script>\n<template>{{ d }}</template>\n",
    }),
  ).toEqual([]);
});

const broken: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  [
    'core imports services',
    { 'main/core/a.ts': "import '../services/b.ts';\n", 'main/services/b.ts': 'export {};\n' },
    'main/core/a.ts:1: main/core may import sdk, not main/services/b.ts',
  ],
  ['core imports a Node module', { 'main/core/a.ts': "\nimport { join } from 'node:path';\njoin();\n" }, 'main/core/a.ts:2: main/core runs where'],
  ['core imports a Node module without its prefix', { 'main/core/a.ts': "import 'fs';\n" }, 'main/core/a.ts:1: main/core runs where'],
  ['core imports a package that is not allowed', { 'main/core/a.ts': "import 'ws';\n" }, 'main/core may import yaml, zod, not "ws"'],
  [
    'even a type breaks the rule',
    { 'main/core/a.ts': "import type { B } from '../services/b.ts';\nexport type C = B;\n", 'main/services/b.ts': 'export type B = 1;\n' },
    'main/core/a.ts:1: main/core may import sdk',
  ],
  [
    'a plugin imports another plugin',
    { 'plugins/a/index.ts': "import '../b/index.ts';\n", 'plugins/b/index.ts': 'export {};\n' },
    'plugins/a/index.ts:1: plugins/* may import sdk, not plugins/b/index.ts',
  ],
  ['a plugin imports a package', { 'plugins/a/index.ts': "import 'zod';\n" }, 'plugins/* may import no package, not "zod"'],
  [
    'the sdk imports core',
    { 'sdk/index.ts': "export * from '../main/core/a.ts';\n", 'main/core/a.ts': 'export const a = 1;\n' },
    'sdk/index.ts:1: sdk may import nothing of Doorbell, not main/core/a.ts',
  ],
  [
    'the renderer imports services',
    { 'renderer/a.vue': "<template />\n<script lang=\"ts\">\nimport '../main/services/b.ts';\n</script>\n", 'main/services/b.ts': 'export {};\n' },
    'renderer/a.vue:3: renderer may import main/core, main/rpc, sdk, not main/services/b.ts',
  ],
  [
    'the renderer imports a host late',
    { 'renderer/a.ts': "void import('../main/hosts/web.ts');\n", 'main/hosts/web.ts': 'export {};\n' },
    'renderer/a.ts:1: renderer may import',
  ],
  [
    'services import hosts',
    { 'main/services/a.ts': "import '../hosts/web.ts';\n", 'main/hosts/web.ts': 'export {};\n' },
    'main/services/a.ts:1: main/services may import main/core, sdk, not main/hosts/web.ts',
  ],
  ['the web host imports electron', { 'main/hosts/web.ts': "import 'electron';\n" }, 'only main/hosts/electron and main/hosts/preload'],
  ['services name types of electron', { 'main/services/a.ts': "import type { App } from 'electron';\nexport type A = App;\n" }, 'only main/hosts/electron'],
  [
    'child_process is reachable in Electron',
    {
      'main/hosts/electron/index.ts': "import '../../services/a.ts';\n",
      'main/services/a.ts': "import './b.ts';\n",
      'main/services/b.ts': "import { fork } from 'node:child_process';\nfork('x');\n",
    },
    'main/services/b.ts:1: "node:child_process" would run inside Electron (main/hosts/electron/index.ts → main/services/a.ts → main/services/b.ts)',
  ],
  [
    'a worker requires child_process',
    { 'main/hosts/engine-worker.ts': "const require = createRequire(import.meta.url);\nrequire('child_process');\n" },
    'main/hosts/engine-worker.ts:2: "child_process" would run inside Electron',
  ],
  ['an import without its extension', { 'main/core/a.ts': "import './b';\n", 'main/core/b.ts': 'export {};\n' }, '"./b" does not exist'],
  ['a file that does not exist', { 'main/core/a.ts': "import './b.ts';\n" }, '"./b.ts" does not exist'],
  [
    'the program imports what is for tests',
    { 'main/core/a.ts': "import './testing/b.ts';\n", 'main/core/testing/b.ts': 'export {};\n' },
    'main/core/testing/b.ts is for tests',
  ],
  ['a long file', { 'main/core/a.ts': '\n'.repeat(501) }, 'main/core/a.ts:501: 501 lines; no file is longer than 500'],
  ['a name in camel case', { 'main/core/pathModel.ts': '\n' }, '"pathModel.ts" is not kebab-case'],
  ['a folder in camel case', { 'main/core/pathModel/a.ts': '\n' }, '"pathModel" is not kebab-case'],
];

test.each(broken)('%s: reported', (_name, files, expected) => {
  const found = messages(files);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(expected);
});

test('500 lines are allowed', () => {
  expect(messages({ 'main/core/a.ts': '\n'.repeat(500) })).toEqual([]);
});

test('tests may import what they test with, their sources may not', () => {
  const plugin = { 'plugins/native/index.ts': 'export {};\n' };
  expect(messages({ 'main/core/engine/a.test.ts': "import 'vitest';\nimport '../../../plugins/native/index.ts';\n", ...plugin })).toEqual([]);
  expect(messages({ 'main/core/engine/a.ts': "import '../../../plugins/native/index.ts';\n", ...plugin })).toHaveLength(1);
});

test('benchmarks may use what tests use', () => {
  expect(messages({ 'bench/a.bench.ts': "import '../main/core/testing/b.ts';\n", 'main/core/testing/b.ts': 'export {};\n' })).toEqual([]);
});

test('types of child_process may be named inside Electron', () => {
  expect(messages({ 'main/hosts/electron.ts': "import type { ChildProcess } from 'node:child_process';\nexport type A = ChildProcess;\n" })).toEqual([]);
});

test('imports are found in every form, strings and comments are not', () => {
  const text = [
    "// import './no.ts';",
    "const text = `import './no.ts'`;",
    "import a, { type B } from './a.ts';",
    "import type { C } from './c.ts';",
    "export { d } from './d.ts';",
    "export type { E } from './e.ts';",
    "const f = await import('./f.ts');",
    'void [text, a, f] as B & C;',
  ].join('\n');
  expect(importsOf('x.ts', text)).toEqual([
    { specifier: './a.ts', typeOnly: false, line: 3 },
    { specifier: './c.ts', typeOnly: true, line: 4 },
    { specifier: './d.ts', typeOnly: false, line: 5 },
    { specifier: './e.ts', typeOnly: true, line: 6 },
    { specifier: './f.ts', typeOnly: false, line: 7 },
  ]);
});

test('a file that does not parse is named', () => {
  expect(() => importsOf('main/core/broken.ts', 'import {')).toThrow('main/core/broken.ts');
});

test('every folder of the table and every entry into Electron exists in the project', async () => {
  const paths = [...(await readSourceTree(resolve(import.meta.dirname, '../..'))).keys()];
  for (const { folder } of layers.filter((layer) => layer.folder !== 'bench')) {
    const pattern = new RegExp(`^${folder.replace('*', '[^/]+')}/`);
    expect(paths.some((path) => pattern.test(path)), folder).toBe(true);
  }
  for (const entry of electronEntries) {
    expect(paths.some((path) => path === `${entry}.ts` || path === `${entry}/index.ts`), entry).toBe(true);
  }
});

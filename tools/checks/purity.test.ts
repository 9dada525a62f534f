import { resolve } from 'node:path';
import { ESLint, Linter } from 'eslint';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Rules of the project that say what may not be written in a file, applied to a text. */
async function findIn(file: string, text: string): Promise<readonly string[]> {
  const config = (await new ESLint({ cwd: root }).calculateConfigForFile(resolve(root, file))) as Linter.Config;
  const rules = Object.fromEntries(Object.entries(config.rules ?? {}).filter(([name]) => name.startsWith('no-restricted-')));
  return new Linter().verify(text, { rules, languageOptions: { globals: config.languageOptions?.globals ?? {} } }).map(({ message }) => message);
}

const impure = [
  'Math.random()', 'Math.exp(1)', 'Math.log(2)', 'Math.pow(2, 3)', 'Math.sin(1)', 'Math.hypot(1, 2)', 'Math["cbrt"](8)', '2 ** 3',
  'new Date()', 'Date.now()', 'performance.now()', 'Intl.NumberFormat()', '"a".localeCompare("b")', '(1).toLocaleString()',
  'process.env', 'setTimeout(f, 1)', 'console.log(1)',
];

test.each(impure)('core may not say %s', async (expression) => {
  expect(await findIn('main/core/engine/index.ts', `export const x = ${expression};`)).toHaveLength(1);
});

test('data paths are as pure as core', async () => {
  expect(await findIn('plugins/native/index.ts', 'export const x = Math.random();')).toHaveLength(1);
  expect(await findIn('sdk/index.ts', 'export const x = 2 ** 3;')).toHaveLength(1);
});

test('arithmetic is allowed in core, and everything in services', async () => {
  const text = 'export const x = Math.sqrt(2) + Math.imul(2, 3) - Math.floor(1.5) * Math.max(1, 2) / Math.trunc(3.5);';
  expect(await findIn('main/core/engine/index.ts', text)).toEqual([]);
  expect(await findIn('main/services/create-services.ts', 'export const x = Date.now() + Math.random();')).toEqual([]);
});

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../bootstrap/testing/temporary-folder.ts';
import { checkTypes, findProjects } from './check-types.ts';

const root = resolve(import.meta.dirname, '../..');

function project(base: string, folder: string, files: Readonly<Record<string, string>>, options: object = {}): string {
  const path = join(base, folder, 'tsconfig.json');
  mkdirSync(join(base, folder), { recursive: true });
  const compilerOptions = {
    noEmit: true, strict: true, types: [], lib: ['ES2023'], module: 'ESNext', moduleResolution: 'bundler', allowImportingTsExtensions: true,
    ...options,
  };
  writeFileSync(path, JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(base, folder, name), text);
  return path;
}

test('an error is found, once, in the project that its file belongs to', () => {
  const base = temporaryFolder();
  const a = project(base, 'a', { 'a.ts': "export const a: number = 'text';\n" });
  const b = project(base, 'b', { 'b.ts': "import { a } from '../a/a.ts';\nexport const b = a + 1;\n" });
  expect(checkTypes(base, [b]).errors).toBe(0);
  const { errors, text } = checkTypes(base, [a, b]);
  expect(errors).toBe(1);
  expect(text).toContain('TS2322');
});

test('each project has its own library, although files are shared', () => {
  const base = temporaryFolder();
  const text = 'export const title = document.title;\n';
  const withDom = project(base, 'with-dom', { 'a.ts': text }, { lib: ['ES2023', 'DOM'] });
  const without = project(base, 'without', { 'a.ts': text });
  expect(checkTypes(base, [withDom]).errors).toBe(0);
  expect(checkTypes(base, [withDom, without]).errors).toBe(1);
});

test('a missing file, a syntax error and a broken tsconfig are errors', () => {
  const base = temporaryFolder();
  const a = project(base, 'a', { 'a.ts': "import './b.ts';\n" });
  const b = project(base, 'b', { 'b.ts': 'export const = 1;\n' });
  const c = project(base, 'c', { 'c.ts': 'export {};\n' }, { moduleResolution: 'nonsense' });
  for (const path of [a, b, c]) expect(checkTypes(base, [path]).errors, path).toBeGreaterThan(0);
});

test('every tsconfig of the project is checked; components are left to vue-tsc', () => {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !/^(node_modules|out|\..*|renderer)$/.test(entry.name)) visit(path);
      else if (entry.name === 'tsconfig.json') found.push(join(root, path));
    }
  };
  visit('');
  expect([...findProjects(root)].sort()).toEqual(found.sort());
});

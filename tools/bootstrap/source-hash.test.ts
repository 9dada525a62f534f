import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, sourceHash } from './source-hash.mjs';
import { temporaryFolder } from './testing/temporary-folder.ts';

function tree(): string {
  const base = temporaryFolder();
  mkdirSync(join(base, 'main/core'), { recursive: true });
  mkdirSync(join(base, 'main/node_modules'));
  writeFileSync(join(base, 'main/core/a.ts'), 'a');
  writeFileSync(join(base, 'main/core/a.test.ts'), 't');
  writeFileSync(join(base, 'main/node_modules/b.ts'), 'b');
  writeFileSync(join(base, 'package.json'), '{}');
  return base;
}

test('tests and installed packages do not belong to what is built', () => {
  expect(listFiles(tree(), ['package.json', 'main', 'missing'])).toEqual(['main/core/a.ts', 'package.json']);
});

test('a touched file changes the quick hash, a changed one the exact hash', () => {
  const base = tree();
  const before = sourceHash(base, ['main']);
  const [quick, exact] = [before.quick(), before.exact()];
  utimesSync(join(base, 'main/core/a.ts'), new Date(0), new Date(0));
  expect(before.quick()).not.toBe(quick);
  expect(before.exact()).toBe(exact);
  writeFileSync(join(base, 'main/core/a.ts'), 'c');
  expect(before.exact()).not.toBe(exact);
});

test('a new file, a removed file and a renamed file are changes', () => {
  const base = tree();
  const exact = sourceHash(base, ['main']).exact();
  writeFileSync(join(base, 'main/core/b.ts'), '');
  expect(sourceHash(base, ['main']).exact()).not.toBe(exact);
  expect(sourceHash(base, []).exact()).not.toBe(exact);
});

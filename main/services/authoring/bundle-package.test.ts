import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundlePackage, tryBundlePackage } from './bundle-package.ts';

const root = resolve(import.meta.dirname, '../../..');
let folder = '';
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'doorbell bundle ')); });
afterEach(async () => { await rm(folder, { recursive: true, force: true }); });

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries({ 'package.json': '{ "doorbell": { "main": "index.js" } }', ...files })) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

const source = `import { defineDataPath } from '@doorbell/sdk';
import { title } from './title.ts';
export default defineDataPath<object>({ id: 'mine', describe: () => ({ title }) as never });`;

describe('bundlePackage', () => {
  it('makes one module of TypeScript and the lab\'s SDK, the same wherever it lies', async () => {
    await write({ 'index.ts': source, 'title.ts': 'export const title: string = "Mine";' });
    const code = await bundlePackage(folder);
    expect(code).not.toMatch(/^\s*import\b/m);
    expect(code).not.toContain(folder);
    const path = join(folder, 'out.mjs');
    await writeFile(path, code);
    const { default: made } = await import(path) as { readonly default: { readonly id: string; describe(): object } };
    expect(made.id).toBe('mine');
    expect(made.describe()).toEqual({ title: 'Mine' });
    const copy = `${folder} copy`;
    await cp(folder, copy, { recursive: true });
    expect(await bundlePackage(copy)).toBe(code);
    await rm(copy, { recursive: true });
  });

  it('takes the SDK that the author installed', async () => {
    await write({ 'index.ts': source, 'title.ts': 'export const title = "Mine";', 'node_modules/@doorbell/sdk/package.json': '{ "name": "@doorbell/sdk", "type": "module", "exports": "./own.js" }', 'node_modules/@doorbell/sdk/own.js': 'export const defineDataPath = (path) => ({ ...path, own: true });' });
    expect(await bundlePackage(folder)).toContain('own: true');
  });

  it('prefers sources to what was built of them, and takes plain JavaScript', async () => {
    await write({ 'index.js': 'export default { id: "old", describe() { return 1; } };' });
    expect(await bundlePackage(folder)).toContain('old');
    await writeFile(join(folder, 'index.ts'), 'export default { id: "new", describe(): number { return 1; } };');
    expect(await bundlePackage(folder)).toContain('new');
  });

  it('bundles every built-in path', async () => {
    for (const id of ['native', 'vfio-bypass']) expect(await bundlePackage(join(root, 'plugins', id))).toContain(`"${id}"`);
  });

  it.each<[string, Readonly<Record<string, string>>, string, RegExp]>([
    ['a folder without package', { 'package.json': '{' }, 'package.json', /cannot be read/],
    ['a package that is no plugin', { 'package.json': '{}' }, 'package.json: doorbell.main', /which module/],
    ['a module that is not there', {}, 'package.json: doorbell.main', /neither index.js nor a TypeScript source/],
    ['Node', { 'index.ts': 'import fs from "node:fs"; export default fs;' }, 'index.ts', /imports node:fs\. A data path is evaluated in a sandbox/],
    ['a package that is not installed', { 'index.ts': 'import { x } from "nowhere"; export default x;' }, 'index.ts', /imports "nowhere", which cannot be found/],
    ['a file that is not there', { 'index.ts': '\nimport { x } from "./none.ts"; export default x;' }, 'index.ts:2:19', /Could not resolve '\.\/none\.ts'/],
    ['a dynamic import', { 'index.ts': 'export default await import("node:os");' }, 'index.ts', /imports node:os/],
    ['no TypeScript', { 'index.ts': 'export default {{' }, 'index.ts:1:17', /Unexpected token/],
  ])('says where and why for %s', async (_, files, path, message) => {
    await write(files);
    const outcome = await tryBundlePackage(folder);
    expect(outcome.ok).toBe(false);
    if (outcome.ok) return;
    expect(outcome.findings[0]?.severity).toBe('error');
    expect(outcome.findings[0]?.path).toMatch(new RegExp(`^${path}`));
    expect(outcome.findings[0]?.message).toMatch(message);
    await expect(bundlePackage(folder)).rejects.toThrow(message);
  });

  it('reads no configuration of the author\'s', async () => {
    await write({ 'index.ts': 'export default 1;', 'tsconfig.json': '{ "extends": "./nowhere.json" }', 'rolldown.config.js': 'throw new Error("ran");' });
    expect(await bundlePackage(folder)).toContain('default');
  });
});

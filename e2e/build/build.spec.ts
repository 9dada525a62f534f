import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { expect, out, test } from '../fixtures/lab.ts';

const preload = readFileSync(join(out, 'preload/preload.cjs'), 'utf8');

/** What a built file imports, in any form. Read by a lexer: the command line holds sources of a new path as text. */
function importsOf(text: string): readonly string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Every built file that an entry reaches, with what it imports from packages and from Node. */
function graph(entry: string): { readonly files: readonly string[]; readonly packages: readonly string[] } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const name of importsOf(readFileSync(file, 'utf8'))) {
      if (name.startsWith('.')) files.add(resolve(dirname(file), name));
      else packages.add(name.replace(/^node:/, ''));
    }
  }
  return { files: [...files].map((file) => relative(out, file)), packages: [...packages] };
}

test('all entries exist', () => {
  const files = readdirSync(out, { recursive: true }).map((name) => String(name).replaceAll('\\', '/'));
  expect(files).toEqual(expect.arrayContaining([
    'main/electron.js', 'main/web.js', 'main/cli.js', 'main/engine-worker.js', 'main/plugin-sandbox.js', 'preload/preload.cjs', 'renderer/index.html',
    ...['native', 'double-bypass', 'passthrough', 'vrdma', 'xen-bridged', 'sr-iov', 'vfio-bypass', 'xen-mp', 'inter-vm-shm', 'virtio-net'].flatMap((id) => [`plugins/${id}/package.json`, `plugins/${id}/index.js`]),
    ...['nanos-2010-streams', 'nanos-2010-advection', 'nanos-2010-scaling', 'palo-2011-ping-pong', 'training-trace'].map((name) => `experiments/${name}.yaml`), 'experiments/traces/training-step.goal',
  ]));
});

test('the preload is one CommonJS file that requires electron alone', () => {
  expect(readdirSync(join(out, 'preload'))).toEqual(['preload.cjs']);
  expect(importsOf(preload)).toEqual(['electron']);
  expect(preload).not.toMatch(/^\s*(import|export)\s/m);
  expect(preload).not.toMatch(/\b(process|Buffer|__dirname|globalThis\.require)\b/);
});

test('Electron starts processes by its own means alone', () => {
  const electron = graph(join(out, 'main/electron.js'));
  expect(electron.files.length).toBeGreaterThan(1);
  expect(electron.packages).toContain('electron');
  expect(electron.packages).not.toContain('child_process');
  expect(electron.packages).not.toContain('cluster');
  for (const file of electron.files) expect(readFileSync(join(out, file), 'utf8'), file).not.toMatch(/child_process/);
  // The check sees what it looks for: the web host does import it.
  expect(graph(join(out, 'main/web.js')).packages).toContain('child_process');
});

test('nothing but the Electron host imports electron', () => {
  for (const name of ['web', 'cli', 'engine-worker', 'plugin-sandbox']) expect(graph(join(out, `main/${name}.js`)).packages, name).not.toContain('electron');
});

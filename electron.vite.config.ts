import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

/** Name → first existing candidate; a host is one file, or a folder with an index.ts. */
function entries(table: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(table).map(([name, candidates]) => {
      const path = candidates.map((candidate) => resolve(root, candidate)).find((candidate) => existsSync(candidate));
      if (path === undefined) throw new Error(`There is no ${candidates.join(' or ')}, so "${name}" cannot be built.`);
      return [name, path];
    }),
  );
}

const host = (name: string): readonly string[] => [`main/hosts/${name}.ts`, `main/hosts/${name}/index.ts`];

const hosts = entries({
  electron: host('electron'),
  web: host('web'),
  cli: host('cli'),
  'engine-worker': host('engine-worker'),
  'plugin-sandbox': host('plugin-sandbox'),
});
const preload = entries({ preload: host('preload') });
const page = entries({ index: ['renderer/index.html'] });

export default defineConfig({
  main: {
    build: {
      outDir: resolve(root, 'out/main'),
      // Pure and made of many small files: bundled, so that workers and the command line start fast.
      externalizeDeps: { exclude: ['yaml', 'zod'] },
      rollupOptions: {
        input: hosts,
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: resolve(root, 'out/preload'),
      // A sandboxed preload is one file and can require nothing but electron.
      externalizeDeps: false,
      rollupOptions: { input: preload, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [vue()],
    build: {
      outDir: resolve(root, 'out/renderer'),
      // Often read over an SSH tunnel.
      minify: true,
      // One chunk: another one that arrives late costs more than its kilobytes.
      chunkSizeWarningLimit: 1500,
      rollupOptions: { input: page },
    },
  },
});

// Bundles every data path in plugins/ to out/plugins/<id>/: package.json, README.md and index.js, one ES module
// without imports. Run it directly, or call buildPlugins from a build.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * @param {{ root: string, out: string }} options `root` has the `plugins` folder; `out` gets one folder per plugin.
 * @returns {Promise<readonly string[]>} ids of the plugins built
 */
export async function buildPlugins({ root, out }) {
  const source = join(root, 'plugins');
  const folders = (await readdir(source, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && existsSync(join(source, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .toSorted();
  await rm(out, { recursive: true, force: true });
  for (const folder of folders) await buildPlugin(join(source, folder), join(out, folder));
  return folders;
}

/**
 * @param {string} source
 * @param {string} out
 */
async function buildPlugin(source, out) {
  const results = await build({
    configFile: false,
    root: source,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      lib: { entry: join(source, 'index.ts'), formats: ['es'], fileName: 'index' },
    },
  });
  const [result] = Array.isArray(results) ? results : [results];
  if (result === undefined || !('output' in result)) throw new Error(`Bundling ${source} gave no output.`);
  const [chunk, ...others] = result.output;
  if (others.length > 0 || chunk.imports.length > 0 || chunk.dynamicImports.length > 0) {
    throw new Error(`${source} must become one module without imports, but has ${[...chunk.imports, ...others.map((each) => each.fileName)].join(', ')}.`);
  }
  /** @type {{ doorbell: { main: string } }} */
  const { doorbell } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, doorbell.main), chunk.code);
  for (const name of ['package.json', 'README.md']) {
    if (existsSync(join(source, name))) await copyFile(join(source, name), join(out, name));
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = resolve(import.meta.dirname, '..');
  const built = await buildPlugins({ root, out: join(root, 'out', 'plugins') });
  console.error(`Built the data paths ${built.join(', ')}.`);
}

/**
 * Bundles every package in plugins/ to out/plugins/<id>/: one ES module without imports, its package.json and README.
 * The folder is what an author would publish, so built-in paths and installed ones are read by the same code.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');

export interface BuiltPlugin {
  readonly id: string;
  readonly directory: string;
  readonly bytes: number;
}

/** Bundles one package. Throws when the bundle would still import something. */
export async function buildPlugin(source: string, id: string, outputs: string): Promise<BuiltPlugin> {
  const directory = join(outputs, id);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const result = await build({
    configFile: false,
    root: source,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: join(source, 'index.ts'), formats: ['es'] },
      rollupOptions: { output: { codeSplitting: false } },
    },
  });
  const outputsOfBuild = (Array.isArray(result) ? result : [result]).flatMap((part) => ('output' in part ? part.output : []));
  const chunks = outputsOfBuild.filter((part) => part.type === 'chunk');
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length > 1) throw new Error(`plugins/${id}: bundled to ${chunks.length} files, expected one`);
  // The sandbox has no module loader.
  const imports = [...chunk.imports, ...chunk.dynamicImports];
  if (imports.length > 0) {
    throw new Error(`plugins/${id}: the bundle still imports ${imports.join(', ')}; a data path may only import @doorbell/sdk`);
  }
  await writeFile(join(directory, 'index.js'), chunk.code);
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(join(directory, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  if (existsSync(join(source, 'README.md'))) await copyFile(join(source, 'README.md'), join(directory, 'README.md'));
  return { id, directory, bytes: Buffer.byteLength(chunk.code) };
}

/** Bundles every folder below `sources` that has an index.ts, and removes bundles of packages that are gone. */
export async function buildPlugins(sources: string, outputs: string): Promise<readonly BuiltPlugin[]> {
  await rm(outputs, { recursive: true, force: true });
  const folders = (await readdir(sources, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const built: BuiltPlugin[] = [];
  for (const { name } of folders) {
    if (!existsSync(join(sources, name, 'index.ts'))) {
      console.warn(`warning: plugins/${name} has no index.ts: not built`);
      continue;
    }
    built.push(await buildPlugin(join(sources, name), name, outputs));
  }
  return built;
}

if (import.meta.main) {
  const built = await buildPlugins(join(root, 'plugins'), join(root, 'out/plugins'));
  for (const plugin of built) console.log(`out/plugins/${plugin.id}/index.js  ${(plugin.bytes / 1000).toFixed(1)} kB`);
}

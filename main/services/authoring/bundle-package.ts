import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Plugin, RolldownError } from 'rolldown';
import type { Finding } from '../../core/contract/index.ts';

/** One ES module without imports, or what is wrong with its sources; `path` is `file:line:column` below the folder. */
export type BundleOutcome =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * The sources of the package in a folder as one ES module, everything inlined, `@doorbell/sdk` too: as the author installed
 * it, else as this lab has it. The same sources give the same text, wherever they lie. No code of the package runs, its
 * build configuration is not read. Never rejects.
 */
export async function tryBundlePackage(folder: string): Promise<BundleOutcome> {
  const root = resolve(folder);
  const main = await readMain(root);
  if (typeof main !== 'string') return { ok: false, findings: [main] };
  const entry = sourceOf(root, main);
  if (entry === undefined) {
    return fail('package.json: doorbell.main', `There is neither ${main} nor a TypeScript source for it in ${root}.`, `Write the path in ${main.replace(/\.m?js$/, '.ts')}, or name the module that there is.`);
  }
  // Loaded when it is needed: it is native code of some megabytes.
  const { rolldown } = await import('rolldown');
  const cannotResolve = new Map<string, string>();
  try {
    const bundle = await rolldown({
      input: entry, cwd: root, platform: 'neutral', tsconfig: false, plugins: [labSdk(), namedEntry(entry)],
      resolve: { mainFields: ['module', 'main'], conditionNames: ['import', 'default'] },
      experimental: { attachDebugInfo: 'none' },
      onLog: (_level, log) => {
        if (log.code === 'UNRESOLVED_IMPORT') cannotResolve.set(log.exporter ?? '', place(root, entry, log.id, log.loc));
      },
    });
    const { output: [chunk, ...others] } = await bundle.generate({ format: 'esm', minify: false, sourcemap: false, codeSplitting: false });
    await bundle.close();
    const imports = [...new Set([...chunk.imports, ...chunk.dynamicImports])];
    if (imports.length > 0) return { ok: false, findings: imports.map((name) => importFinding(name, cannotResolve.get(name) ?? relative(root, entry))) };
    if (others.length > 0) return fail(relative(root, entry), 'The sources became several files.', 'Import code only: no styles, no assets.');
    return { ok: true, code: chunk.code };
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly RolldownError[] };
    if (errors === undefined) return fail(relative(root, entry), plain(error instanceof Error ? error.message : String(error)));
    return { ok: false, findings: errors.map((each): Finding => ({ severity: 'error', path: place(root, entry, each.id, each.loc), message: plain(each.message).replaceAll(aliasName + extname(entry), basename(entry)) })) };
  }
}

/** {@link tryBundlePackage} for whoever wants the text or an error that says everything. */
export async function bundlePackage(folder: string): Promise<string> {
  const outcome = await tryBundlePackage(folder);
  if (outcome.ok) return outcome.code;
  throw new Error(outcome.findings.map(({ path, message, hint = '' }) => `${path}: ${message} ${hint}`.trim()).join(' '));
}

/** The module that the manifest names, or why it cannot be known. */
async function readMain(root: string): Promise<string | Finding> {
  try {
    const { doorbell } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly doorbell?: { readonly main?: unknown } };
    const main = doorbell?.main;
    // Whatever else a manifest may say is the manifest's check.
    if (typeof main === 'string' && /^[\w-]+(?:\/[\w-]+)*\.m?js$/.test(main)) return main;
    return { severity: 'error', path: 'package.json: doorbell.main', message: 'The package does not say which module is the data path.', hint: 'Write "main": "index.js" in its doorbell block.' };
  } catch (error) {
    return { severity: 'error', path: 'package.json', message: `It cannot be read: ${error instanceof Error ? error.message : String(error)}`, hint: 'Name the folder of a plugin; `doorbell plugin new` makes one.' };
  }
}

/** TypeScript first: a bundle beside its source may be older than it. */
function sourceOf(root: string, main: string): string | undefined {
  const source = main.replace(/js$/, 'ts');
  const name = source.slice(source.lastIndexOf('/') + 1);
  return [source, `src/${name}`, name, main].map((path) => join(root, path)).find((path) => existsSync(path) && statSync(path).isFile());
}

/** Before `npm install` the author's folder has no SDK: this lab's own is taken. */
function labSdk(): Plugin {
  return {
    name: 'lab-sdk',
    async resolveId(source, importer) {
      if (source !== '@doorbell/sdk' && !source.startsWith('@doorbell/sdk/')) return undefined;
      const own = await this.resolve(source, importer, { skipSelf: true });
      return own !== null && !own.external ? own : fileURLToPath(import.meta.resolve(source));
    },
  };
}

const aliasName = 'doorbell-data-path';

/** The bundler names what an index exports after its folder; the text must not depend on where an author keeps it. */
function namedEntry(entry: string): Plugin {
  const alias = join(dirname(entry), aliasName + extname(entry));
  return {
    name: 'named-entry',
    resolveId: (source, importer) => (importer === undefined && source === entry ? alias : undefined),
    load: (id) => (id === alias ? readFile(entry, 'utf8') : undefined),
  };
}

function importFinding(name: string, path: string): Finding {
  if (isBuiltin(name)) {
    return { severity: 'error', path, message: `It imports ${name}. A data path is evaluated in a sandbox without Node, files or network.`, hint: 'Compute the model from config and platform alone.' };
  }
  return { severity: 'error', path, message: `It imports "${name}", which cannot be found.`, hint: name.startsWith('.') ? 'Correct the path.' : 'Run `npm install` in the folder, or correct the name.' };
}

function place(root: string, entry: string, file: string | undefined, loc: { readonly line: number; readonly column: number } | undefined): string {
  const name = file === undefined ? '' : relative(root, basename(file).startsWith(aliasName) ? entry : file).replaceAll('\\', '/');
  return loc === undefined ? name : `${name}:${String(loc.line)}:${String(loc.column + 1)}`;
}

/** The sentence of a bundler's message, without its colours, its code and its drawing. */
function plain(message: string): string {
  const [line = ''] = stripVTControlCharacters(message).replace(/^\[[A-Z_]+\] /, '').split('\n');
  return line.endsWith('.') ? line : `${line}.`;
}

function fail(path: string, message: string, hint?: string): BundleOutcome {
  return { ok: false, findings: [{ severity: 'error', path, message, ...(hint === undefined ? {} : { hint }) }] };
}

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { checkManifest, proposalProblem, sdkRangeProblem } from '@doorbell/sdk';
import type { Manifest, ModelFinding } from '@doorbell/sdk';
import type { PathCard, PluginOrigin } from '../../core/contract/index.ts';
import { isMissing } from '../store/atomic-write.ts';

/** Largest module of a plugin, bytes. */
export const largestModuleBytes = 4 * 1024 * 1024;
/** Largest package.json, bytes. */
const largestPackageJsonBytes = 1024 * 1024;

/** A plugin as it lies there: ready to be asked, or with the reason why not. */
export type InstalledPlugin =
  | { readonly state: 'enabled' | 'disabled'; readonly card: PathCard; readonly manifest: Manifest; readonly code: string; readonly folder: string }
  | { readonly state: 'broken' | 'incompatible'; readonly card: PathCard; readonly folder: string };

/** A plugin that can be asked. */
export type UsablePlugin = Extract<InstalledPlugin, { readonly code: string }>;

/** Reads a file of a package by its path with slashes: its bytes, or undefined where there is none. Rejects where it has more than `most`. */
export type ReadPackageFile = (path: string, most: number) => Promise<Uint8Array | undefined>;

/** Makes one module out of the sources of the package in a folder, for an author who has not bundled yet. */
export type BundlePackage = (folder: string) => Promise<string>;

const emptyConfig: PathCard['config'] = { type: 'object', properties: {}, additionalProperties: false };

/** The card of a package that says nothing readable of itself. */
export function unknownCard(id: string, origin: PluginOrigin): PathCard {
  return { id, title: id, summary: '', version: '', sha256: '', config: emptyConfig, presets: [], state: 'broken', origin, sdkRange: '' };
}

/** A plugin that cannot be used, with the reason. */
export function unusable(card: PathCard, folder: string, reason: string, state: 'broken' | 'incompatible' = 'broken'): InstalledPlugin {
  return { state, folder, card: { ...card, state, reason } };
}

/** Reads files below a folder. */
export function readFrom(folder: string): ReadPackageFile {
  return async (path, most) => {
    let handle;
    try {
      // Opening a pipe would wait for its writer, perhaps for ever.
      handle = await open(join(folder, path), constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK));
      const found = await handle.stat();
      if (!found.isFile()) throw new Error(`${path} is no file.`);
      if (found.size > most) throw new Error(`${path} has ${String(found.size)} bytes; at most ${String(most)} are read.`);
      return await handle.readFile();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    } finally {
      await handle?.close();
    }
  };
}

/** What a package says of itself, in `package.json`. */
export type PackageReading =
  | { readonly ok: true; readonly packageJson: unknown; readonly findings: readonly ModelFinding[] }
  | { readonly ok: false; readonly reason: string };

/** Reads and checks a package.json. Never rejects. */
export async function readPackageJson(read: ReadPackageFile, where: string): Promise<PackageReading> {
  try {
    const bytes = await read('package.json', largestPackageJsonBytes);
    if (bytes === undefined) return { ok: false, reason: `There is no package.json in ${where}. A plugin is a folder with a package.json that has a "doorbell" block, or a .tgz of one.` };
    const packageJson: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return { ok: true, packageJson, findings: checkManifest(packageJson) };
  } catch (error) {
    return { ok: false, reason: `The package.json in ${where} cannot be read: ${messageOf(error)}` };
  }
}

/** Why a package was written for another SDK: its range, where it is one, or the unstable parts that it uses. */
export function incompatibility(packageJson: unknown): string | undefined {
  const range = sdkRangeOf(packageJson);
  const problem = sdkRangeProblem(range);
  if (problem !== undefined && /^[~^]?\d+\.\d+\.\d+$/.test(range.trim())) return problem;
  const proposals = (packageJson as { readonly doorbell?: { readonly proposals?: unknown } | null } | null)?.doorbell?.proposals;
  return Array.isArray(proposals) && proposals.every((each) => typeof each === 'string') ? proposalProblem({ proposals }) : undefined;
}

/** Reads the plugin in a folder. Its module is `main`; what `bundle` makes of its sources where `main` is no bundle. Never rejects. */
export async function readPackage(
  read: ReadPackageFile, { folder, id, origin, bundle }: { readonly folder: string; readonly id: string; readonly origin: PluginOrigin; readonly bundle?: BundlePackage },
): Promise<InstalledPlugin> {
  const reading = await readPackageJson(read, folder === '' ? 'the package' : folder);
  if (!reading.ok) return unusable(unknownCard(id, origin), folder, reading.reason);
  const { packageJson } = reading;
  const newer = incompatibility(packageJson);
  if (newer !== undefined) return unusable({ ...claimedCard(packageJson, id, origin), sdkRange: sdkRangeOf(packageJson) }, folder, newer, 'incompatible');
  const [problem, ...more] = reading.findings;
  if (problem !== undefined) {
    const others = more.length === 0 ? '' : ` (and ${String(more.length)} more)`;
    return unusable(unknownCard(id, origin), folder, `package.json: ${problem.path}: ${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}${others}`);
  }
  const { version, doorbell: manifest } = packageJson as { readonly version: string; readonly doorbell: Manifest };
  const { title, summary, config, presets } = manifest;
  const card: PathCard = { id: manifest.id, title, summary, version, sha256: '', config, presets, state: 'enabled', origin, sdkRange: sdkRangeOf(packageJson) };
  try {
    const main = await readMain(read, manifest.main);
    const code = bundle !== undefined && (main === undefined || hasImports(main) || (await hasSource(read, manifest.main))) ? await bundle(folder) : main;
    if (code === undefined) return unusable(card, folder, `Its module ${manifest.main} is missing. Build or install the plugin again.`);
    const sha256 = createHash('sha256').update(code).digest('hex');
    return { state: 'enabled', manifest, code, folder, card: { ...card, sha256 } };
  } catch (error) {
    return unusable(card, folder, `Its module ${manifest.main} cannot be read: ${messageOf(error)}`);
  }
}

async function readMain(read: ReadPackageFile, main: string): Promise<string | undefined> {
  const bytes = await read(main, largestModuleBytes);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** Whether a module has a TypeScript source beside it: what was bundled may be older. */
export async function hasSource(read: ReadPackageFile, main: string): Promise<boolean> {
  const source = main.replace(/js$/, 'ts');
  const name = source.slice(source.lastIndexOf('/') + 1);
  for (const path of new Set([source, `src/${name}`, name])) if ((await read(path, largestModuleBytes)) !== undefined) return true;
  return false;
}

/** Whether a module seems to import another one. A text that only looks so is bundled once more, which changes nothing. */
export function hasImports(code: string): boolean {
  return /^\s*(?:import\s*(?:["'{*]|[\w$]+\s*(?:,|from\b))|export\s*(?:\*|\{[^}]*\})[^;'"\n]*from\s*["'])/m.test(code);
}

/** The range of SDKs that a package names; empty where it names none. */
function sdkRangeOf(packageJson: unknown): string {
  const range = (packageJson as { readonly engines?: Readonly<Record<string, unknown>> } | null)?.engines?.['@doorbell/sdk'];
  return typeof range === 'string' ? range : '';
}

/** What can be shown of a package that was written for a manifest that this version may not know. */
function claimedCard(packageJson: unknown, id: string, origin: PluginOrigin): PathCard {
  const { version, doorbell } = packageJson as { readonly version?: unknown; readonly doorbell?: { readonly id?: unknown; readonly title?: unknown; readonly summary?: unknown } };
  const text = (value: unknown, most: number, otherwise: string): string => (typeof value === 'string' && value !== '' && value.length <= most ? value : otherwise);
  const own = text(doorbell?.id, 64, id);
  return {
    ...unknownCard(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(own) ? own : id, origin),
    title: text(doorbell?.title, 60, own), summary: text(doorbell?.summary, 400, ''), version: text(version, 40, ''),
  };
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

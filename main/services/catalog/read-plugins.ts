import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkManifest } from '@doorbell/sdk';
import type { Manifest } from '@doorbell/sdk';
import type { PathCard } from '../../core/contract/index.ts';

/** A plugin's folder as it was read: ready to be asked, or a row that says why not. */
export type InstalledPlugin =
  | { readonly state: 'enabled'; readonly card: PathCard; readonly manifest: Manifest; readonly code: string }
  | { readonly state: 'broken'; readonly card: PathCard };

const largestModuleBytes = 4 * 1024 * 1024;
const emptyConfig: PathCard['config'] = { type: 'object', properties: {}, additionalProperties: false };

/** Reads every plugin below a folder, in the order of their folders' names. A folder that is not there holds none. */
export async function readPlugins(directory: string): Promise<readonly InstalledPlugin[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
  const plugins = await Promise.all(folders.map((folder) => readPlugin(directory, folder)));
  const seen = new Set<string>();
  return plugins.map((plugin) => {
    const { id } = plugin.card;
    if (plugin.state === 'enabled' && seen.has(id)) return broken(plugin.card, `Another plugin is called "${id}" already. Remove one of them.`);
    seen.add(id);
    return plugin;
  });
}

async function readPlugin(directory: string, folder: string): Promise<InstalledPlugin> {
  const path = join(directory, folder);
  const unknown: PathCard = {
    id: folder, title: folder, summary: '', version: '', sha256: '', config: emptyConfig, presets: [], state: 'broken', origin: 'built-in', sdkRange: '',
  };
  let packageJson: unknown;
  try {
    packageJson = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  } catch (error) {
    return broken(unknown, isMissing(error)
      ? `${path} has no package.json. Install the plugin again.`
      : `The package.json in ${path} cannot be read: ${messageOf(error)}`);
  }
  const [problem, ...more] = checkManifest(packageJson);
  if (problem !== undefined) {
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return broken(unknown, `package.json: ${problem.path}: ${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}${others}`);
  }
  const { version, doorbell: manifest } = packageJson as { readonly version: string; readonly doorbell: Manifest };
  const { id, title, summary, config, presets } = manifest;
  const card: PathCard = { id, title, summary, version, sha256: '', config, presets, state: 'enabled', origin: 'built-in', sdkRange: (packageJson as { readonly engines: Readonly<Record<string, string>> }).engines['@doorbell/sdk'] ?? '' };
  try {
    const code = await readFile(join(path, manifest.main));
    if (code.byteLength > largestModuleBytes) {
      return broken(card, `${manifest.main} has ${code.byteLength} bytes; a path is at most ${largestModuleBytes}.`);
    }
    const sha256 = createHash('sha256').update(code).digest('hex');
    return { state: 'enabled', manifest, code: code.toString('utf8'), card: { ...card, sha256 } };
  } catch (error) {
    return broken(card, isMissing(error)
      ? `Its module ${manifest.main} is missing. Build or install the plugin again.`
      : `Its module ${manifest.main} cannot be read: ${messageOf(error)}`);
  }
}

function broken(card: PathCard, reason: string): InstalledPlugin {
  return { state: 'broken', card: { ...card, state: 'broken', reason } };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

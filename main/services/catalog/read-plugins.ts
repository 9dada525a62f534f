import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../store/atomic-write.ts';
import { readFrom, readPackage, unusable } from './read-package.ts';
import type { InstalledPlugin } from './read-package.ts';

/** Reads every built-in plugin below a folder, in the order of their folders' names. A folder that is not there holds none. */
export async function readPlugins(directory: string): Promise<readonly InstalledPlugin[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
  const plugins = await Promise.all(folders.map((id) => {
    const folder = join(directory, id);
    return readPackage(readFrom(folder), { folder, id, origin: 'built-in' });
  }));
  const seen = new Set<string>();
  return plugins.map((plugin) => {
    const { id } = plugin.card;
    if (plugin.state === 'enabled' && seen.has(id)) return unusable(plugin.card, plugin.folder, `Another plugin is called "${id}" already. Remove one of them.`);
    seen.add(id);
    return plugin;
  });
}

import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { PluginFile } from '../../core/contract/index.ts';
import { packageLimits } from './archive/limits.ts';

/** The files below a plugin's folder with their sizes, without hidden ones and `node_modules`. */
export async function listFiles(folder: string): Promise<readonly PluginFile[]> {
  const files: PluginFile[] = [];
  const visit = async (at: string): Promise<void> => {
    for (const entry of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || files.length >= packageLimits.files) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) await visit(path);
      else {
        const found = await stat(path).catch(() => undefined);
        if (found?.isFile() === true) files.push({ path: relative(folder, path).split(sep).join('/'), bytes: found.size });
      }
    }
  };
  await visit(folder);
  return files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

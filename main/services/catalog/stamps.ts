import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of one package that are looked at for changes; more are no author's sources. */
const mostFiles = 2000;

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? '-' : `${String(found.ino)} ${String(found.size)} ${String(found.mtimeMs)}`;
}

/**
 * What changes when a file, or any file of a package's folder, changes: names, sizes and times. Hidden files and
 * `node_modules` do not count. A path that is not there has a stamp too. Never rejects.
 */
export async function stampOfPackage(path: string): Promise<string> {
  const lines: string[] = [];
  const visit = async (at: string, depth: number): Promise<void> => {
    const entries = depth > 8 ? [] : await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || lines.length >= mostFiles) continue;
      const below = join(at, entry.name);
      if (entry.isDirectory()) await visit(below, depth + 1);
      else lines.push(`${below} ${await stampOf(below)}`);
    }
  };
  lines.push(await stampOf(path));
  await visit(path, 0);
  // The folder's own time changes with files that do not count.
  return lines.length === 1 ? lines.join('\n') : lines.slice(1).toSorted().join('\n');
}

/** The stamps of all packages below a folder, one folder each. */
export async function stampOfFolders(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => join(folder, entry.name)).toSorted();
  return (await Promise.all(folders.map(stampOfPackage))).join('\n');
}

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renameFolder, unfinishedPrefix } from '../store/atomic-write.ts';
import type { Layout } from '../store/layout.ts';
import type { PackageFiles } from './archive/limits.ts';
import { changeLockFile } from './change-lock-file.ts';
import type { LockEntry, LockEntryOf } from './lock-file.ts';

/** Hash of all paths and contents of a package. */
export function contentHash(files: PackageFiles): string {
  const lines = [...files].map(([path, bytes]) => `${createHash('sha256').update(bytes).digest('hex')} ${path}\n`);
  return createHash('sha256').update(lines.toSorted().join('')).digest('hex');
}

/** Puts a package into the workspace as a whole and writes it into the lock file. The one it takes the place of goes. */
export async function installPackage(layout: Layout, files: PackageFiles, entry: Omit<LockEntryOf<'installed'>, 'origin' | 'state' | 'contentSha256' | 'folder'>): Promise<void> {
  const contentSha256 = contentHash(files);
  const folder = `${entry.id}-${contentSha256.slice(0, 16)}`;
  await putFolder(layout, folder, files);
  const installed: LockEntry = { origin: 'installed', ...entry, state: 'enabled', contentSha256, folder };
  let old: readonly string[] = [];
  await changeLockFile(layout, (entries) => {
    old = entries.flatMap((each) => (each.origin === 'installed' && each.id === entry.id && each.folder !== folder ? [each.folder] : []));
    return [...entries.filter((each) => each.id !== entry.id || each.origin === 'unpacked' || each.origin === 'built-in'), installed];
  });
  for (const name of old) await removeFolder(layout, name);
}

/** Makes the folder with all its files at once. One of that name with another content, which somebody changed, gives way. */
async function putFolder(layout: Layout, name: string, files: PackageFiles): Promise<void> {
  const unfinished = join(layout.plugins, `${unfinishedPrefix}plugin-${randomBytes(8).toString('hex')}`);
  await mkdir(unfinished);
  try {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(unfinished, path)), { recursive: true });
      await writeFile(join(unfinished, path), bytes, { flag: 'wx', mode: 0o644, flush: true });
    }
    const target = join(layout.plugins, name);
    if ((await renameFolder(unfinished, target)) === 'written' || (await hasContent(target, files))) return;
    await removeFolder(layout, name);
    await renameFolder(unfinished, target);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function hasContent(folder: string, files: PackageFiles): Promise<boolean> {
  try {
    const there = (await readdir(folder, { withFileTypes: true, recursive: true })).filter((entry) => !entry.isDirectory());
    if (there.length !== files.size) return false;
    for (const [path, bytes] of files) if (!(await readFile(join(folder, path))).equals(bytes)) return false;
    return true;
  } catch {
    return false;
  }
}

/** Removes an installed plugin's folder: first out of sight, then from the disk. */
export async function removeFolder(layout: Layout, name: string): Promise<void> {
  const aside = join(layout.plugins, `${unfinishedPrefix}removed-${randomBytes(8).toString('hex')}`);
  await rename(join(layout.plugins, name), aside).catch(() => undefined);
  await rm(aside, { recursive: true, force: true });
}

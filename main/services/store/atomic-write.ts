import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Begins the name of whatever is not finished yet; such files and folders are never read. */
export const unfinishedPrefix = '.writing-';

/** Old enough that no living process can still be writing it, ms. */
const abandonedAfterMs = 24 * 3600 * 1000;

function unfinishedName(path: string): string {
  return join(dirname(path), `${unfinishedPrefix}${basename(path).slice(0, 80)}-${String(process.pid)}-${randomBytes(4).toString('hex')}`);
}

/** Makes the entries of a folder durable. Windows cannot sync folders and does not need to. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file as a whole: readers see the old content or the new one, also after a crash. */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = unfinishedName(path);
  try {
    await writeSynced(unfinished, content);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether an error says that a file or folder does not exist. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

/** Whether a rename failed because a folder with content has that name already. */
function isOccupied(error: unknown): boolean {
  const code = errorCode(error);
  // Windows answers EPERM or EACCES where others say that the folder is not empty.
  return code === 'ENOTEMPTY' || code === 'EEXIST' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES'));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

/**
 * Makes a folder with all its files at once. Answers `existed` when another writer was first, which is success: the
 * content of such folders follows from their name. `extras` may add files; its failure is handed to `onExtrasFailed`
 * and loses nothing else.
 */
export async function writeFolderAtomic(
  path: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  extras?: (folder: string) => Promise<void>,
  onExtrasFailed?: (error: unknown) => void,
): Promise<'written' | 'existed'> {
  const unfinished = unfinishedName(path);
  await mkdir(unfinished);
  try {
    for (const [name, content] of Object.entries(files)) await writeSynced(join(unfinished, name), content);
    if (extras !== undefined) {
      try {
        await extras(unfinished);
      } catch (error) {
        onExtrasFailed?.(error);
      }
    }
    await syncFolder(unfinished);
    return await renameFolder(unfinished, path);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Moves a folder; when the target exists already the source is left alone and `existed` is answered. */
export async function renameFolder(from: string, to: string): Promise<'written' | 'existed'> {
  try {
    await rename(from, to);
  } catch (error) {
    if (isOccupied(error) && (await exists(to))) return 'existed';
    throw error;
  }
  await syncFolder(dirname(to));
  return 'written';
}

/** Removes what processes that died left half written in a folder more than a day ago. */
export async function removeAbandoned(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(unfinishedPrefix)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && nowMs - found.mtimeMs > abandonedAfterMs) await rm(path, { recursive: true, force: true });
  }
}

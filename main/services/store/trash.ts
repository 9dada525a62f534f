import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '../../core/contract/index.ts';
import { isMissing, renameFolder, unfinishedPrefix } from './atomic-write.ts';
import { isHash, type Layout } from './layout.ts';
import { removeMark } from './marks.ts';
import { readSummary } from './read-run.ts';
import { markReread } from './segments.ts';

/** Takes a folder out of sight in one step, then removes it: nobody sees half of it. */
async function discard(layout: Layout, path: string): Promise<void> {
  const hidden = join(layout.trash, `${unfinishedPrefix}${randomBytes(8).toString('hex')}`);
  try {
    await rename(path, hidden);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  await rm(hidden, { recursive: true, force: true });
}

async function move(layout: Layout, from: string, to: string): Promise<void> {
  try {
    // The same run lies there already: the same bytes, so this copy can go.
    if ((await renameFolder(from, to)) === 'existed') await discard(layout, from);
  } catch (error) {
    // Somebody else moved it first.
    if (!isMissing(error)) throw error;
  }
}

/** Puts a run into the trash. No error when it is not there any more. */
export async function trashRun(layout: Layout, fingerprint: string): Promise<void> {
  await markReread(layout, fingerprint);
  await move(layout, layout.run(fingerprint), layout.trashedRun(fingerprint));
}

/** Takes a run out of the trash again. No error when it is not there any more. */
export async function restoreRun(layout: Layout, fingerprint: string): Promise<void> {
  await move(layout, layout.trashedRun(fingerprint), layout.run(fingerprint));
}

async function trashedIds(layout: Layout): Promise<readonly string[]> {
  return (await readdir(layout.trash)).filter(isHash);
}

/** Summaries of the runs in the trash; damaged ones cannot be shown, but are removed with the others. */
export async function listTrashed(layout: Layout): Promise<readonly RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const fingerprint of await trashedIds(layout)) {
    const read = await readSummary(layout.trashedRun(fingerprint), fingerprint);
    if (read?.ok === true) summaries.push(read.summary);
  }
  return summaries;
}

async function bytesIn(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  let bytes = 0;
  for (const name of await readdir(path).catch(() => [])) bytes += await bytesIn(join(path, name));
  return bytes;
}

/** Removes what is in the trash for good, with the marks of runs that exist no more. Answers the bytes of all files. */
export async function emptyTrash(layout: Layout): Promise<number> {
  let bytes = 0;
  for (const fingerprint of await trashedIds(layout)) {
    const folder = layout.trashedRun(fingerprint);
    bytes += await bytesIn(folder);
    await discard(layout, folder);
    if ((await stat(layout.run(fingerprint)).catch(() => undefined)) === undefined) await removeMark(layout, fingerprint);
  }
  for (const name of await readdir(layout.trashedExperiments)) {
    const path = join(layout.trashedExperiments, name);
    bytes += await bytesIn(path);
    await rm(path, { recursive: true, force: true });
  }
  return bytes;
}

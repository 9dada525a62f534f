import { mkdir, readdir, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive } from './is-alive.mjs';
import { Problem } from './say.mjs';

/**
 * A lock is a directory with one file, whose name says who holds it: pid, host and a random part. So a lock never exists
 * without its owner's name, and whoever takes over a dead owner's lock renames exactly that owner's file: of several waiters
 * one succeeds, and none can hit a lock that somebody has taken since.
 * @typedef {{ pid: number, host: string, file: string }} Owner
 * @typedef {{ waitMs?: number, pollMs?: number, unownedMs?: number, onWait?: (owner: Owner | undefined) => void }} LockOptions
 *   `waitMs`: give up after; `unownedMs`: an empty lock is abandoned when this old
 */

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const random = () => Math.random().toString(36).slice(2);

/**
 * The name of a holder's file.
 * @param {number} pid
 * @param {string} [host]
 */
export const ownerFile = (pid, host = hostname()) => `${pid}@${encodeURIComponent(host)}@${random()}`;

/**
 * @param {string} directory
 * @returns {Promise<Owner | undefined>}
 */
async function readOwner(directory) {
  const file = (await readdir(directory).catch(() => []))[0];
  const [pid, host] = file?.split('@') ?? [];
  if (file === undefined || host === undefined || !Number.isInteger(Number(pid))) return undefined;
  return { pid: Number(pid), host: decodeURIComponent(host), file };
}

/**
 * Puts a directory that holds its owner's file in the lock's place. Renaming onto a directory that is not empty fails; onto an
 * empty one, which nobody holds, it succeeds on POSIX and fails on Windows.
 * @param {string} directory
 * @param {string} self
 */
async function take(directory, self) {
  const prepared = `${directory}.new-${process.pid}-${random()}`;
  await mkdir(prepared);
  await writeFile(join(prepared, self), '');
  try {
    await rename(prepared, directory);
    return true;
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    if (['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(String(codeOf(error)))) return false;
    throw error;
  }
}

/**
 * @param {string} directory
 * @param {string} self
 * @param {Owner} owner
 */
async function takeOver(directory, self, owner) {
  if (owner.host !== hostname() || isAlive(owner.pid)) return false;
  try {
    await rename(join(directory, owner.file), join(directory, self));
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes an empty lock that is old: what a holder left who died while giving it back. A lock that is not empty stays.
 * @param {string} directory
 * @param {number} unownedMs
 */
async function removeAbandoned(directory, unownedMs) {
  const born = await stat(directory).then((it) => it.mtimeMs, () => Date.now());
  if (Date.now() - born > unownedMs) await rmdir(directory).catch(() => undefined);
}

/**
 * Runs `work` while holding a lock between processes. A lock whose owner has died is taken over.
 * @template T
 * @param {string} directory
 * @param {() => Promise<T>} work
 * @param {LockOptions} [options]
 * @returns {Promise<T>}
 */
export async function withLock(directory, work, options = {}) {
  const { waitMs = 20 * 60_000, pollMs = 200, unownedMs = 10_000 } = options;
  const self = ownerFile(process.pid);
  const giveUpAt = Date.now() + waitMs;
  let told = false;
  await mkdir(dirname(directory), { recursive: true });
  while (!(await take(directory, self))) {
    const owner = await readOwner(directory);
    if (owner === undefined) await removeAbandoned(directory, unownedMs);
    else if (await takeOver(directory, self, owner)) break;
    if (!told) options.onWait?.(owner);
    told = true;
    if (Date.now() > giveUpAt) {
      throw new Problem(
        'Another Doorbell is setting up this project and does not finish.',
        owner === undefined ? `The lock ${directory} is held.` : `Process ${owner.pid} on ${owner.host} holds ${directory}.`,
        `End that process, or remove the folder ${directory}, then run the command again.`,
      );
    }
    await sleep(pollMs);
  }
  try {
    return await work();
  } finally {
    await unlink(join(directory, self)).catch(() => undefined);
    await rmdir(directory).catch(() => undefined);
  }
}

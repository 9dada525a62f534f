import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive } from './is-alive.mjs';
import { Problem } from './say.mjs';

/**
 * @typedef {{ pid: number, host: string, token: string }} Owner
 * @typedef {{ waitMs?: number, pollMs?: number, unownedMs?: number, onWait?: (owner: Owner | undefined) => void }} LockOptions
 *   `waitMs`: give up after; `unownedMs`: a lock without an owner's name is abandoned when this old
 */

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** @param {number} ms */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {string} directory
 * @returns {Promise<Owner | undefined>}
 */
async function readOwner(directory) {
  try {
    const owner = JSON.parse(await readFile(join(directory, 'owner.json'), 'utf8'));
    return typeof owner?.pid === 'number' && typeof owner.host === 'string' ? owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} directory
 * @param {Owner | undefined} owner
 * @param {number} unownedMs
 */
async function isStale(directory, owner, unownedMs) {
  if (owner !== undefined) return owner.host === hostname() && !isAlive(owner.pid);
  try {
    return Date.now() - (await stat(directory)).mtimeMs > unownedMs;
  } catch {
    return false;
  }
}

/**
 * Removes a stale lock. Renaming decides who of several waiters does it; a waiter who was late, and has renamed a lock that
 * somebody has taken since, puts it back.
 * @param {string} directory
 * @param {Owner | undefined} owner
 */
async function removeStale(directory, owner) {
  const aside = `${directory}.stale-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    await rename(directory, aside);
  } catch {
    return;
  }
  const taken = await readOwner(aside);
  if (taken?.token === owner?.token) await rm(aside, { recursive: true, force: true });
  else await rename(aside, directory).catch(() => rm(aside, { recursive: true, force: true }));
}

/**
 * Runs `work` while holding a lock between processes: a directory, because creating one is atomic on every file system.
 * A lock whose owner has died is taken over.
 * @template T
 * @param {string} directory
 * @param {() => Promise<T>} work
 * @param {LockOptions} [options]
 * @returns {Promise<T>}
 */
export async function withLock(directory, work, options = {}) {
  const { waitMs = 20 * 60_000, pollMs = 200, unownedMs = 10_000 } = options;
  /** @type {Owner} */
  const self = { pid: process.pid, host: hostname(), token: `${process.pid}-${Date.now()}-${Math.random()}` };
  const giveUpAt = Date.now() + waitMs;
  let told = false;
  await mkdir(dirname(directory), { recursive: true });
  for (;;) {
    try {
      await mkdir(directory);
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const owner = await readOwner(directory);
    if (await isStale(directory, owner, unownedMs)) {
      await removeStale(directory, owner);
      continue;
    }
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
    await writeFile(join(directory, 'owner.json'), JSON.stringify(self));
    return await work();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ version?: string, optional?: boolean, os?: readonly string[] | string, cpu?: readonly string[] | string, libc?: readonly string[] }} LockedPackage
 * @typedef {{ lock: string, node: string }} Stamp `lock`: hash of the lockfile that was installed; `node`: what runs the tools
 */

/** @param {string} base */
const stampPath = (base) => join(base, 'node_modules', '.doorbell-stamp.json');

/** @param {string} base */
export function lockHash(base) {
  const hash = createHash('sha256').update(readFileSync(join(base, 'package-lock.json')));
  return hash.update(`${process.platform}-${process.arch}`).digest('hex');
}

/**
 * The stamp of an installation that fits the lockfile.
 * @param {string} base
 * @returns {Stamp | undefined}
 */
export function readStamp(base) {
  try {
    const stamp = JSON.parse(readFileSync(stampPath(base), 'utf8'));
    return stamp.lock === lockHash(base) && existsSync(stamp.node) ? stamp : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} base
 * @param {string} node
 */
export function writeStamp(base, node) {
  writeFileSync(stampPath(base), JSON.stringify({ lock: lockHash(base), node }));
}

/**
 * @param {string} path
 * @returns {Readonly<Record<string, LockedPackage>> | undefined}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Which C library this system has is npm's to find out: packages that depend on it may be missing.
 * @param {LockedPackage} entry
 */
function isForThisPlatform({ os, cpu, libc }) {
  return os?.includes(process.platform) === true && cpu?.includes(process.arch) === true && libc === undefined;
}

/**
 * Whether npm has already installed exactly what the lockfile says: somebody who ran `npm ci` by hand does not wait again.
 * Optional packages of other platforms may be missing.
 * @param {string} base
 */
export function matchesLockfile(base) {
  const wanted = readPackages(join(base, 'package-lock.json'));
  const present = readPackages(join(base, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true && !isForThisPlatform(entry);
    return found.version === entry.version && existsSync(join(base, path));
  });
}

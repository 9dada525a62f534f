import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ignored = new Set(['node_modules', 'out', '.git', 'test-results', 'playwright-report']);

/**
 * Files below the given paths, sorted. Tests are left out: they do not change what is built.
 * @param {string} base
 * @param {readonly string[]} paths files and folders, relative to `base`; missing ones are skipped
 * @returns {readonly string[]} relative paths
 */
export function listFiles(base, paths) {
  /** @type {string[]} */
  const files = [];
  /** @param {string} path */
  const visit = (path) => {
    const status = statSync(join(base, path), { throwIfNoEntry: false });
    if (status === undefined) return;
    if (!status.isDirectory()) {
      if (!/\.test\.ts$/.test(path)) files.push(path);
      return;
    }
    for (const name of readdirSync(join(base, path))) if (!ignored.has(name)) visit(`${path}/${name}`);
  };
  for (const path of paths) visit(path);
  return files.sort();
}

/**
 * What tells one state of the sources from another. `quick` (sizes and times) is cheap and changes too often, with a
 * checkout for example; `exact` (contents) is asked only when `quick` differs.
 * @param {string} base
 * @param {readonly string[]} paths
 */
export function sourceHash(base, paths) {
  const files = listFiles(base, paths);
  return {
    quick() {
      const hash = createHash('sha256');
      for (const file of files) {
        const status = statSync(join(base, file));
        hash.update(`${file}\0${status.size}\0${status.mtimeMs}\0`);
      }
      return hash.digest('hex');
    },
    exact() {
      const hash = createHash('sha256');
      for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(base, file))).update('\0');
      return hash.digest('hex');
    },
  };
}

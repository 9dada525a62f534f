import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';
import { Problem, say } from './say.mjs';

/** Node runs TypeScript by itself from here on, which build and checks rely on. */
const neededMajor = 24;

/**
 * Where npm put the Node of this project, if it exists for this platform.
 * @param {string} [base]
 * @returns {string | undefined}
 */
export function pinnedNodePath(base = root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(base, 'node_modules', `node-${platform}-${process.arch}`, 'bin', file);
  return existsSync(path) ? path : undefined;
}

/**
 * @param {string} node
 * @returns {string | undefined} for example `24.21.0`; undefined when it does not run here, as on a system without glibc
 */
export function versionOf(node) {
  try {
    return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/**
 * The Node that runs everything but the bootstrap. Costs a process start, so the answer is kept with the installation.
 * @returns {string}
 */
export function chooseNode() {
  const pinned = pinnedNodePath();
  if (pinned !== undefined && versionOf(pinned) !== undefined) return pinned;
  const system = process.execPath;
  const version = process.versions.node;
  if (Number(version.split('.')[0]) < neededMajor) {
    throw new Problem(
      `Node ${neededMajor} is needed, and this is Node ${version}.`,
      pinned === undefined
        ? `The registry has no Node package for ${process.platform}-${process.arch}, so the system's Node has to do.`
        : `The Node package for ${process.platform}-${process.arch} does not run on this system.`,
      `Install Node ${neededMajor} or newer from https://nodejs.org, then run the command again.`,
    );
  }
  say(`The project's own Node is not available for ${process.platform}-${process.arch}: using the system's Node ${version}.`);
  return system;
}

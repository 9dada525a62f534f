import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockHash } from './installed.mjs';
import { withLock } from './lock.mjs';
import { inProject, root, stateDirectory, tools } from './project.mjs';
import { run } from './run.mjs';
import { Problem, say } from './say.mjs';
import { sourceHash } from './source-hash.mjs';

/** Everything that decides what is built. */
const sources = ['main', 'renderer', 'sdk', 'plugins', 'experiments', 'package.json', 'electron.vite.config.ts', 'LICENSE', 'tools/build-plugins.mjs', 'tools/build-sdk.ts', 'tools/sdk'];

const stampPath = inProject('out/.build.json');

/** @returns {{ quick: string, exact: string, lock: string } | undefined} */
function readBuildStamp() {
  try {
    return JSON.parse(readFileSync(stampPath, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns {boolean} */
export function isFresh() {
  const stamp = readBuildStamp();
  if (stamp === undefined || stamp.lock !== lockHash(root)) return false;
  const hash = sourceHash(root, sources);
  const quick = hash.quick();
  if (stamp.quick === quick) return true;
  if (stamp.exact !== hash.exact()) return false;
  writeFileSync(stampPath, JSON.stringify({ ...stamp, quick }));
  return true;
}

/** The samples ship beside the program, with the traces that they name. */
function copySamples() {
  const from = inProject('experiments');
  const to = inProject('out/experiments');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  if (!existsSync(from)) return;
  for (const name of readdirSync(from)) if (/\.ya?ml$/.test(name)) copyFileSync(join(from, name), join(to, name));
  if (existsSync(join(from, 'traces'))) cpSync(join(from, 'traces'), join(to, 'traces'), { recursive: true });
}

/**
 * Runs one step quietly; what it wrote is shown only when it fails.
 * @param {string} node
 * @param {string} title
 * @param {readonly string[]} args
 */
async function step(node, title, args) {
  let output = '';
  const ended = await run(node, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
    onStart: (child) => {
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    },
  });
  if (ended.interrupted) throw new Problem('Interrupted while building.', '', 'Run the command again to go on.', ended.code);
  if (ended.code !== 0) {
    process.stderr.write(output);
    throw new Problem(`${title} failed (exit code ${ended.code}).`, 'The messages above say where.', 'Fix the source, then run the command again.', 1);
  }
  for (const line of output.split('\n')) if (line.includes('warning:')) say(line);
}

/** @param {string} node */
async function build(node) {
  const startedAt = Date.now();
  const hash = sourceHash(root, sources);
  // Taken before: what changes while we build makes the result stale, not fresh.
  const stamp = { quick: hash.quick(), exact: hash.exact(), lock: lockHash(root) };
  say('Building …');
  rmSync(stampPath, { force: true });
  await step(node, 'The build', [tools.electronVite, 'build', '--logLevel', 'warn']);
  await step(node, 'Bundling the data paths', [inProject('tools/build-plugins.mjs')]);
  await step(node, 'Packing the SDK', [inProject('tools/build-sdk.ts')]);
  copySamples();
  writeFileSync(stampPath, JSON.stringify(stamp));
  say(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/**
 * Builds when a source has changed since the last time.
 * @param {string} node
 * @param {{ force?: boolean }} [options]
 */
export async function ensureBuilt(node, { force = false } = {}) {
  if (!force && isFresh()) return;
  await withLock(join(stateDirectory, 'setup.lock'), async () => {
    // Whoever held the lock before may have built it.
    if (force || !isFresh()) await build(node);
  });
}

import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { matchesLockfile, readStamp, writeStamp } from './installed.mjs';
import { withLock } from './lock.mjs';
import { chooseNode } from './pinned-node.mjs';
import { root, stateDirectory, systemPath } from './project.mjs';
import { run } from './run.mjs';
import { createProgress, Problem, say } from './say.mjs';

const windows = process.platform === 'win32';

/**
 * How to start npm: the one that runs us, else the one beside this Node, else the one on PATH.
 * @returns {{ command: string, args: readonly string[] }}
 */
function findNpm() {
  const path = systemPath();
  const folders = path.split(delimiter);
  // When npm runs a script, `node` may be the project's own, which the installation replaces.
  const system = folders.map((folder) => join(folder, windows ? 'node.exe' : 'node')).find((file) => existsSync(file));
  const node = system ?? process.execPath;
  const fromNpm = process.env['npm_execpath'];
  const scripts = [
    ...(fromNpm !== undefined && /npm-cli\.js$/.test(fromNpm) ? [fromNpm] : []),
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
  ];
  const script = scripts.find((file) => existsSync(file));
  if (script !== undefined) return { command: node, args: [script] };
  const npm = folders.map((folder) => join(folder, windows ? 'npm.cmd' : 'npm')).find((file) => existsSync(file));
  if (npm !== undefined && !windows) return { command: npm, args: [] };
  throw new Problem('npm was not found.', 'It comes with Node and installs what Doorbell is built from.', 'Install npm, then run the command again.');
}

/**
 * What to do about a failed installation, from what npm wrote.
 * @param {string} errors
 */
export function explainInstallFailure(errors) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EIDLETIMEOUT|network/i.test(errors)) {
    return (
      'The package registry cannot be reached. Connect to the network once; everything is reused afterwards.\n' +
      'Behind a proxy: npm config set proxy http://HOST:PORT. With a mirror: npm config set registry https://MIRROR/.'
    );
  }
  if (/EUSAGE|in sync/.test(errors)) {
    return 'package.json and package-lock.json do not fit together: run `npm install`, and commit package-lock.json.';
  }
  if (/ENOSPC/.test(errors)) return 'The disk is full: about 800 MB are needed.';
  if (/EACCES|EPERM/.test(errors)) return `Make ${root} and npm's cache writable for you (check who owns node_modules).`;
  if (/EINTEGRITY/.test(errors)) return 'A package in npm\'s cache is damaged: run `npm cache verify`, then the command again.';
  return 'Read the messages of npm above, then run the command again.';
}

// A registry that does not answer is known after seconds; npm's own patience is more than a minute.
const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

async function installPackages() {
  const npm = findNpm();
  const startedAt = Date.now();
  const progress = createProgress();
  say('Installing what package-lock.json lists (once; about 430 MB) …');
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    progress.show(`Installing … ${seconds} s`);
  }, 1_000);
  let errors = '';
  const ended = await run(
    npm.command,
    [...npm.args, 'ci', '--prefer-offline', '--ignore-scripts', ...patience, ...quiet],
    {
      cwd: root,
      env: { ...process.env, PATH: systemPath() },
      // npm's stdout says what was added; stdout belongs to the command that was asked for.
      stdio: ['ignore', 'ignore', 'pipe'],
      onStart: (child) => child.stderr?.setEncoding('utf8').on('data', (text) => (errors += text)),
    },
  );
  clearInterval(timer);
  progress.done();
  if (ended.interrupted) throw new Problem('Interrupted while installing.', '', 'Run the command again to go on.', ended.code);
  if (ended.code !== 0) {
    const said = errors.split('\n').filter((line) => line.trim() !== '' && !/^npm error\s+(at |$)/.test(line));
    const heard = said.slice(0, 8).join('\n');
    throw new Problem(`npm ci failed (exit code ${ended.code}).`, ended.error?.message ?? heard, explainInstallFailure(errors));
  }
  say(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

/**
 * Makes node_modules what package-lock.json says, and does nothing when it already is.
 * @returns {Promise<string>} the Node that runs everything else
 */
export async function ensureInstalled() {
  const stamp = readStamp(root);
  if (stamp !== undefined) return stamp.node;
  return withLock(
    join(stateDirectory, 'setup.lock'),
    async () => {
      const meanwhile = readStamp(root);
      if (meanwhile !== undefined) return meanwhile.node;
      if (!matchesLockfile(root)) await installPackages();
      const node = chooseNode();
      writeStamp(root, node);
      return node;
    },
    { onWait: (owner) => say(`Another Doorbell${owner === undefined ? '' : ` (process ${owner.pid})`} is setting up: waiting …`) },
  );
}

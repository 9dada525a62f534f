import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from './project.mjs';
import { run } from './run.mjs';
import { createProgress, say } from './say.mjs';

const folder = inProject('node_modules/electron');

/**
 * The executable, if it is there. Only looks: loading the package would start a download.
 * @param {string} [base] the electron package
 * @returns {string | undefined}
 */
export function findElectron(base = folder) {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  let name = process.platform === 'win32' ? 'electron.exe' : 'electron';
  try {
    name = readFileSync(join(base, 'path.txt'), 'utf8').trim();
  } catch {
    // Written after unpacking: without it a folder `dist` may be half a download.
    if (override === undefined) return undefined;
  }
  const path = join(override ?? join(base, 'dist'), name);
  return existsSync(path) ? path : undefined;
}

/**
 * Bytes below a folder.
 * @param {string} path
 * @returns {number}
 */
function bytesBelow(path) {
  try {
    if (!statSync(path).isDirectory()) return statSync(path).size;
    return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
  } catch {
    // Files come and go while somebody unpacks.
    return 0;
  }
}

/**
 * Calls `onStall` when `measure` has not grown for `stallMs`.
 * @param {{ measure: () => number, stallMs: number, pollMs?: number, onSample?: (bytes: number) => void, onStall: () => void }} options
 * @returns {() => void} stops watching
 */
export function watchGrowth({ measure, stallMs, pollMs = 500, onSample, onStall }) {
  let most = measure();
  let grownAt = Date.now();
  const timer = setInterval(() => {
    const bytes = measure();
    onSample?.(bytes);
    // Any change is a sign of life: unpacking starts anew after downloading.
    if (bytes !== most) {
      most = bytes;
      grownAt = Date.now();
    } else if (Date.now() - grownAt >= stallMs) {
      clearInterval(timer);
      onStall();
    }
  }, pollMs);
  return () => clearInterval(timer);
}

/**
 * Resolves when somebody at a terminal presses a key. Ctrl-C stays Ctrl-C.
 * @param {() => void} onKey
 * @returns {() => void} stops listening
 */
function onAnyKey(onKey) {
  const input = process.stdin;
  if (!input.isTTY) return () => {};
  /** @param {Buffer} data */
  const listener = (data) => {
    if (data[0] === 3) process.kill(process.pid, 'SIGINT');
    else onKey();
  };
  input.setRawMode(true);
  input.on('data', listener);
  input.resume();
  return () => {
    input.off('data', listener);
    input.setRawMode(false);
    input.pause();
  };
}

/**
 * Downloads Electron's binary with its own installer, showing how far it is. Gives up only when nothing moves any more.
 * @param {string} node
 * @param {{ script?: string, stallMs?: number, distDirectory?: string }} [options] `script`: what downloads
 * @returns {Promise<{ ok: true } | { ok: false, interrupted: boolean, why: string }>}
 */
export async function downloadElectron(node, options = {}) {
  const { script = join(folder, 'install.js'), distDirectory = join(folder, 'dist') } = options;
  const stallMs = options.stallMs ?? Number(process.env['DOORBELL_STALL_SECONDS'] ?? 30) * 1000;
  // The installer says nothing while it works; what it writes tells.
  const temporary = mkdtempSync(join(tmpdir(), 'doorbell-electron-'));
  const progress = createProgress({ everyMs: 5_000 });
  const startedAt = Date.now();
  const skippable = process.stdin.isTTY ? ' Press any key to go on without it.' : '';
  say(`Downloading Electron (once; about 115 MB).${skippable}`);
  say('DOORBELL_SKIP_ELECTRON=1 or --web skips this, and opens the lab in a browser.');
  /** @type {'skipped' | 'stalled' | undefined} */
  let stopped;
  let errors = '';
  /** @type {(() => void)[]} */
  const cleanups = [];
  const ended = await run(node, [script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      ELECTRON_GET_NO_PROGRESS: '1',
      NODE_USE_ENV_PROXY: '1',
    },
    onStart: (child) => {
      child.stderr?.setEncoding('utf8').on('data', (text) => (errors += text));
      /** @param {'skipped' | 'stalled'} reason */
      const stop = (reason) => {
        stopped ??= reason;
        child.kill('SIGKILL');
      };
      cleanups.push(
        watchGrowth({
          measure: () => bytesBelow(temporary) + bytesBelow(distDirectory),
          stallMs,
          onSample: (bytes) => {
            const seconds = (Date.now() - startedAt) / 1000;
            progress.show(`Electron: ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`);
          },
          onStall: () => stop('stalled'),
        }),
        onAnyKey(() => stop('skipped')),
      );
    },
  });
  for (const cleanup of cleanups) cleanup();
  progress.done();
  rmSync(temporary, { recursive: true, force: true });
  if (ended.interrupted) return { ok: false, interrupted: true, why: 'interrupted' };
  if (stopped === 'skipped') return { ok: false, interrupted: false, why: 'the download was skipped' };
  if (stopped === 'stalled') {
    return { ok: false, interrupted: false, why: `the download stalled: no progress for ${stallMs / 1000} s` };
  }
  if (ended.code !== 0) return { ok: false, interrupted: false, why: `the download failed: ${summarise(errors, ended.code)}` };
  return { ok: true };
}

/**
 * The line of a stack trace that says most: the innermost cause.
 * @param {string} errors
 * @param {number} code
 */
export function summarise(errors, code) {
  const lines = errors.split('\n').map((line) => line.trim());
  const cause = lines.filter((line) => /(?:\[cause\]: )?\w*Error\b.*:|ENOTFOUND|EAI_AGAIN|ECONNREFUSED/.test(line)).at(-1);
  const said = cause?.replace(/^\[cause\]: /, '').replace(/\s*\{$/, '') ?? lines.find((line) => line !== '') ?? `exit code ${code}`;
  return /fetch failed|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT/.test(said)
    ? `${said} (no network, or github.com cannot be reached; ELECTRON_MIRROR names another source)`
    : said;
}

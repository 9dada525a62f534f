import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './project.mjs';

/** How long a child may take to end after a signal before it is killed, in ms. */
const graceMs = 5_000;

/**
 * @typedef {{
 *   cwd?: string,
 *   env?: NodeJS.ProcessEnv,
 *   stdio?: import('node:child_process').StdioOptions,
 *   foreground?: boolean,
 *   graceMs?: number,
 *   onStart?: (child: import('node:child_process').ChildProcess) => void,
 * }} RunOptions `foreground`: stay in the terminal's process group, so that the child can read the terminal
 * @typedef {{ code: number, signal: NodeJS.Signals | undefined, error?: Error, interrupted: boolean }} Ended
 *   `code` as a shell would report it; `interrupted`: a signal to the bootstrap ended it
 */

const windows = process.platform === 'win32';

/**
 * Signals everything that is left of a process group.
 * @param {number | undefined} pid of the group's leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  if (pid === undefined || windows) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing is left.
  }
}

/**
 * Runs a program to its end. SIGINT, SIGTERM and SIGHUP are handed on; when the program has ended, whatever it left in its
 * process group is killed, so nothing outlives the bootstrap.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export function run(command, args, options = {}) {
  const grouped = !windows && options.foreground !== true;
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.stdio ?? 'inherit',
      detached: grouped,
      windowsHide: true,
    });
    let interrupted = false;
    /** @type {NodeJS.Timeout | undefined} */
    let killTimer;
    const kill = () => {
      if (grouped) signalGroup(child.pid, 'SIGKILL');
      child.kill('SIGKILL');
    };
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      if (interrupted) {
        kill();
        return;
      }
      interrupted = true;
      // A terminal sends its Ctrl-C to the whole foreground group: the child has had it already.
      if (grouped || signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      killTimer = setTimeout(kill, options.graceMs ?? graceMs);
    };
    /** @type {readonly NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    /** @param {Omit<Ended, 'interrupted'>} ended */
    const finish = (ended) => {
      for (const signal of signals) process.off(signal, forward);
      clearTimeout(killTimer);
      settle({ ...ended, interrupted });
    };
    child.once('error', (error) => finish({ code: 127, signal: undefined, error }));
    child.once('exit', (code, signal) => {
      if (grouped) signalGroup(child.pid, 'SIGKILL');
      const ended = { code: code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0), signal: signal ?? undefined };
      // What was written into pipes is heard first; a stranger who inherited a pipe cannot hold the end back.
      const late = setTimeout(() => finish(ended), 1_000);
      child.once('close', () => {
        clearTimeout(late);
        finish(ended);
      });
    });
    options.onStart?.(child);
  });
}

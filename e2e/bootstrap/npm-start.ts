import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base } from '@playwright/test';

export const root = resolve(import.meta.dirname, '../..');

/** A running `npm start`. */
export interface Started {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first match; rejects with the output when npm ends before. */
  hears(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Signals the whole group, as a terminal does. */
  kill(signal: NodeJS.Signals): void;
  /** Signals npm alone, as a service manager does. */
  killNpm(signal: NodeJS.Signals): void;
}

type Environment = Readonly<Record<string, string>>;

function npmStart(args: readonly string[], environment: Environment, cwd: string): Started {
  const env: NodeJS.ProcessEnv = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', DOORBELL_NO_BROWSER: '1', ...environment };
  // npm of the outer `npm test` must not colour the inner one.
  for (const name of Object.keys(env)) if (/^npm_/.test(name) || name === 'INIT_CWD') delete env[name];
  const child = spawn('npm', ['--prefix', root, 'start', ...(args.length > 0 ? ['--', ...args] : [])], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  const wake = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
      for (const look of wake) look();
    });
  }
  const ended = new Promise<number | string>((settle) => child.once('close', (code, signal) => settle(code ?? signal ?? 'unknown')));
  return {
    pid: child.pid ?? -1,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    hears: (stream, pattern) =>
      new Promise((settle, reject) => {
        const look = (): void => {
          const found = pattern.exec(text[stream]);
          if (found === null) return;
          wake.delete(look);
          settle(found);
        };
        wake.add(look);
        look();
        void ended.then((code) => reject(new Error(`npm start ended with ${code} before ${String(pattern)}:\n${text.stdout}${text.stderr}`)));
      }),
    ended,
    kill: (signal) => process.kill(-(child.pid ?? 0), signal),
    killNpm: (signal) => child.kill(signal),
  };
}

interface Fixtures {
  readonly folder: string;
  /** Runs `npm start -- args`; ended with the test. */
  readonly start: (args?: readonly string[], environment?: Environment) => Started;
}

export const test = base.extend<Fixtures>({
  // Playwright wants a pattern here, even an empty one.
  folder: async ({ browserName: _ }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'doorbell start-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  start: async ({ folder }, use) => {
    const started: Started[] = [];
    await use((args = [], environment = {}) => {
      const one = npmStart(args, { DOORBELL_WORKSPACE: join(folder, 'workspace'), ...environment }, folder);
      started.push(one);
      return one;
    });
    for (const one of started) {
      try {
        one.kill('SIGTERM');
      } catch {
        // It has ended already.
      }
      await one.ended;
    }
  },
});

export { expect } from '@playwright/test';

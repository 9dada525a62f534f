import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { SpawnWorker } from '../services/worker-process.ts';

/** Starts workers with plain Node from the built entries in `directory`. Not for Electron, which has utility processes. */
export function forkWorker(directory: string): SpawnWorker {
  return (entry) => {
    const child = fork(join(directory, `${entry}.js`), [], {
      // The host's stdout carries its answer and nothing else.
      stdio: ['ignore', 2, 2, 'ipc'],
      execArgv: [],
      // Ctrl-C in a terminal is for the host, which ends its workers in order; without a host they end by themselves.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const exitListeners: ((code: number | undefined) => void)[] = [];
    let ended: { readonly code: number | undefined } | undefined;
    const end = (code: number | undefined) => {
      if (ended) return;
      ended = { code };
      for (const listener of exitListeners.splice(0)) listener(code);
    };
    child.on('exit', (code) => { end(code ?? undefined); });
    // A process that cannot start has an error and no exit.
    child.on('error', () => { if (child.pid === undefined) end(undefined); });
    return {
      get pid() { return child.pid; },
      send(message) {
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage(listener) { child.on('message', listener); },
      onExit(listener) {
        if (ended) listener(ended.code);
        else exitListeners.push(listener);
      },
      kill() { child.kill('SIGKILL'); },
    };
  };
}

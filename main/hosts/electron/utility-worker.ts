import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { SpawnWorker } from '../../services/worker-process.ts';
import { report } from './report.ts';

/** Starts workers as utility processes from the built entries in `directory`. Only once the app is ready. */
export function utilityWorker(directory: string): SpawnWorker {
  return (entry) => {
    // Options come third: given second, they would be taken for arguments without a word.
    const child = utilityProcess.fork(join(directory, `${entry}.js`), [], { serviceName: `Doorbell ${entry}`, stdio: 'inherit' });
    const exitListeners: ((code: number | undefined) => void)[] = [];
    let ended: { readonly code: number } | undefined;
    let killed = false;
    child.on('exit', (code) => {
      ended = { code };
      if (code !== 0 && !killed) report('worker-died', { entry, code });
      for (const listener of exitListeners.splice(0)) listener(code);
    });
    // Nothing can be killed before it has been started.
    child.on('spawn', () => { if (killed) child.kill(); });
    child.on('error', (type, location) => { report('worker-error', { entry, type, location }); });
    return {
      get pid() { return child.pid; },
      send(message) {
        if (!ended) child.postMessage(message);
      },
      onMessage(listener) { child.on('message', listener); },
      onExit(listener) {
        if (ended) listener(ended.code);
        else exitListeners.push(listener);
      },
      kill() {
        // The first is a request on most systems (SIGTERM), which a process that is stopped, say, does not hear.
        if (killed && child.pid !== undefined) forceEnd(child.pid);
        else child.kill();
        killed = true;
      },
    };
  };
}

function forceEnd(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

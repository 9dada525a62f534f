import type { WorkerProcess } from './worker-process.ts';

/** How long a killed worker may take, ms. */
export interface EndPatience {
  /** From the first kill to the second, for systems where the first one is a request. */
  readonly againMs: number;
  /** From the first kill to when nobody waits any longer: a process that the system itself holds, on a dead disk perhaps. */
  readonly giveUpMs: number;
}

/** A killed process is gone in some ten ms, a large one on a busy machine in some hundred. */
export const defaultEndPatience: EndPatience = { againMs: 1000, giveUpMs: 5000 };

/** Workers that were killed. Until they have exited, their memory and the files they hold are not free. */
export interface WorkerEnds {
  /** Kills a worker; resolves when it has exited, or at the end of patience. Never rejects. */
  end(worker: WorkerProcess): Promise<void>;
  /** Resolves when all that were ended have exited or the patience with them is over, with the number that live on. */
  all(): Promise<number>;
}

/** Keeps account of the ends of one client's workers. */
export function createWorkerEnds(patience: EndPatience = defaultEndPatience): WorkerEnds {
  const living = new Set<WorkerProcess>();
  const ends = new Set<Promise<void>>();

  function exitOf(worker: WorkerProcess): Promise<void> {
    return new Promise((resolve) => {
      const again = setTimeout(() => { worker.kill(); }, patience.againMs);
      const giveUp = setTimeout(resolve, patience.giveUpMs);
      worker.onExit(() => {
        clearTimeout(again);
        clearTimeout(giveUp);
        living.delete(worker);
        resolve();
      });
      worker.kill();
    });
  }

  return {
    end(worker) {
      living.add(worker);
      const end = exitOf(worker).finally(() => ends.delete(end));
      ends.add(end);
      return end;
    },
    async all() {
      await Promise.all(ends);
      return living.size;
    },
  };
}

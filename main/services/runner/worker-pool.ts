import type { SpawnWorker } from '../worker-process.ts';
import type { TaskName, WorkerTasks } from '../worker-protocol.ts';
import { createEngineWorkerClient, type EngineWorkerClient, type Outcome, type Request, type RequestOptions, type WorkerPatience } from './engine-worker-client.ts';

/** A number of engine workers that take requests in turn. Processes start when they are first needed and then stay. */
export interface WorkerPool {
  readonly size: number;
  /** Waits for a free worker; a request that is cancelled while it waits is never sent. */
  submit(request: Request, options?: RequestOptions): Promise<Outcome>;
  /** Ends all workers; what they were doing counts as cancelled. Resolves when they have exited, with the number that could not be waited for. */
  close(): Promise<number>;
}

/** A pool of `size` workers. */
export function createWorkerPool(spawn: SpawnWorker, size: number, onIdleExit: (code: number | undefined) => void, patience?: WorkerPatience): WorkerPool {
  const workers = Array.from({ length: size }, () => createEngineWorkerClient(spawn, onIdleExit, patience));
  const idle: EngineWorkerClient[] = [...workers].reverse();
  const queue: ((worker: EngineWorkerClient | undefined) => void)[] = [];

  function claim(signal: AbortSignal | undefined): Promise<EngineWorkerClient | undefined> {
    const free = idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    return new Promise((resolve) => {
      const give = (worker: EngineWorkerClient | undefined): void => {
        signal?.removeEventListener('abort', abandon);
        resolve(worker);
      };
      const abandon = (): void => {
        queue.splice(queue.indexOf(give), 1);
        give(undefined);
      };
      signal?.addEventListener('abort', abandon, { once: true });
      queue.push(give);
    });
  }

  function release(worker: EngineWorkerClient): void {
    const next = queue.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  }

  return {
    size,
    async submit(request, options = {}) {
      if (options.signal?.aborted === true) return { kind: 'cancelled' };
      const worker = await claim(options.signal);
      if (worker === undefined) return { kind: 'cancelled' };
      try {
        return await worker.request(request, options);
      } finally {
        release(worker);
      }
    },
    async close() {
      for (const waiting of queue.splice(0)) waiting(undefined);
      const left = await Promise.all(workers.map((worker) => worker.close()));
      return left.reduce((sum, each) => sum + each, 0);
    },
  };
}

/** Thrown when the caller gave up. */
export class CancelledError extends Error {
  constructor() {
    super('Cancelled.');
    this.name = 'AbortError';
  }
}

/** Does named heavy work in a pool. Rejects with a message for users, or with a {@link CancelledError}. */
export async function runTask<Name extends TaskName>(
  pool: WorkerPool,
  name: Name,
  argument: WorkerTasks[Name]['argument'],
  signal?: AbortSignal,
): Promise<WorkerTasks[Name]['answer']> {
  // The compiler cannot see that one name goes with one argument.
  const request = { type: 'task', name, argument } as unknown as Request;
  const outcome = await pool.submit(request, signal === undefined ? {} : { signal });
  if (outcome.kind === 'cancelled') throw new CancelledError();
  if (outcome.kind === 'crashed') throw new Error(`The worker process that did "${name}" stopped: ${outcome.reason}. Try again; if it happens again, look into the logs of the workspace.`);
  if (outcome.reply.type === 'answer') return outcome.reply.answer;
  throw new Error(outcome.reply.type === 'error' ? outcome.reply.message : `The worker process answered "${name}" with "${outcome.reply.type}".`);
}

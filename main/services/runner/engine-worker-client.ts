import { createWorkerEnds } from '../end-worker.ts';
import type { SpawnWorker, WorkerProcess } from '../worker-process.ts';
import { isWorkerMessage, type WorkerReply, type WorkerRequest } from '../worker-protocol.ts';

/** A request without its number. */
export type Request = WorkerRequest extends infer One ? (One extends { readonly type: 'run' | 'task' } ? Omit<One, 'id'> : never) : never;

/** How a request ended. `crashed`: the process died or had to be killed; it is gone by then, as after a cancel that took a kill. */
export type Outcome =
  | { readonly kind: 'reply'; readonly reply: WorkerReply }
  | { readonly kind: 'crashed'; readonly code: number | undefined; readonly reason: string }
  | { readonly kind: 'cancelled' };

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: number) => void;
}

/** One engine worker that does one request at a time. Its process starts with the first request and again after a crash. */
export interface EngineWorkerClient {
  readonly pid: number | undefined;
  request(request: Request, options?: RequestOptions): Promise<Outcome>;
  /** Ends the process. Resolves when it, and all that were killed before, have exited, with the number that could not be waited for. */
  close(): Promise<number>;
}

/** Times after which a worker is taken for dead, ms. */
export interface WorkerPatience {
  /** From a cancel to its answer. */
  readonly cancelMs: number;
  /** Between two signs of life of a run. */
  readonly silenceMs: number;
}

/** A cancel shall be over within a second, with the kill and what is to be written. */
export const defaultPatience: WorkerPatience = { cancelMs: 700, silenceMs: 30_000 };

interface Pending {
  readonly id: number;
  settle(outcome: Outcome): void;
  alive(progress: number | undefined): void;
}

/** A client for workers started by `spawn`. `onIdleExit` hears of processes that end without being asked to. */
export function createEngineWorkerClient(
  spawn: SpawnWorker,
  onIdleExit: (code: number | undefined) => void,
  patience: WorkerPatience = defaultPatience,
): EngineWorkerClient {
  let worker: WorkerProcess | undefined;
  let pending: Pending | undefined;
  let lastId = 0;
  let closed = false;
  const ends = createWorkerEnds();

  async function drop(): Promise<void> {
    const dropped = worker;
    worker = undefined;
    if (dropped !== undefined) await ends.end(dropped);
  }

  function start(): WorkerProcess {
    const started = spawn('engine-worker');
    started.onMessage((message) => {
      if (started !== worker || !isWorkerMessage(message) || message.id !== pending?.id) return;
      if (message.type === 'progress') pending.alive(message.progress);
      else pending.settle({ kind: 'reply', reply: message });
    });
    started.onExit((code) => {
      if (started !== worker) return;
      worker = undefined;
      if (pending !== undefined) pending.settle({ kind: 'crashed', code, reason: code === undefined ? 'it was killed' : `it ended with code ${String(code)}` });
      else if (!closed) onIdleExit(code);
    });
    return started;
  }

  return {
    get pid() {
      return worker?.pid;
    },
    request(request, options = {}) {
      if (closed) return Promise.resolve({ kind: 'cancelled' });
      if (pending !== undefined) throw new Error('An engine worker does one request at a time.');
      if (options.signal?.aborted === true) return Promise.resolve({ kind: 'cancelled' });
      return new Promise((resolve) => {
        lastId += 1;
        const id = lastId;
        let cancelTimer: NodeJS.Timeout | undefined;
        let silentTurns = 0;
        // Counted in turns and not by the clock: a laptop that slept has not been silent.
        const turns = 5;
        const silenceTimer = setInterval(() => {
          silentTurns += 1;
          if (request.type === 'run' && silentTurns > turns) {
            give({ kind: 'crashed', code: undefined, reason: `it gave no sign of life for ${String(patience.silenceMs / 1000)} s and was killed` });
          }
        }, patience.silenceMs / turns);
        const cancel = (): void => {
          worker?.send({ type: 'cancel', id } satisfies WorkerRequest);
          cancelTimer = setTimeout(() => give({ kind: 'cancelled' }), patience.cancelMs);
        };
        const rest = (): void => {
          clearTimeout(cancelTimer);
          clearInterval(silenceTimer);
          options.signal?.removeEventListener('abort', cancel);
        };
        /** Kills the process; the next request shall not begin beside one that still lives. */
        const give = (outcome: Outcome): void => {
          rest();
          void drop().then(() => settle(outcome));
        };
        const settle = (outcome: Outcome): void => {
          if (pending?.id !== id) return;
          pending = undefined;
          rest();
          const cancelled = options.signal?.aborted === true && outcome.kind === 'reply' && outcome.reply.type !== 'done';
          resolve(cancelled ? { kind: 'cancelled' } : outcome);
        };
        pending = {
          id,
          settle,
          alive(progress) {
            silentTurns = 0;
            if (progress !== undefined) options.onProgress?.(progress);
          },
        };
        options.signal?.addEventListener('abort', cancel, { once: true });
        worker ??= start();
        worker.send({ ...request, id });
      });
    },
    close() {
      closed = true;
      void drop();
      pending?.settle({ kind: 'cancelled' });
      return ends.all();
    },
  };
}

import { createWorkerEnds } from '../end-worker.ts';
import type { SpawnWorker, WorkerProcess } from '../worker-process.ts';
import { isDescribeReply } from './sandbox-protocol.ts';
import type { DescribeFailure, DescribeReply, DescribeRequest } from './sandbox-protocol.ts';

/** What the sandbox answered, or that it could not. */
export type SandboxAnswer =
  | { readonly type: 'described'; readonly model: string; readonly more?: readonly string[] }
  | { readonly type: 'failed'; readonly failure: DescribeFailure | 'ended' | 'silent'; readonly message: string };

/** The sandbox process, started on first use and again after it ended. */
export interface SandboxClient {
  /** Never rejects. */
  describe(request: Omit<DescribeRequest, 'type' | 'id'>): Promise<SandboxAnswer>;
  /** Ends the process. Resolves when it, and all that were killed before, have exited, with the number that could not be waited for. */
  close(): Promise<number>;
}

/** Longest wait for one answer, ms. The sandbox limits CPU time itself; this ends one that is stuck. */
const defaultPatienceMs = 30_000;

/** Asks one request at a time: the clock of a request does not run while others are served. */
export function createSandboxClient(spawn: SpawnWorker, patienceMs: number = defaultPatienceMs): SandboxClient {
  let running: WorkerProcess | undefined;
  let pending: { readonly id: number; readonly answer: (answer: SandboxAnswer) => void } | undefined;
  let nextId = 1;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  const ends = createWorkerEnds();

  function start(): WorkerProcess {
    const child = spawn('plugin-sandbox');
    child.onMessage((message) => {
      if (running === child && isDescribeReply(message) && message.id === pending?.id) pending.answer(withoutId(message));
    });
    child.onExit((code) => {
      if (running !== child) return;
      running = undefined;
      pending?.answer({
        type: 'failed', failure: 'ended',
        message: `The plugin sandbox ended ${code === undefined ? 'by a signal' : `with code ${code}`} while it was asked.`,
      });
    });
    return child;
  }

  async function end(): Promise<void> {
    const child = running;
    running = undefined;
    if (child !== undefined) await ends.end(child);
  }

  async function ask(request: Omit<DescribeRequest, 'type' | 'id'>): Promise<SandboxAnswer> {
    if (closed) return { type: 'failed', failure: 'ended', message: 'The plugin sandbox is closed.' };
    const id = nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        void end().then(() => {
          if (pending?.id === id) pending.answer({ type: 'failed', failure: 'silent', message: `It gave no answer within ${patienceMs / 1000} s.` });
        });
      }, patienceMs);
      pending = {
        id,
        answer(answer) {
          clearTimeout(timer);
          pending = undefined;
          resolve(answer);
        },
      };
      // A process that cannot start reports its exit at once, so everything must be in place before.
      running ??= start();
      running.send({ type: 'describe', id, ...request } satisfies DescribeRequest);
    });
  }

  return {
    describe(request) {
      const answer = last.then(() => ask(request));
      last = answer.catch(() => undefined);
      return answer;
    },
    close() {
      closed = true;
      void end();
      pending?.answer({ type: 'failed', failure: 'ended', message: 'The plugin sandbox is closed.' });
      return ends.all();
    },
  };
}

function withoutId(reply: DescribeReply): SandboxAnswer {
  if (reply.type === 'described') return { type: 'described', model: reply.model, ...(reply.more === undefined ? {} : { more: reply.more }) };
  return { type: 'failed', failure: reply.failure, message: reply.message.slice(0, 500) };
}

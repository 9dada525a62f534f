import { Worker } from 'node:worker_threads';
import { isDescribeReply } from '../../services/catalog/sandbox-protocol.ts';
import type { DescribeReply } from '../../services/catalog/sandbox-protocol.ts';
import type { Evaluator } from './evaluate.ts';

/**
 * CPU time of the whole process for one request, ms. The interpreter ends a plugin much earlier, wherever it looks at its
 * clock; a single built-in function that runs for minutes, such as joining four thousand million holes, is ended by this.
 */
export const hardCpuMs = 1000;
const lookMs = 50;

/** Evaluates in a thread that is ended when it does not come back. Never rejects. One request at a time. */
export function createSupervisor(entry: string): Evaluator {
  let thread: Worker | undefined;
  let pending: { readonly id: number; readonly answer: (reply: DescribeReply) => void } | undefined;

  function start(): Worker {
    // What the interpreter prints when it dies is said in the answer. Nothing of the environment is any plugin's business.
    const made = new Worker(entry, { env: {}, argv: [], stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: 128, stackSizeMb: 4 } });
    made.stdout.resume();
    made.stderr.resume();
    made.on('message', (message: unknown) => {
      if (thread !== made || !isDescribeReply(message) || message.id !== pending?.id) return;
      if (message.type === 'failed' && message.failure === 'crashed') give('crashed', message.message);
      else pending.answer(message);
    });
    made.on('error', (error: unknown) => { if (thread === made) give('crashed', `The interpreter failed: ${error instanceof Error ? error.message : String(error)}`); });
    made.on('exit', () => { if (thread === made) give('crashed', 'The interpreter ended.'); });
    return made;
  }

  /** Ends the thread, whatever it does, and answers for it. The next request gets a new one. */
  function give(failure: 'too-slow' | 'crashed', message: string): void {
    const old = thread;
    thread = undefined;
    void old?.terminate();
    if (pending !== undefined) pending.answer({ type: 'failed', id: pending.id, failure, message });
  }

  return (request) => new Promise((resolve) => {
    const begun = process.cpuUsage();
    const watchdog = setInterval(() => {
      const { user, system } = process.cpuUsage(begun);
      if (user + system > hardCpuMs * 1000) give('too-slow', `It took more than ${String(hardCpuMs)} ms of CPU time in one step, and was ended.`);
    }, lookMs);
    pending = {
      id: request.id,
      answer(reply) {
        clearInterval(watchdog);
        pending = undefined;
        resolve(reply);
      },
    };
    thread ??= start();
    thread.postMessage(request);
  });
}

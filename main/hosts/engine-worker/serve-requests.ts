import { constants, setPriority } from 'node:os';
import { performance } from 'node:perf_hooks';
import { createLog } from '../../services/log.ts';
import { minimumMs } from '../../services/runner/latest.ts';
import { layoutOf } from '../../services/store/layout.ts';
import { runNamedTask } from '../../services/tasks/named-tasks.ts';
import { simulateRun } from '../../services/tasks/simulate-run.ts';
import { isWorkerRequest, type RunJob, type WorkerMessage, type WorkerRequest } from '../../services/worker-protocol.ts';
import { workerPort } from '../worker-port.ts';

/** The request at hand, and whether its sender gave it up. */
let current: { readonly id: number; cancelled: boolean } | undefined;

const send = (message: WorkerMessage): void => workerPort.send(message);

let log: ReturnType<typeof createLog> | undefined;

async function simulate(id: number, job: RunJob, isCancelled: () => boolean): Promise<WorkerMessage> {
  log ??= createLog(layoutOf(job.workspace).logs, 'engine-worker');
  let sentAt = 0;
  const done = await simulateRun(job, {
    log,
    isCancelled,
    onProgress(progress) {
      if (performance.now() - sentAt < minimumMs) return;
      sentAt = performance.now();
      send({ type: 'progress', id, progress });
    },
  });
  return done.ok
    ? { type: 'done', id, summary: done.summary, simulationSeconds: done.simulationSeconds, totalSeconds: done.totalSeconds, warm: done.warm }
    : { type: 'failed', id, failure: done.failure, totalSeconds: done.totalSeconds };
}

async function answer(request: Exclude<WorkerRequest, { readonly type: 'cancel' }>, isCancelled: () => boolean): Promise<WorkerMessage> {
  const { id } = request;
  if (request.type === 'run') return simulate(id, request.job, isCancelled);
  try {
    return { type: 'answer', id, answer: await runNamedTask(request.name, request.argument, isCancelled) };
  } catch (error) {
    return { type: 'error', id, message: error instanceof Error ? error.message : String(error) };
  }
}

async function serve(request: WorkerRequest): Promise<void> {
  if (request.type === 'cancel') {
    if (current?.id === request.id) current.cancelled = true;
    return;
  }
  const own = { id: request.id, cancelled: false };
  current = own;
  const reply = await answer(request, () => own.cancelled);
  if (current === own) current = undefined;
  send(reply);
}

/** Simulations use every core; windows and connections come first. */
export function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some systems do not let a process do that, and nothing depends on it.
  }
}

/** Does what the host asks for until the process ends. */
export function serveRequests(): void {
  workerPort.onMessage((message) => {
    if (isWorkerRequest(message)) void serve(message);
  });
}

import type { RunSummary } from '../../core/contract/index.ts';
import { layoutOf } from '../store/layout.ts';
import { writeRun } from '../store/write-run.ts';
import type { SpawnWorker, WorkerProcess } from '../worker-process.ts';
import type { RunJob, WorkerMessage, WorkerRequest } from '../worker-protocol.ts';
import { sampleResult } from './sample-run.ts';

/** One process that a test makes up: it hears requests and does what the test says. */
export interface FakeWorker {
  readonly pid: number;
  reply(message: WorkerMessage): void;
  /** Ends the process as a crash would. */
  crash(code: number): void;
  readonly killed: boolean;
}

/** What a made-up worker does with a request. */
export type Behaviour = (request: WorkerRequest, worker: FakeWorker) => void | Promise<void>;

/** Workers that never leave the test's own process. `started` counts them. */
export function fakeWorkers(behaviour: Behaviour): { readonly spawn: SpawnWorker; readonly workers: readonly FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const spawn: SpawnWorker = () => {
    const onMessage: ((message: unknown) => void)[] = [];
    const onExit: ((code: number | undefined) => void)[] = [];
    let ended = false;
    const end = (code: number | undefined): void => {
      if (ended) return;
      ended = true;
      setImmediate(() => { for (const listener of onExit) listener(code); });
    };
    const fake: FakeWorker = {
      pid: workers.length + 1,
      reply(message) {
        if (!ended) setImmediate(() => { for (const listener of onMessage) listener(structuredClone(message)); });
      },
      crash: end,
      get killed() {
        return ended;
      },
    };
    workers.push(fake);
    const process: WorkerProcess = {
      pid: fake.pid,
      send(message) {
        if (!ended) setImmediate(() => void behaviour(structuredClone(message) as WorkerRequest, fake));
      },
      onMessage: (listener) => { onMessage.push(listener); },
      onExit: (listener) => { onExit.push(listener); },
      kill: () => end(undefined),
    };
    return process;
  };
  return { spawn, workers };
}

/** Does a run as the real worker would, with a made-up result. */
export async function writeMadeUpRun(job: RunJob): Promise<RunSummary> {
  const result = { ...sampleResult(Number(job.origin.factors.replicate)), timeline: [], messages: [] };
  return writeRun(layoutOf(job.workspace), job.origin, result, { createdAt: new Date().toISOString(), wallSeconds: 0.01 }, (error) => { throw error; });
}

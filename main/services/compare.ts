import type { Services } from '../core/contract/index.ts';
import { runTask, type WorkerPool } from './runner/worker-pool.ts';
import type { Layout } from './store/layout.ts';
import { toAbortSignal } from './to-abort-signal.ts';

/** Comparisons and reports, made in a worker from the runs on disk. */
export function createCompareService(layout: Layout, tasks: WorkerPool, version: string, now: () => number): Services['compare'] {
  return {
    compute: (request, signal) => runTask(tasks, 'compare', { workspace: layout.root, request }, toAbortSignal(signal)),
    critical: (request, signal) => runTask(tasks, 'critical', { workspace: layout.root, request }, toAbortSignal(signal)),
    report: (request, signal) => runTask(tasks, 'report', { workspace: layout.root, request, version, createdAt: new Date(now()).toISOString() }, toAbortSignal(signal)),
  };
}

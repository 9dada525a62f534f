import type { Experiment, Finding, ResolvedTrace } from '../../core/contract/index.ts';
import { traceRequests } from '../../core/plan/index.ts';
import { runTask, type WorkerPool } from '../runner/worker-pool.ts';
import type { Layout } from '../store/layout.ts';

/** Takes the traces of an experiment into the workspace; those that could not be taken in have an error among the findings. */
export type ResolveTraces = (experiment: Experiment | undefined, signal?: AbortSignal) => Promise<{ readonly traces: readonly ResolvedTrace[]; readonly findings: readonly Finding[] }>;

/** Traces are read away from the host's loop. `folders`: where relative names are looked for, in their order. */
export function createTraceResolver(tasks: WorkerPool, layout: Layout, folders: readonly string[]): ResolveTraces {
  return async (experiment, signal) => {
    const requests = experiment === undefined ? [] : traceRequests(experiment);
    if (requests.length === 0) return { traces: [], findings: [] };
    return runTask(tasks, 'traces', { workspace: layout.root, folders, requests }, signal);
  };
}

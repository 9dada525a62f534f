import type { ManagerWorkerWorkload, Operation } from '../contract/index.ts';
import { compute, eachRank, loop, type BuiltWorkload } from './built-workload.ts';

/** Tags: a worker's result (the first one is empty: a request for work), a task, and the end. */
export const managerTags = { result: 0, task: 1, end: 2 } as const;

/**
 * Rank 0 answers whoever asks first, so a rank with long tasks gets fewer of them. A result asks for the next task; when none is left
 * every worker is sent home by an empty message.
 */
export function managerWorkerProgram(workload: ManagerWorkerWorkload, ranks: number): BuiltWorkload {
  const { tasks, taskBytes, resultBytes, taskNs, variation, manageNs } = workload;
  const hear: readonly Operation[] = [{ op: 'receive', from: 'any', bytes: resultBytes, tag: managerTags.result }, ...compute(manageNs)];
  const manager: readonly Operation[] = [
    ...loop(tasks, [...hear, { op: 'send', to: 'source', bytes: taskBytes, tag: managerTags.task }]),
    ...loop(ranks - 1, [...hear, { op: 'send', to: 'source', bytes: 0, tag: managerTags.end }]),
  ];
  // A worker may do all tasks, or none. The loop stays a loop, even for one task: `leave` needs one.
  const worker: readonly Operation[] = [
    { op: 'send', to: 0, bytes: 0, tag: managerTags.result },
    {
      op: 'loop', count: tasks + 1, body: [
        { op: 'receive', from: 0, bytes: taskBytes, tag: 'any' }, { op: 'leave', tag: managerTags.end }, ...compute(taskNs, variation),
        { op: 'send', to: 0, bytes: resultBytes, tag: managerTags.result },
      ],
    },
  ];
  return {
    program: { layer: 'mpi', ranks: eachRank(ranks, (rank) => (rank === 0 ? manager : worker)) },
    measures: [{ metric: 'taskRate', of: 'run-rate', by: tasks, unit: '1/s' }],
  };
}

import type { CollectiveOperation, CollectiveWorkload } from '../contract/index.ts';
import { eachRank, loop, timed, type BuiltWorkload } from './built-workload.ts';

/** Every call is timed on every rank; the barrier behind it keeps calls apart and is not. */
export function collectiveProgram(workload: CollectiveWorkload, ranks: number): BuiltWorkload {
  const { collective, size, iterations, warmup, algorithm } = workload;
  const call: CollectiveOperation = { op: 'collective', collective, bytes: collective === 'barrier' ? 0 : size, ...(algorithm === undefined ? {} : { algorithm }) };
  const apart: readonly CollectiveOperation[] = collective === 'barrier' ? [] : [{ op: 'collective', collective: 'barrier', bytes: 0 }];
  const operations = [...loop(warmup, [call, ...apart]), ...loop(iterations, [...timed(0, [call]), ...apart])];
  return {
    program: { layer: 'mpi', ranks: eachRank(ranks, () => operations), timers: 1 },
    measures: [{ metric: 'collectiveLatency', of: 'timer-mean', timer: 0, by: 1 }, { metric: 'collectiveLatencyMax', of: 'timer-max', timer: 0, by: 1 }],
  };
}

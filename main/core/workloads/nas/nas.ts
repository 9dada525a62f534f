import type { NasWorkload, Program } from '../../contract/index.ts';
import { perIteration, type BuiltWorkload, type WorkloadSetting } from '../built-workload.ts';
import { nasIterations, nasOperations } from './operations.ts';
import { cgRanks } from './nas-cg.ts';
import { epRanks } from './nas-ep.ts';
import { ftProgram } from './nas-ft.ts';
import { isRanks } from './nas-is.ts';
import { luRanks } from './nas-lu.ts';
import { mgRanks } from './nas-mg.ts';

/** NAS-like: messages, their sizes and order, and operation counts of a benchmark; its arithmetic is not executed. */
export function nasProgram(workload: NasWorkload, setting: WorkloadSetting): BuiltWorkload {
  const iterations = workload.benchmark === 'EP' ? 1 : workload.iterations ?? nasIterations(workload);
  return {
    program: programOf(workload, iterations, setting),
    measures: [
      { metric: 'operationRate', of: 'run-rate', by: nasOperations(workload, iterations), unit: '1/s' },
      ...(workload.benchmark === 'EP' ? [] : [perIteration('timePerIteration', iterations)]),
    ],
  };
}

function programOf({ benchmark, class: name }: NasWorkload, iterations: number, setting: WorkloadSetting): Program {
  switch (benchmark) {
    case 'EP': return { layer: 'mpi', ranks: epRanks(name, setting) };
    case 'CG': return { layer: 'mpi', ranks: cgRanks(name, iterations, setting) };
    case 'MG': return { layer: 'mpi', ranks: mgRanks(name, iterations, setting) };
    case 'FT': return ftProgram(name, iterations, setting);
    case 'IS': return { layer: 'mpi', ranks: isRanks(name, iterations, setting) };
    case 'LU': return { layer: 'mpi', ranks: luRanks(name, iterations, setting) };
  }
}

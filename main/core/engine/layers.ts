import type { Program, RunInput } from '../contract/index.ts';

/** Whether ranks have the MPI library or none: `all` of the program's, `of` by rank where jobs differ. */
export interface Layers {
  readonly all: Program['layer'];
  readonly of: readonly Program['layer'][] | undefined;
}

/** The layers of a run. Where jobs differ, `all` is mpi and the ranks without the library are the exception. */
export function layersOf({ program, jobs = [] }: Pick<RunInput, 'program' | 'jobs'>): Layers {
  const [first] = jobs;
  const layer = ({ layer: own = program.layer }: { readonly layer?: Program['layer'] }): Program['layer'] => own;
  if (first === undefined || jobs.every((job) => layer(job) === layer(first))) return { all: first === undefined ? program.layer : layer(first), of: undefined };
  return { all: 'mpi', of: jobs.flatMap((job) => Array.from({ length: job.ranks }, () => layer(job))) };
}

import type { Cluster, Measure, Operation, Program, Variation } from '../contract/index.ts';

/** What a builder knows besides its workload. */
export interface WorkloadSetting {
  readonly ranks: number;
  readonly host: Cluster['host'];
}

/** A workload as the engine runs it, and what it wants to be judged by. */
export interface BuiltWorkload {
  readonly program: Program;
  readonly measures: readonly Measure[];
}

/** A compute phase; nothing where it takes no time. */
export function compute(ns: number, variation: Variation = 'none'): readonly Operation[] {
  if (ns <= 0) return [];
  if (variation === 'none') return [{ op: 'compute', ns }];
  return [{ op: 'compute', ns, variation: variation === 'uniform' ? { kind: 'uniform', spread: 0.5 } : { kind: 'exponential' } }];
}

/** CPU time in the library; nothing where it takes no time. */
export function pack(ns: number): readonly Operation[] {
  return ns > 0 ? [{ op: 'pack', ns }] : [];
}

/** A loop; nothing where it never runs. */
export function loop(count: number, body: readonly Operation[]): readonly Operation[] {
  if (count <= 0 || body.length === 0) return [];
  return count === 1 ? body : [{ op: 'loop', count, body }];
}

/** Operations between the two readings of a clock. */
export function timed(timer: number, body: readonly Operation[]): readonly Operation[] {
  return [{ op: 'start', timer }, ...body, { op: 'stop', timer }];
}

/** One program for every rank. */
export function eachRank(ranks: number, make: (rank: number) => readonly Operation[]): readonly (readonly Operation[])[] {
  return Array.from({ length: ranks }, (_, rank) => make(rank));
}

/** Time of one iteration of a program that does nothing else. */
export function perIteration(metric: string, iterations: number): Measure {
  return { metric, of: 'run-mean', by: iterations };
}

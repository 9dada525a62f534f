import type { Measure, Operation, Program } from '../contract/index.ts';

/** A program as one job's part of another: its ranks, timers and communicators come after those of the jobs before it. */
export interface ProgramPart {
  readonly program: Program;
  readonly firstRank: number;
  readonly firstTimer: number;
  /** Communicator of all its ranks; its own follow. */
  readonly firstCommunicator: number;
}

/** Where each of several programs begins when they are one. */
export function partsOf(programs: readonly Program[]): readonly ProgramPart[] {
  let [firstRank, firstTimer, firstCommunicator] = [0, 0, 0];
  return programs.map((program) => {
    const part = { program, firstRank, firstTimer, firstCommunicator };
    firstRank += program.ranks.length;
    firstTimer += program.timers ?? 0;
    firstCommunicator += 1 + (program.communicators?.length ?? 0);
    return part;
  });
}

/**
 * One program that does what its parts do, side by side: no rank of one knows of those of another. Loops stay loops, and ranks that shared a
 * list of operations share one. The layer is that of the first part; a run says of each job which it has.
 */
export function mergePrograms(parts: readonly ProgramPart[]): Program {
  const timers = parts.reduce((sum, { program }) => sum + (program.timers ?? 0), 0);
  return {
    layer: parts[0]?.program.layer ?? 'mpi',
    ranks: parts.flatMap((part) => {
      const shift = shiftTo(part);
      return part.program.ranks.map(shift);
    }),
    ...(timers === 0 ? {} : { timers }),
    communicators: parts.flatMap(({ program, firstRank }) => [
      program.ranks.map((_, rank) => firstRank + rank), ...(program.communicators ?? []).map((members) => members.map((rank) => firstRank + rank)),
    ]),
  };
}

/** A job's measures with its timers as the merged program numbers them. */
export function shiftMeasures(measures: readonly Measure[], { firstTimer }: ProgramPart): readonly Measure[] {
  return measures.map((measure) => ('timer' in measure ? { ...measure, timer: measure.timer + firstTimer } : measure));
}

function shiftTo({ firstRank, firstTimer, firstCommunicator }: ProgramPart): (operations: readonly Operation[]) => readonly Operation[] {
  const known = new Map<readonly Operation[], readonly Operation[]>();
  // Messages between two ranks need no communicator to be told apart: whoever receives from any rank gets them from ranks of its own job.
  const comm = (own: number | undefined): { readonly comm?: number } => (own === undefined ? {} : { comm: firstCommunicator + 1 + own });
  const shiftOne = (operation: Operation): Operation => {
    switch (operation.op) {
      case 'send': case 'isend': return { ...operation, to: operation.to === 'source' ? operation.to : operation.to + firstRank, ...comm(operation.comm) };
      case 'receive': case 'ireceive': case 'probe': return { ...operation, from: operation.from === 'any' ? operation.from : operation.from + firstRank, ...comm(operation.comm) };
      case 'put': case 'get': return { ...operation, to: operation.to + firstRank };
      case 'collective': return { ...operation, comm: operation.comm === undefined ? firstCommunicator : firstCommunicator + 1 + operation.comm };
      case 'start': case 'stop': return { ...operation, timer: operation.timer + firstTimer };
      case 'loop': return { ...operation, body: shift(operation.body) };
      case 'compute': case 'pack': case 'wait': case 'test': case 'waitany': case 'waitall': case 'leave': return operation;
    }
  };
  const shift = (operations: readonly Operation[]): readonly Operation[] => {
    const made = known.get(operations) ?? operations.map(shiftOne);
    known.set(operations, made);
    return made;
  };
  return shift;
}

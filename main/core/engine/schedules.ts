import { checkCall, chooseAlgorithm, collectiveSchedule, defaultCollectives, readAlgorithm } from '../collectives/index.ts';
import type { CollectiveOperation, CollectiveSettings, RunInput } from '../contract/index.ts';
import { compile, contextOf, type Code } from './code.ts';
import { takeHandles, type Handles } from './handles.ts';

/** One rank's part of a collective, with handles and loops of its own. */
export interface Schedule {
  readonly code: Code;
  readonly handles: number;
  readonly loops: Float64Array;
}

/** Schedules of collectives, made when a rank first calls one of its shape and kept: memory grows with shapes, not with calls. */
export interface Schedules {
  readonly ranks: number;
  readonly settings: CollectiveSettings;
  readonly shapes: Map<string, number>;
  readonly shapeOf: Map<CollectiveOperation, number>;
  /** By shape × ranks + rank. */
  readonly known: Map<number, Schedule>;
  /** By communicator: its members, and the member that each rank is. */
  readonly members: readonly (readonly number[])[];
  readonly memberOf: Map<number, number>[];
}

/** None yet. */
export function createSchedules(input: RunInput): Schedules {
  return {
    ranks: input.places.length, settings: input.mpi.collectives ?? defaultCollectives, shapes: new Map(), shapeOf: new Map(), known: new Map(), members: input.program.communicators ?? [], memberOf: [],
  };
}

/** The part of `rank` in `call`. */
export function scheduleOf(schedules: Schedules, handles: Handles, call: CollectiveOperation, rank: number): Schedule {
  let shape = schedules.shapeOf.get(call);
  if (shape === undefined) {
    const { collective, bytes, counts, receiveCounts, root, comm, algorithm } = call;
    const name = JSON.stringify([collective, bytes, counts, receiveCounts, root, comm, algorithm]);
    shape = schedules.shapes.get(name) ?? schedules.shapes.size;
    schedules.shapes.set(name, shape);
    schedules.shapeOf.set(call, shape);
  }
  const key = shape * schedules.ranks + rank;
  const known = schedules.known.get(key);
  if (known !== undefined) return known;
  const { comm } = call;
  const members = comm === undefined ? undefined : schedules.members[comm];
  const member = comm === undefined ? rank : memberOf(schedules, comm).get(rank) ?? -1;
  const code = compile(collectiveSchedule(call, member, members?.length ?? schedules.ranks, schedules.settings), { context: contextOf(comm) + 1, ...(members === undefined ? {} : { members }) });
  const schedule = { code, handles: takeHandles(handles, code.handles.length), loops: new Float64Array(code.counters) };
  schedules.known.set(key, schedule);
  return schedule;
}

function memberOf(schedules: Schedules, comm: number): Map<number, number> {
  return (schedules.memberOf[comm] ??= new Map(schedules.members[comm].map((rank, member) => [rank, member])));
}

/** What is wrong with a call, in words after its rank; undefined: nothing. */
export function checkCollective(call: CollectiveOperation, members: number, settings: CollectiveSettings = defaultCollectives): string | undefined {
  const complaint = checkCall(call, members);
  if (complaint !== undefined) return `calls a collective that cannot run: ${complaint}`;
  const reading = readAlgorithm(call.collective, chooseAlgorithm(call, members, settings));
  return reading.ok ? undefined : `calls ${call.collective} by an algorithm that does not exist: ${reading.message}`;
}

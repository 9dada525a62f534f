import type { CollectiveOperation } from '../../contract/index.ts';
import { flowCollective } from '../schedule.ts';
import { createRecorder, runSymbolically, type Contents, type Memory, type Run } from './symbolic.ts';
import type { CollectiveSettings } from '../../contract/index.ts';
import type { Step } from '../flow.ts';

const own = (member: number): Contents => new Set([member]);

/** The sum of the vector or of all blocks, in cells. */
function cells({ collective, bytes, counts }: CollectiveOperation, members: number): number {
  switch (collective) {
    case 'barrier': return 0;
    case 'gather': case 'scatter': case 'allgather': return counts?.reduce((sum, count) => sum + count, 0) ?? bytes * members;
    case 'alltoall': case 'alltoallv': return members * members;
    case 'reduce-scatter': return counts?.reduce((sum, count) => sum + count, 0) ?? bytes;
    default: return bytes;
  }
}

/** What a member has before. */
export function before(call: CollectiveOperation, member: number, members: number, partOf: (cell: number) => number): Map<number, Contents> {
  const has = new Map<number, Contents>();
  const root = call.root ?? 0;
  for (let cell = 0; cell < cells(call, members); cell++) {
    const there = {
      barrier: false, bcast: member === root, reduce: true, allreduce: true, gather: partOf(cell) === member, scatter: member === root, allgather: partOf(cell) === member,
      alltoall: Math.floor(cell / members) === member, alltoallv: Math.floor(cell / members) === member, 'reduce-scatter': true, scan: true, exscan: true,
    }[call.collective];
    if (there) has.set(cell, own(member));
  }
  return has;
}

/** What a member must have after; undefined: nobody looks. */
export function wanted(call: CollectiveOperation, member: number, members: number, cell: number, partOf: (cell: number) => number): Contents | undefined {
  const root = call.root ?? 0;
  const all = new Set(Array.from({ length: members }, (_, index) => index));
  const below = (end: number): Contents => new Set(Array.from({ length: end }, (_, index) => index));
  switch (call.collective) {
    case 'barrier': return undefined;
    case 'bcast': return own(root);
    case 'reduce': return member === root ? all : undefined;
    case 'allreduce': return all;
    case 'gather': return member === root ? own(partOf(cell)) : undefined;
    case 'scatter': return partOf(cell) === member ? own(root) : undefined;
    case 'allgather': return own(partOf(cell));
    case 'alltoall': case 'alltoallv': return cell % members === member && (call.counts === undefined || sizeOf(call, Math.floor(cell / members), member) > 0) ? own(Math.floor(cell / members)) : undefined;
    case 'reduce-scatter': return partOf(cell) === member ? all : undefined;
    case 'scan': return below(member + 1);
    case 'exscan': return member > 0 ? below(member) : undefined;
  }
}

const sizeOf = (call: CollectiveOperation, source: number, destination: number): number => (source + 2 * destination) % 3 === 0 ? 0 : (call.bytes + source + destination);

/** The same call as each member makes it: of alltoallv with its own counts. */
export function callOf(call: CollectiveOperation, member: number, members: number): CollectiveOperation {
  if (call.collective !== 'alltoallv') return call;
  const others = Array.from({ length: members }, (_, other) => other);
  return { ...call, counts: others.map((other) => sizeOf(call, member, other)), receiveCounts: others.map((other) => sizeOf(call, other, member)) };
}

/** The steps of every member. */
export function stepsOf(call: CollectiveOperation, members: number, settings: CollectiveSettings): readonly (readonly Step[])[] {
  return Array.from({ length: members }, (_, member) => {
    const recorder = createRecorder();
    flowCollective(callOf(call, member, members), member, members, settings, recorder);
    return recorder.steps;
  });
}

/** Runs a collective and checks every cell of every member. `partOf`: whose block a cell lies in. */
export function checkCollective(call: CollectiveOperation, members: number, settings: CollectiveSettings, sends: Run['sends'], partOf: (cell: number) => number): { readonly messages: number; readonly bytes: number } {
  const programs = stepsOf(call, members, settings);
  const memories = Array.from({ length: members }, (_, member): Memory => new Map([[0, before(callOf(call, member, members), member, members, partOf)]]));
  if (call.collective === 'barrier') return runBarrier(programs, members, sends);
  const totals = runSymbolically(programs, memories, { sends, gossip: false });
  for (let member = 0; member < members; member++) {
    const seen = callOf(call, member, members);
    for (let cell = 0; cell < cells(call, members); cell++) {
      const want = wanted(seen, member, members, cell, partOf);
      if (want === undefined) continue;
      const text = (contents: Contents | undefined): string => (contents === undefined ? 'nothing' : [...contents].sort((a, b) => a - b).join(' '));
      const have = memories[member].get(0)?.get(cell);
      if (text(have) !== text(want)) throw new Error(`member ${member} has ${text(have)} in cell ${cell} instead of ${text(want)}`);
    }
  }
  return totals;
}

/** Nobody leaves a barrier before everybody came: every message tells all that its sender knows. */
function runBarrier(programs: readonly (readonly Step[])[], members: number, sends: Run['sends']): { readonly messages: number; readonly bytes: number } {
  const everything: readonly (readonly [number, number])[] = [[0, members]];
  const telling = programs.map((steps) => steps.map((step): Step => ('piece' in step ? { ...step, piece: { bytes: step.piece.bytes, cells: () => everything } } : step)));
  const memories = programs.map((_, member): Memory => new Map([[0, new Map(Array.from({ length: members }, (__, cell) => [cell, cell === member ? own(member) : new Set<number>()]))]]));
  const totals = runSymbolically(telling, memories, { sends, gossip: true });
  memories.forEach((memory, member) => {
    for (let cell = 0; cell < members; cell++) if (memory.get(0)?.get(cell)?.has(cell) !== true) throw new Error(`member ${member} leaves before member ${cell} came`);
  });
  return totals;
}

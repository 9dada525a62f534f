import type { CollectiveOperation, CollectiveSettings, Operation } from '../contract/index.ts';
import { algorithms, readAlgorithm } from './algorithms.ts';
import { cutByCounts } from './blocks.ts';
import { createLowering, type Flow } from './flow.ts';
import type { Call } from './moves.ts';
import { decideMpich } from './mpich.ts';
import { decideOpenMpi } from './open-mpi.ts';

/**
 * Where an experiment says nothing. Combining two vectors at 0.25 ns for each byte, 4 GB/s: a judgement, what one core does with
 * doubles that lie in cache, one operand read and one written.
 */
export const defaultCollectives: CollectiveSettings = { library: 'open-mpi', reduceNsPerByte: 0.25 };

/** The algorithm that this call takes: its own, else the one of the settings, else the library's by members and bytes. */
export function chooseAlgorithm(call: CollectiveOperation, members: number, settings: CollectiveSettings): string {
  return call.algorithm ?? settings.algorithms?.[call.collective] ?? (settings.library === 'mpich' ? decideMpich : decideOpenMpi)(withTotal(call), members);
}

/** The vector of a reduce-scatter with counts is their sum. */
function withTotal(call: CollectiveOperation): CollectiveOperation {
  if (call.collective !== 'reduce-scatter' || call.counts === undefined) return call;
  return { ...call, bytes: cutByCounts(call.counts).range(0, call.counts.length).bytes };
}

/**
 * A collective as point-to-point operations of one member; peers are member numbers. Rounds that are equal are loops, so that a
 * ring takes no room. Assumed: the operator commutes, send and receive buffers differ, moves inside memory cost nothing, and
 * vectors are cut between elements of 8, 4 or 1 bytes, the widest that divides them.
 *
 * For the engine that runs them: messages need a context of their own for each communicator, so that no receive of the program
 * matches them, not even one of any tag. Collectives of a communicator may share tags: messages of a pair stay in order.
 * Requests have the handles from 65,533 up, each for several open requests, and `waitall` lists them: requests that the program
 * has open stay open.
 *
 * @throws Error when the algorithm is unknown or `counts` do not fit the members.
 */
export function collectiveSchedule(call: CollectiveOperation, member: number, members: number, settings: CollectiveSettings = defaultCollectives): readonly Operation[] {
  const lowering = createLowering(settings);
  flowCollective(call, member, members, settings, lowering);
  return lowering.operations();
}

/** The same, step by step with the data that moves. */
export function flowCollective(call: CollectiveOperation, member: number, members: number, settings: CollectiveSettings, flow: Flow, tag = 0): void {
  const complaint = checkCall(call, members);
  if (complaint !== undefined) throw new Error(complaint);
  const reading = readAlgorithm(call.collective, chooseAlgorithm(call, members, settings));
  if (!reading.ok) throw new Error(reading.message);
  if (members < 2) return;
  const { bytes, counts, receiveCounts } = withTotal(call);
  let parts = 0;
  const within: Call['within'] = (part) => {
    parts++;
    flowCollective({ op: 'collective', root: 0, ...part }, member, members, settings, flow, tag + parts);
  };
  algorithms[call.collective][reading.name]({
    flow, member, members, root: call.root ?? 0, bytes, ...(counts === undefined ? {} : { counts }), ...(receiveCounts === undefined ? {} : { receiveCounts }),
    segmentBytes: reading.segmentBytes, tag, within,
  });
}

/** What is wrong with a call, if anything. */
export function checkCall({ collective, bytes, counts, receiveCounts, root = 0 }: CollectiveOperation, members: number): string | undefined {
  if (!(Number.isSafeInteger(bytes) && bytes >= 0)) return `${collective} cannot move ${bytes} bytes: use a whole number from 0.`;
  if (!(Number.isInteger(root) && root >= 0 && root < members)) return `${collective} has member ${root} as its root, but members are 0 to ${members - 1}.`;
  for (const [name, list] of [['counts', counts], ['receiveCounts', receiveCounts]] as const) {
    if (list === undefined) continue;
    if (list.length !== members) return `${collective} has ${list.length} ${name}, but its communicator has ${members} members.`;
    if (!list.every((count) => Number.isSafeInteger(count) && count >= 0)) return `${collective} has ${name} that are not whole numbers from 0.`;
  }
  if (collective === 'alltoallv' && (counts === undefined) !== (receiveCounts === undefined)) return 'alltoallv needs both counts and receiveCounts, or none.';
  return undefined;
}

/** How many messages these operations send. */
export function messagesOf(operations: readonly Operation[]): number {
  let messages = 0;
  for (const operation of operations) {
    if (operation.op === 'send' || operation.op === 'isend') messages++;
    else if (operation.op === 'loop') messages += operation.count * messagesOf(operation.body);
  }
  return messages;
}

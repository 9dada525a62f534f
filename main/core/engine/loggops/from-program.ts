import { checkCall, collectiveSchedule, defaultCollectives } from '../../collectives/index.ts';
import type { CollectiveOperation, CollectiveSettings, Operation, Program } from '../../contract/index.ts';
import { createGraphBuilder } from './graph-builder.ts';
import { createGraphWriter } from './graph-writer.ts';
import { createLoopBuilder } from './loop-builder.ts';
import { createPhaseWriter } from './phase-writer.ts';
import { NotWritable, type ProgramWriter } from './program-writer.ts';
import { wildcard, type LoggopsProgram } from './program.ts';

/** What ranks do, however it is kept. It may be gone through twice. */
export interface OperationSource {
  readonly ranks: number;
  readonly operationsOf: (rank: number) => Iterable<Operation>;
  readonly communicators?: Program['communicators'];
}

export type LoggopsWriting = { readonly ok: true; readonly program: LoggopsProgram } | { readonly ok: false; readonly message: string };

/**
 * A program under the LogGOPS model. A blocking operation ends before the next begins; what is posted begins at once and is over
 * when it is waited for. Where each group of posted operations is waited for before anything else happens, the result is a
 * program of loops and phases, else a graph, loops unrolled. Collectives become messages.
 *
 * The model has no cost for looking, so `probe` and `test` are left out; `pack` is a calculation; a synchronous send is a send. Where
 * `clocks` are wanted, `start` and `stop` are read when what the rank waited for is over; posting takes no time before its wait.
 * Refused: what depends on the course of the run (`leave`, `waitany`, replies to a source, random computation), and one-sided
 * operations, which the model does not have.
 */
export function loggopsFromProgram({ ranks, communicators }: Program, settings: CollectiveSettings = defaultCollectives, clocks = false): LoggopsWriting {
  return loggopsFromOperations({ ranks: ranks.length, operationsOf: (rank) => ranks[rank], ...(communicators === undefined ? {} : { communicators }) }, settings, clocks);
}

/** The same for operations that are made as they are asked for. */
export function loggopsFromOperations(source: OperationSource, settings: CollectiveSettings = defaultCollectives, clocks = false): LoggopsWriting {
  try {
    try {
      const builder = createLoopBuilder();
      const timers = write(source, settings, createPhaseWriter(builder), clocks);
      return { ok: true, program: { ...builder.finish(), ...timers } };
    } catch (problem) {
      if (!(problem instanceof NotWritable)) throw problem;
      const builder = createGraphBuilder();
      const timers = write(source, settings, createGraphWriter(builder), clocks);
      return { ok: true, program: { ...builder.finish(), ...timers } };
    }
  } catch (problem) {
    if (problem instanceof Refused || problem instanceof NotWritable) return { ok: false, message: problem.message };
    throw problem;
  }
}

class Refused extends Error {}

/** Where operations come from: the program itself, or a collective of it. */
interface Scope {
  /** Ranks of the members that peers number; absent: peers are ranks. */
  readonly members?: readonly number[];
  readonly collective: boolean;
  readonly comm?: number;
}

const program: Scope = { collective: false };

/** Tags of messages that are not plain ones of the program begin here; the highest value means any. */
const firstOtherTag = 2_147_483_648;

function write(source: OperationSource, settings: CollectiveSettings, writer: ProgramWriter, clocks: boolean): Pick<LoggopsProgram, 'timers'> {
  const { communicators = [] } = source;
  const tags = new Map<string, number>();
  const memberOf = communicators.map((members) => new Map(members.map((rank, member) => [rank, member])));
  let anyTag = false;
  let collectives = false;
  let timers = 0;

  function tagOf(tag: number | 'any', comm: number | undefined, { collective }: Scope): number {
    if (tag === 'any') {
      if (comm !== undefined) throw new Refused('A receive of any tag inside a communicator cannot be written for the LogGOPS model: give it a tag.');
      anyTag = true;
      return wildcard;
    }
    if (!collective && comm === undefined && tag < firstOtherTag) return tag;
    const key = `${collective} ${comm ?? 'all'} ${tag}`;
    const known = tags.get(key) ?? firstOtherTag + tags.size;
    tags.set(key, known);
    return known;
  }

  function walk(operations: Iterable<Operation>, rank: number, scope: Scope): void {
    const peer = (number: number | 'any' | 'source'): number => {
      if (number === 'source') throw new Refused(`Rank ${rank} replies to whoever sent to it: who that is depends on the run, so it cannot be written for the LogGOPS model.`);
      return number === 'any' ? wildcard : scope.members?.[number] ?? number;
    };
    const handle = (request: number | undefined): string => `${scope.collective ? 'c' : 'p'}${request ?? 'none'}`;
    for (const operation of operations) {
      switch (operation.op) {
        case 'compute':
          if (operation.variation !== undefined) throw new Refused(`Rank ${rank} computes for a random time, which cannot be written for the LogGOPS model.`);
          writer.block({ kind: 'calculate', ns: operation.ns });
          break;
        case 'pack': writer.block({ kind: 'calculate', ns: operation.ns }); break;
        case 'send': writer.block({ kind: 'send', peer: peer(operation.to), bytes: operation.bytes, tag: tagOf(operation.tag, operation.comm ?? scope.comm, scope) }); break;
        case 'receive': writer.block({ kind: 'receive', peer: peer(operation.from), bytes: operation.bytes, tag: tagOf(operation.tag, operation.comm ?? scope.comm, scope) }); break;
        case 'isend': writer.post({ kind: 'send', peer: peer(operation.to), bytes: operation.bytes, tag: tagOf(operation.tag, operation.comm ?? scope.comm, scope) }, handle(operation.request)); break;
        case 'ireceive': writer.post({ kind: 'receive', peer: peer(operation.from), bytes: operation.bytes, tag: tagOf(operation.tag, operation.comm ?? scope.comm, scope) }, handle(operation.request)); break;
        case 'wait': writer.wait([handle(operation.request)]); break;
        case 'waitall': writer.wait(operation.requests?.map(handle)); break;
        case 'probe': case 'test': break;
        case 'start': case 'stop':
          if (!clocks) break;
          timers = Math.max(timers, operation.timer + 1);
          writer.clock(operation.timer, operation.op === 'stop');
          break;
        case 'loop': writer.repeat(operation.count, () => { walk(operation.body, rank, scope); }); break;
        case 'collective': expand(operation, rank); break;
        case 'put': case 'get': case 'waitany': case 'leave':
          throw new Refused(`Rank ${rank} has "${operation.op}", which cannot be written for the LogGOPS model: it has no one-sided operations, and no choice while it runs.`);
      }
    }
  }

  function expand(call: CollectiveOperation, rank: number): void {
    collectives = true;
    const { comm } = call;
    const members = comm === undefined ? undefined : communicators[comm];
    const member = comm === undefined ? rank : memberOf[comm]?.get(rank);
    if (member === undefined) throw new Refused(`Rank ${rank} calls ${call.collective} of communicator ${comm}, of which it is no member.`);
    const count = members?.length ?? source.ranks;
    const complaint = checkCall(call, count);
    if (complaint !== undefined) throw new Refused(`Rank ${rank}: ${complaint}`);
    walk(collectiveSchedule(call, member, count, settings), rank, { collective: true, ...(members === undefined ? {} : { members }), ...(comm === undefined ? {} : { comm }) });
  }

  for (let rank = 0; rank < source.ranks; rank++) {
    writer.beginRank();
    walk(source.operationsOf(rank), rank, program);
  }
  if (anyTag && collectives) throw new Refused('Receives of any tag beside collectives cannot be written for the LogGOPS model: they could take messages of the collectives. Give them tags.');
  return timers === 0 ? {} : { timers };
}

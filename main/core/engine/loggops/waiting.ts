import { opKind, rankOf, wildcard, type LoggopsProgram } from './program.ts';

/** An operation that never ended although nothing happens any more. */
export interface WaitingOperation {
  readonly rank: number;
  /** Number among all operations, and among those of its rank. */
  readonly operation: number;
  readonly ordinal: number;
  /** Says the operation: `receive 8 b from 0 tag 7`. */
  readonly what: string;
  /** It has no counterpart, or it waits for the operations before it. */
  readonly why: 'no receive' | 'no message' | 'waits for others';
}

export interface Waiting {
  readonly count: number;
  /** The first of them, by rank and operation: those without counterpart before those that wait for others. */
  readonly operations: readonly WaitingOperation[];
}

const listed = 100;

/**
 * What is left when nothing happens any more; undefined when everything ended.
 * @param unmatched operations without counterpart
 * @param waitsFor for how many others each operation waits; of loops, nothing
 */
export function findWaiting(program: LoggopsProgram, unmatched: readonly number[], waitsFor: Int32Array): Waiting | undefined {
  const blocked: number[] = [];
  let { length: count } = unmatched;
  for (let operation = 0; operation < waitsFor.length; operation++) {
    if (waitsFor[operation] <= 0) continue;
    count++;
    if (blocked.length < listed) blocked.push(operation);
  }
  if (count === 0) return undefined;
  const found = [...unmatched.toSorted((a, b) => a - b), ...blocked].slice(0, listed);
  return { count, operations: found.map((operation, at) => describe(program, operation, at < unmatched.length)) };
}

function describe(program: LoggopsProgram, operation: number, unmatched: boolean): WaitingOperation {
  const { kind, rankStart } = program;
  const rank = rankOf(program, operation);
  const why = !unmatched ? 'waits for others' : kind[operation] === opKind.send ? 'no receive' : 'no message';
  return { rank, operation, ordinal: operation - rankStart[rank], what: sayOperation(program, operation), why };
}

/** An operation as GOAL writes it. */
export function sayOperation({ kind, size, peer, tag }: LoggopsProgram, operation: number): string {
  if (kind[operation] === opKind.calculate) return `calc ${size[operation]}`;
  const label = tag[operation] === wildcard ? -1 : tag[operation] >>> 0;
  const verb = kind[operation] === opKind.send ? 'send' : 'recv';
  return `${verb} ${size[operation]}b ${verb === 'send' ? 'to' : 'from'} ${peer[operation]} tag ${label}`;
}

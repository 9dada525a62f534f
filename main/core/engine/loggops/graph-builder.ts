import type { GraphClocks } from './clocks.ts';
import { withRoom } from './growing.ts';
import { addOperation, addRank, collected, createOperations } from './operations.ts';
import { opKind, type LoggopsProgram } from './program.ts';

/** Collects operations that wait for each other, rank by rank. */
export interface GraphBuilder {
  /** The next rank begins; ranks are numbered from 0. */
  beginRank(): void;
  /** These answer the operation's number. Sizes in bytes, times in nanoseconds, tags as 32-bit values. */
  send(to: number, bytes: number, tag: number, cpu: number, nic: number): number;
  receive(from: number, bytes: number, tag: number, cpu: number, nic: number): number;
  calculate(ns: number, cpu: number): number;
  /** An operation of the newest rank starts only after another of it ended. */
  afterEnd(operation: number, other: number): void;
  /** The same after another started. */
  afterStart(operation: number, other: number): void;
  /** The newest rank reads a clock when all these operations of it have ended. */
  clock(timer: number, stops: boolean, others: readonly number[]): void;
  finish(): LoggopsProgram;
}

/** Who waits for whom, within one rank until it is flushed: then sorted by whom, in order of insertion. */
interface Edges {
  count: number;
  waiting: Int32Array;
  other: Int32Array;
  flushed: number;
  start: Int32Array;
  sorted: Int32Array;
}

const noEdges = (): Edges => ({ count: 0, waiting: new Int32Array(256), other: new Int32Array(256), flushed: 0, start: new Int32Array(256), sorted: new Int32Array(256) });

function addEdge(edges: Edges, operation: number, other: number): void {
  if (edges.count === edges.other.length) {
    edges.waiting = withRoom(edges.waiting, edges.count + 1);
    edges.other = withRoom(edges.other, edges.count + 1);
  }
  edges.waiting[edges.count] = operation;
  edges.other[edges.count++] = other;
}

/** Counting sort of a rank's edges, behind those of the ranks before. */
function flush(edges: Edges, from: number, to: number): void {
  const { count, waiting, other } = edges;
  const start = (edges.start = withRoom(edges.start, to + 2));
  const sorted = (edges.sorted = withRoom(edges.sorted, edges.flushed + count));
  start.fill(0, from + 1, to + 2);
  for (let i = 0; i < count; i++) start[other[i] + 2]++;
  start[from] = edges.flushed;
  start[from + 1] = edges.flushed;
  for (let i = from + 2; i <= to; i++) start[i] += start[i - 1];
  for (let i = 0; i < count; i++) sorted[start[other[i] + 1]++] = waiting[i];
  edges.flushed += count;
  start[to] = edges.flushed;
  edges.count = 0;
}

/** An empty program. */
export function createGraphBuilder(): GraphBuilder {
  const operations = createOperations();
  const ends = noEdges();
  const starts = noEdges();
  const clocks = { rank: [] as number[], timer: [] as number[], stops: [] as number[], waitsFor: [] as number[] };
  /** Made with the first clock; what it says of operations before is nothing, as is right. */
  let clockEnds: Edges | undefined;
  let anyStart = false;
  let waitsFor = new Int32Array(256);

  function endRank(): void {
    if (operations.ranks === 0) return;
    const from = operations.rankStart[operations.ranks - 1];
    for (const edges of clockEnds === undefined ? [ends, starts] : [ends, starts, clockEnds]) flush(edges, from, operations.count);
  }

  function add(kind: number, size: number, peer: number, tag: number, cpu: number, nic: number): number {
    const at = addOperation(operations, kind, size, peer, tag, cpu, nic);
    if (at >= waitsFor.length) waitsFor = withRoom(waitsFor, at + 1);
    return at;
  }

  function collectClocks({ start, sorted, flushed }: Edges): GraphClocks {
    return {
      rank: Int32Array.from(clocks.rank), timer: Int32Array.from(clocks.timer), stops: Uint8Array.from(clocks.stops), waitsFor: Int32Array.from(clocks.waitsFor),
      endStart: start.subarray(0, operations.count + 1), afterEnd: sorted.subarray(0, flushed),
    };
  }

  return {
    beginRank() {
      endRank();
      addRank(operations);
    },
    send: (to, bytes, tag, cpu, nic) => add(opKind.send, bytes, to, tag, cpu, nic),
    receive: (from, bytes, tag, cpu, nic) => add(opKind.receive, bytes, from, tag, cpu, nic),
    calculate: (ns, cpu) => add(opKind.calculate, ns, 0, 0, cpu, 0),
    afterEnd(operation, other) {
      waitsFor[operation]++;
      addEdge(ends, operation, other);
    },
    afterStart(operation, other) {
      anyStart = true;
      waitsFor[operation]++;
      addEdge(starts, operation, other);
    },
    clock(timer, stops, others) {
      clockEnds ??= noEdges();
      for (const other of others) addEdge(clockEnds, clocks.rank.length, other);
      clocks.rank.push(operations.ranks - 1);
      clocks.timer.push(timer);
      clocks.stops.push(stops ? 1 : 0);
      clocks.waitsFor.push(others.length);
    },
    finish() {
      endRank();
      const { count } = operations;
      const flow = {
        kind: 'graph' as const, waitsFor: waitsFor.subarray(0, count),
        endStart: ends.start.subarray(0, count + 1), afterEnd: ends.sorted.subarray(0, ends.flushed),
        ...(anyStart ? { startStart: starts.start.subarray(0, count + 1), afterStart: starts.sorted.subarray(0, starts.flushed) } : {}),
        ...(clockEnds === undefined ? {} : { clocks: collectClocks(clockEnds) }),
      };
      return { ...collected(operations), flow };
    },
  };
}

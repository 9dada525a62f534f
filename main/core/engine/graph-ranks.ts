import { inEntity, work } from './cpu.ts';
import { explainOwn } from './critical-path.ts';
import { extend } from './items.ts';
import { opKind, sayOperation, type GraphFlow, type LoggopsProgram } from './loggops/index.ts';
import { inMessage } from './messages.ts';
import { wait } from './ranks.ts';
import { enterCall, finish, finishCall, waitFor } from './run-program.ts';
import { startProgramWork } from './scheduler.ts';
import { toTicks } from './time.ts';
import type { TraceProgram } from './trace-program.ts';
import { completeReceive, postReceive, postSend, sending, toCopyOf } from './transport.ts';
import type { World } from './world.ts';

/** How far an operation is. */
const stage = { blocked: 0, ready: 1, started: 2, ended: 3 } as const;

/**
 * Ranks whose operations wait for each other instead of following each other. What is ready starts in the order in which
 * it became ready; what became ready together in the order sends, receives, calculations. Sends and receives are
 * non-blocking requests. A calculation takes the rank's core, and nothing of the rank starts before it ends: several
 * processors of a rank are done one after the other.
 */
export interface GraphRanks {
  readonly program: LoggopsProgram;
  readonly flow: GraphFlow;
  /** Line of each operation in its text. */
  readonly lines: Int32Array;
  readonly waitsFor: Int32Array;
  readonly state: Uint8Array;
  /** Ready operations of each rank, linked. */
  readonly next: Int32Array;
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** Calculation that a rank is at; -1: none. */
  readonly calculating: Int32Array;
  /** Operations of each rank that have not ended. */
  readonly left: Int32Array;
  /** Operation of an open message and of an open receive; -1: none, or it is just being posted. */
  ofMessage: Int32Array;
  ofRequest: Int32Array;
  /** Became ready together. */
  fresh: Int32Array;
  readonly sends: number;
}

/** All ranks before their first operation. */
export function createGraphRanks({ program, lines }: TraceProgram & { readonly kind: 'graph' }): GraphRanks {
  const { ranks, rankStart, kind, flow } = program;
  if (flow.kind !== 'graph') throw new Error('A trace is a graph of operations.');
  const none = (length: number): Int32Array => new Int32Array(length).fill(-1);
  return {
    program, flow, lines, waitsFor: flow.waitsFor.slice(), state: new Uint8Array(kind.length), next: none(kind.length), head: none(ranks), tail: none(ranks),
    calculating: none(ranks), left: Int32Array.from({ length: ranks }, (_, rank) => rankStart[rank + 1] - rankStart[rank]), ofMessage: none(64), ofRequest: none(64),
    fresh: new Int32Array(64), sends: kind.reduce((sum, each) => (each === opKind.send ? sum + 1 : sum), 0),
  };
}

/** Makes what waits for nothing ready. */
export function beginGraphRank(graph: GraphRanks, rank: number): void {
  const { rankStart } = graph.program;
  let count = 0;
  for (let i = rankStart[rank]; i < rankStart[rank + 1]; i++) if (graph.waitsFor[i] === 0) count = collect(graph, i, count);
  makeReady(graph, rank, count);
}

/** Starts what is ready until the rank calculates, copies, waits or ends. */
export function proceedGraph(world: World, graph: GraphRanks, rank: number): void {
  explainOwn(world, rank);
  const done = graph.calculating[rank];
  graph.calculating[rank] = -1;
  if (done >= 0) ended(graph, rank, done);
  const { kind } = graph.program;
  while (world.failure === undefined) {
    const operation = graph.head[rank];
    if (operation < 0) {
      if (graph.left[rank] === 0) return finish(world, rank);
      enterCall(world, rank);
      return waitFor(world, rank, wait.graph, -1);
    }
    graph.head[rank] = graph.next[operation];
    graph.state[operation] = stage.started;
    if (kind[operation] === opKind.send) send(world, graph, rank, operation);
    else if (kind[operation] === opKind.receive ? receive(world, graph, rank, operation) : calculate(world, graph, rank, operation)) return;
  }
}

/** The send buffer of `message` is free; true when its rank waited for something that can go on now. */
export function graphSent(world: World, graph: GraphRanks, message: number): boolean {
  const operation = (message >> 5) < graph.ofMessage.length ? graph.ofMessage[message >> 5] : -1;
  if (operation < 0) return false;
  graph.ofMessage[message >> 5] = -1;
  return closed(world, graph, world.messages.int[message | inMessage.from], operation);
}

/** A receive is complete; answers as {@link graphSent}. */
export function graphReceived(world: World, graph: GraphRanks, rank: number, request: number): boolean {
  const operation = request < graph.ofRequest.length ? graph.ofRequest[request] : -1;
  if (operation < 0) return false;
  graph.ofRequest[request] = -1;
  return closed(world, graph, rank, operation);
}

/** What a rank waits for that will never go on, `most` of its operations at most. */
export function waitingOf({ program, lines, state, left }: GraphRanks, rank: number, most: number): string {
  const said: string[] = [];
  for (let i = program.rankStart[rank]; i < program.rankStart[rank + 1] && said.length < most; i++) {
    if (state[i] === stage.started) said.push(`${sayOperation(program, i)} (line ${lines[i]})`);
  }
  return said.length === 0 ? `${left[rank]} operations that wait for each other` : said.join(', ');
}

function closed(world: World, graph: GraphRanks, rank: number, operation: number): boolean {
  ended(graph, rank, operation);
  return world.ranks.waitsFor[rank] === wait.graph && (graph.head[rank] >= 0 || graph.left[rank] === 0);
}

function send(world: World, graph: GraphRanks, rank: number, operation: number): void {
  const { peer, size, tag } = graph.program;
  enterCall(world, rank);
  world.ranks.posted++;
  const message = postSend(world, rank, peer[operation], size[operation], tag[operation], 0, sending.standard, -1);
  started(graph, rank, operation);
  if (message < 0) return ended(graph, rank, operation);
  if ((message >> 5) >= graph.ofMessage.length) graph.ofMessage = widened(graph.ofMessage, world.messages.capacity);
  graph.ofMessage[message >> 5] = operation;
}

/** True when the rank copies a message first that lies in the library's memory. */
function receive(world: World, graph: GraphRanks, rank: number, operation: number): boolean {
  const { messages, input, ranks } = world;
  const { peer, tag } = graph.program;
  enterCall(world, rank);
  // Traces may receive what is longer: their schedules are recorded, not run.
  const request = postReceive(world, rank, peer[operation], tag[operation], 0, Infinity, -1);
  started(graph, rank, operation);
  if (request < 0) {
    ended(graph, rank, operation);
    return false;
  }
  if (request >= graph.ofRequest.length) graph.ofRequest = widened(graph.ofRequest, ranks.receives.capacity);
  graph.ofRequest[request] = operation;
  const toCopy = toCopyOf(world, request);
  if (toCopy < 0) return false;
  const copyNs = toTicks((messages.profiles[messages.int[toCopy | inMessage.profile]].bytes * 1e9) / input.mpi.sharedMemory.bytesPerSecond);
  if (copyNs === 0) {
    completeReceive(world, toCopy);
    return false;
  }
  ranks.copying[rank] = toCopy;
  startProgramWork(world, rank, work.overhead, copyNs);
  return true;
}

/** True when it takes time. */
function calculate(world: World, graph: GraphRanks, rank: number, operation: number): boolean {
  const { input, ranks, cpu } = world;
  const x = graph.program.size[operation];
  if (x > 0 && input.mpi.progress !== 'asynchronous' && finishCall(world, rank)) {
    // It comes first when the call is over.
    if (graph.head[rank] < 0) graph.tail[rank] = operation;
    graph.next[operation] = graph.head[rank];
    graph.head[rank] = operation;
    graph.state[operation] = stage.ready;
    return true;
  }
  const noise = input.noise.compute;
  const ns = toTicks(noise === 0 ? x : x * (1 + noise * ranks.noise[rank].triangular()));
  started(graph, rank, operation);
  if (ns === 0) {
    ended(graph, rank, operation);
    return false;
  }
  if (input.mpi.progress !== 'asynchronous') cpu.int[(rank << 5) | inEntity.inCall] = 0;
  graph.calculating[rank] = operation;
  startProgramWork(world, rank, work.compute, ns);
  return true;
}

function started(graph: GraphRanks, rank: number, operation: number): void {
  const { startStart, afterStart } = graph.flow;
  if (startStart !== undefined && afterStart !== undefined) release(graph, rank, afterStart, startStart[operation], startStart[operation + 1]);
}

function ended(graph: GraphRanks, rank: number, operation: number): void {
  const { endStart, afterEnd } = graph.flow;
  graph.state[operation] = stage.ended;
  graph.left[rank]--;
  release(graph, rank, afterEnd, endStart[operation], endStart[operation + 1]);
}

function release(graph: GraphRanks, rank: number, waiting: Int32Array, from: number, to: number): void {
  let count = 0;
  for (let i = from; i < to; i++) if (--graph.waitsFor[waiting[i]] === 0) count = collect(graph, waiting[i], count);
  if (count > 0) makeReady(graph, rank, count);
}

function collect(graph: GraphRanks, operation: number, count: number): number {
  if (count === graph.fresh.length) graph.fresh = extend(graph.fresh, count * 2);
  graph.fresh[count] = operation;
  return count + 1;
}

/** The first `count` of `fresh` join the rank's list, in order of kind. */
function makeReady(graph: GraphRanks, rank: number, count: number): void {
  const { kind } = graph.program;
  for (const wanted of [opKind.send, opKind.receive, opKind.calculate]) {
    for (let i = 0; i < count; i++) {
      const operation = graph.fresh[i];
      if (kind[operation] !== wanted) continue;
      graph.state[operation] = stage.ready;
      graph.next[operation] = -1;
      if (graph.head[rank] < 0) graph.head[rank] = operation;
      else graph.next[graph.tail[rank]] = operation;
      graph.tail[rank] = operation;
    }
  }
}

function widened(operations: Int32Array, size: number): Int32Array {
  const before = operations.length;
  return extend(operations, size).fill(-1, before);
}

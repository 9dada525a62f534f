import type { Operation, RunInput } from '../contract/index.ts';
import { compile, op, type Code } from './code.ts';
import { createConnections, type Connections } from './connections.ts';
import { rankState, setState, waitedSoFar, work } from './cpu.ts';
import { explainOwn, followMessage, turnWaitingSegments } from './critical-path.ts';
import { beginGraphRank, graphReceived, graphSent, proceedGraph } from './graph-ranks.ts';
import type { Profiles } from './profiles.ts';
import { createRandom, type Random } from './random.ts';
import { createReceives, type Receives } from './receives.ts';
import { kick, startProgramWork } from './scheduler.ts';
import { countWait } from './statistics.ts';
import { noteSpan } from './timeline.ts';
import { toTicks } from './time.ts';
import { createTimers, startTimer, stopTimer, type Timers } from './timers.ts';
import { completeReceive, postReceive, postSend } from './transport.ts';
import type { World } from './world.ts';

/** What a rank waits for. `graph`: any of the operations that it has under way. */
export const wait = { nothing: 0, send: 1, receive: 2, all: 3, graph: 4 } as const;

/** Programs of all ranks and how far they are. */
export interface Ranks {
  readonly profiles: Profiles;
  readonly connections: Connections;
  readonly receives: Receives;
  readonly code: readonly Code[];
  readonly noise: readonly Random[];
  readonly at: Int32Array;
  readonly loops: readonly Float64Array[];
  readonly waitsFor: Uint8Array;
  /** Message or request of the wait. */
  readonly waitsOn: Int32Array;
  readonly open: Int32Array;
  /** Unexpected message that the rank is copying out; -1: none. */
  readonly copying: Int32Array;
  /** The wait is over and the rank is on its way back to its program. */
  readonly waking: Uint8Array;
  readonly timers: Timers;
  readonly finishedNs: Float64Array;
  finished: number;
  /** Messages posted and messages in the programs, for progress. */
  posted: number;
  readonly expected: number;
}

/** All ranks before their first instruction. */
export function createRanks(input: RunInput, profiles: Profiles): Ranks {
  const count = input.places.length;
  const compiled = new Map<readonly Operation[], Code>();
  const code = input.program.ranks.map((operations) => {
    const known = compiled.get(operations) ?? compile(operations);
    compiled.set(operations, known);
    return known;
  });
  return {
    profiles, connections: createConnections(), receives: createReceives(count), code,
    noise: Array.from({ length: count }, (_, rank) => createRandom(input.seed, rank + 1)),
    at: new Int32Array(count), loops: code.map((c) => new Float64Array(c.counters)), waitsFor: new Uint8Array(count),
    waitsOn: new Int32Array(count).fill(-1), open: new Int32Array(count), copying: new Int32Array(count).fill(-1),
    timers: createTimers(input.program.timers ?? 0, count), waking: new Uint8Array(count), finishedNs: new Float64Array(count), finished: 0, posted: 0,
    expected: input.program.ranks.reduce((sum, operations) => sum + countSends(operations), 0),
  };
}

/** The rank's first instruction. */
export function startRank(world: World, rank: number): void {
  // It may be at work on what others sent it.
  if (world.cpu.kind[rank] !== work.item) changeState(world, rank, rankState.waiting);
  world.statistics.waitedNs[rank] = waitedSoFar(world.cpu, rank, world.now);
  if (world.graph !== undefined) beginGraphRank(world.graph, rank);
  proceed(world, rank);
  kick(world, rank);
}

/** The rank's compute, packing, copy or wake-up ended. */
export function onProgramDone(world: World, rank: number): void {
  const { ranks } = world;
  const message = ranks.copying[rank];
  if (message >= 0) {
    ranks.copying[rank] = -1;
    const blocked = ranks.waitsFor[rank] !== wait.nothing;
    // The copy is the rank's own work: it came later than the message.
    explainOwn(world, rank);
    completeReceive(world, message);
    if (!blocked) proceed(world, rank);
  } else if (ranks.waking[rank] === 1) {
    explainOwn(world, rank);
    ranks.waking[rank] = 0;
    proceed(world, rank);
  } else if (ranks.waitsFor[rank] === wait.nothing) {
    proceed(world, rank);
  }
}

/** A send buffer is free. */
export function onSendDone(world: World, message: number): void {
  const { ranks, messages } = world;
  const rank = messages.from[message];
  if (world.graph !== undefined) {
    if (graphSent(world, world.graph, message)) resume(world, rank, message, true);
    return;
  }
  if (ranks.waitsFor[rank] === wait.send && ranks.waitsOn[rank] === message) return resume(world, rank, message, true);
  // The rank's blocking send that is being posted right now has no wait yet; its localDone flag tells it.
  requestClosed(world, rank, message, true);
}

/** A receive is complete: it got `message`. */
export function onReceiveDone(world: World, rank: number, request: number, message: number): void {
  const { ranks } = world;
  if (world.graph !== undefined) {
    if (graphReceived(world, world.graph, rank, request)) resume(world, rank, message, false);
    return;
  }
  if (ranks.waitsFor[rank] === wait.receive && ranks.waitsOn[rank] === request) resume(world, rank, message, false);
  else requestClosed(world, rank, message, false);
}

function requestClosed(world: World, rank: number, message: number, sent: boolean): void {
  const { ranks } = world;
  ranks.open[rank]--;
  if (ranks.waitsFor[rank] === wait.all && ranks.open[rank] === 0 && ranks.copying[rank] < 0) resume(world, rank, message, sent);
}

/** What the rank waited for is there, with `message` received or sent: it goes on, after waking up if it slept. */
function resume(world: World, rank: number, message: number, sent: boolean): void {
  const { ranks, cpu, input } = world;
  countWait(world, rank, message, sent);
  if (sent) followSent(world, rank, message);
  else followMessage(world, rank, message, world.messages.lastDelivered[message], world.messages.profile[message].deliverAt - 1);
  ranks.waitsFor[rank] = wait.nothing;
  ranks.waitsOn[rank] = -1;
  cpu.polling[rank] = 0;
  const wakeUpNs = input.mpi.waiting === 'block' && cpu.slept[rank] === 1 ? toTicks(input.mpi.wakeUpNs) : 0;
  if (wakeUpNs > 0) {
    ranks.waking[rank] = 1;
    startProgramWork(world, rank, work.overhead, wakeUpNs);
  } else {
    proceed(world, rank);
  }
  kick(world, rank);
}

/** A send buffer is free when the last segment is out of the sender's hands, or when the last of all segments has ended. */
function followSent(world: World, rank: number, m: number): void {
  const { messages, marks } = world;
  const { localDoneAt, segments, stages } = messages.profile[m];
  let slot = segments - 1;
  const last = messages.block[m] + stages.length;
  if (localDoneAt < 0) while (slot > 0 && marks.arrived[last + slot * messages.stride[m]] !== world.now) slot--;
  followMessage(world, rank, m, slot, localDoneAt < 0 ? stages.length - 1 : localDoneAt);
}

/** The rank is inside an MPI call from now on. */
export function enterCall(world: World, rank: number): void {
  if (world.cpu.inCall[rank] === 1) return;
  turnWaitingSegments(world, rank);
  world.cpu.inCall[rank] = 1;
}

/** The rank waits from now on. */
export function waitFor(world: World, rank: number, what: number, on: number): void {
  const { ranks, cpu } = world;
  ranks.waitsFor[rank] = what;
  ranks.waitsOn[rank] = on;
  cpu.slept[rank] = 0;
  if (world.input.mpi.waiting === 'poll') cpu.polling[rank] = 1;
}

/** Runs instructions until the rank computes, waits or ends. */
function proceed(world: World, rank: number): void {
  if (world.graph !== undefined) return proceedGraph(world, world.graph, rank);
  const { ranks, cpu, input, messages } = world;
  explainOwn(world, rank);
  const code = ranks.code[rank];
  const loops = ranks.loops[rank];
  const inCallOnly = input.mpi.progress === 'in-call';
  for (;;) {
    const at = ranks.at[rank]++;
    const a = code.a[at];
    const b = code.b[at];
    const x = code.x[at];
    switch (code.op[at]) {
      case op.compute: case op.pack: {
        const noise = input.noise.compute;
        const ns = toTicks(noise === 0 ? x : x * (1 + noise * ranks.noise[rank].triangular()));
        if (ns === 0) break;
        if (inCallOnly) cpu.inCall[rank] = 0;
        startProgramWork(world, rank, code.op[at] === op.compute ? work.compute : work.overhead, ns);
        return;
      }
      case op.send: case op.stream: {
        enterCall(world, rank);
        ranks.posted++;
        ranks.open[rank]++;
        const message = postSend(world, rank, a, x, b, code.op[at] === op.stream);
        if (message < 0) break;
        ranks.open[rank]--;
        waitFor(world, rank, wait.send, message);
        return;
      }
      case op.isend:
        enterCall(world, rank);
        ranks.posted++;
        ranks.open[rank]++;
        postSend(world, rank, a, x, b, false);
        break;
      case op.receive: case op.ireceive: {
        enterCall(world, rank);
        ranks.open[rank]++;
        const { request, toCopy } = postReceive(world, rank, a, b);
        const blocking = code.op[at] === op.receive;
        const copyNs = toCopy < 0 || messages.stream[toCopy] === 1 ? 0 : toTicks((messages.profile[toCopy].bytes * 1e9) / input.mpi.sharedMemory.bytesPerSecond);
        if (toCopy >= 0 && copyNs === 0) completeReceive(world, toCopy);
        if (request < 0 || (toCopy >= 0 && copyNs === 0)) break;
        if (blocking) {
          ranks.open[rank]--;
          waitFor(world, rank, wait.receive, request);
        }
        if (toCopy >= 0) {
          ranks.copying[rank] = toCopy;
          startProgramWork(world, rank, work.overhead, copyNs);
        }
        if (blocking || toCopy >= 0) return;
        break;
      }
      case op.waitall:
        if (ranks.open[rank] === 0) break;
        enterCall(world, rank);
        waitFor(world, rank, wait.all, -1);
        return;
      case op.start: startTimer(ranks.timers, rank, a, world.now); break;
      case op.stop: stopTimer(ranks.timers, rank, a, world.now); break;
      case op.loop: loops[a] = x; break;
      case op.again:
        if (--loops[b] > 0) ranks.at[rank] = a;
        break;
      default:
        finish(world, rank);
        return;
    }
    if (world.failure !== undefined) return;
  }
}

/** The rank is at the end of its program. */
export function finish(world: World, rank: number): void {
  const { ranks } = world;
  changeState(world, rank, rankState.finished);
  ranks.finishedNs[rank] = world.now;
  ranks.finished++;
  // The library's last packets still move on.
  enterCall(world, rank);
}

function changeState({ cpu, statistics, now }: World, rank: number, state: number): void {
  const since = cpu.stateSince[rank];
  const before = setState(cpu, rank, state, now);
  if (before >= 0) noteSpan(statistics.timeline, rank, before, since, now);
}

function countSends(operations: readonly Operation[]): number {
  let count = 0;
  for (const o of operations) {
    if (o.op === 'send' || o.op === 'isend') count++;
    else if (o.op === 'loop') count += o.count * countSends(o.body);
  }
  return count;
}

import { log2 } from '../statistics/index.ts';
import { op, toSource, type Code } from './code.ts';
import { inEntity, rankState, setState, waitedSoFar, work } from './cpu.ts';
import { explainOwn, turnWaitingSegments } from './critical-path.ts';
import { beginGraphRank, proceedGraph } from './graph-ranks.ts';
import { handle } from './handles.ts';
import { inMessage } from './messages.ts';
import { variationOf, wait } from './ranks.ts';
import { findUnexpected } from './receives.ts';
import { closeAllHandles, closeHandle } from './requests.ts';
import { scheduleOf } from './schedules.ts';
import { kick, startProgramWork } from './scheduler.ts';
import { noteSpan } from './timeline.ts';
import { toTicks } from './time.ts';
import { startTimer, stopTimer } from './timers.ts';
import { completeReceive, postOneSided, postReceive, postSend, sending, toCopyOf } from './transport.ts';
import type { World } from './world.ts';

/** Natural logarithm of 2. */
const ln2 = 0.6931471805599453;

/** The rank's first instruction. */
export function startRank(world: World, rank: number): void {
  if (world.cpu.int[(rank << 5) | inEntity.paused] > 0) {
    world.vms.lateStarts.add(rank);
    return;
  }
  // It may be at work on what others sent it.
  if (world.cpu.int[(rank << 5) | inEntity.kind] !== work.item) changeState(world, rank, rankState.waiting);
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

/** What the rank waited for is there: it goes on, after waking up if it slept. */
export function resume(world: World, rank: number): void {
  const { ranks, cpu } = world;
  ranks.waitsFor[rank] = wait.nothing;
  ranks.waitsOn[rank] = -1;
  cpu.int[(rank << 5) | inEntity.polling] = 0;
  if (cpu.int[(rank << 5) | inEntity.paused] > 0) world.vms.lateResumes.add(rank);
  else leaveWait(world, rank);
}

/** The rank, whose wait is over and whose VM runs, goes on. */
export function leaveWait(world: World, rank: number): void {
  const { ranks, cpu, input } = world;
  const wakeUpNs = input.mpi.waiting === 'block' && cpu.int[(rank << 5) | inEntity.slept] === 1 ? toTicks(input.mpi.wakeUpNs) : 0;
  if (wakeUpNs > 0) {
    ranks.waking[rank] = 1;
    startProgramWork(world, rank, work.overhead, wakeUpNs);
  } else {
    proceed(world, rank);
  }
  kick(world, rank);
}

/** The rank is inside an MPI call from now on. */
export function enterCall(world: World, rank: number): void {
  if (world.cpu.int[(rank << 5) | inEntity.inCall] === 1) return;
  turnWaitingSegments(world, rank);
  world.cpu.int[(rank << 5) | inEntity.inCall] = 1;
}

/** Before a call returns it does what there is to do for the library; true when there is something. */
export function finishCall(world: World, rank: number): boolean {
  const { cpu } = world;
  // A segment at work may have more to do on this core.
  if (cpu.int[(rank << 5) | inEntity.inCall] === 0 || (cpu.int[(rank << 5) | inEntity.userHead] < 0 && cpu.int[(rank << 5) | inEntity.kind] !== work.item)) return false;
  // Segments go before the program's work.
  startProgramWork(world, rank, work.overhead, 0);
  return true;
}

/** The rank waits from now on. */
export function waitFor(world: World, rank: number, what: number, on: number): void {
  const { ranks, cpu } = world;
  ranks.waitsFor[rank] = what;
  ranks.waitsOn[rank] = on;
  cpu.int[(rank << 5) | inEntity.slept] = 0;
  if (world.input.mpi.waiting === 'poll') cpu.int[(rank << 5) | inEntity.polling] = 1;
}

/** Runs instructions until the rank computes, waits or ends. */
function proceed(world: World, rank: number): void {
  if (world.graph !== undefined) return proceedGraph(world, world.graph, rank);
  const { ranks } = world;
  explainOwn(world, rank);
  for (;;) {
    const code = ranks.code[rank];
    const at = ranks.at[rank]++;
    const kind = code.op[at];
    switch (kind) {
      case op.compute: case op.varied: case op.pack:
        if (runCompute(world, rank, code, at)) return;
        break;
      case op.send: case op.stream: case op.synchronous: case op.isend: case op.isynchronous:
        if (runSend(world, rank, code, at)) return;
        break;
      case op.receive: case op.ireceive:
        if (runReceive(world, rank, code, at)) return;
        break;
      case op.put: case op.get: case op.iput: case op.iget:
        if (runOneSided(world, rank, code, at)) return;
        break;
      case op.waitall:
        if ((ranks.call[rank] === undefined ? ranks.open[rank] : ranks.openInside[rank]) === 0) {
          closeAllHandles(world, rank);
          break;
        }
        enterCall(world, rank);
        waitFor(world, rank, wait.all, at);
        return;
      case op.wait:
        if (runWait(world, rank, code, at)) return;
        break;
      case op.waitany:
        if (runWaitAny(world, rank, code, at)) return;
        break;
      case op.poll:
        enterCall(world, rank);
        startProgramWork(world, rank, work.overhead, (ranks.layers.of?.[rank] ?? ranks.layers.all) === 'raw' ? 0 : toTicks(world.input.mpi.receiveOverheadNs));
        return;
      case op.test: {
        const slot = ranks.handleBase[rank] + code.handle[at];
        if (ranks.handles.state[slot] === handle.complete) closeHandle(world, rank, slot);
        break;
      }
      case op.probe:
        enterCall(world, rank);
        if (findUnexpected(world, rank, code.a[at], code.b[at], code.context[at]) >= 0) break;
        waitFor(world, rank, wait.probe, at);
        return;
      case op.start: startTimer(ranks.timers, rank, code.a[at], world.now); break;
      case op.stop: stopTimer(ranks.timers, rank, code.a[at], world.now); break;
      case op.loop: ranks.loops[rank][code.a[at]] = code.x[at]; break;
      case op.again:
        if (--ranks.loops[rank][code.b[at]] > 0) ranks.at[rank] = code.a[at];
        break;
      case op.leave:
        if (ranks.source[rank] >= 0 && ranks.sourceTag[rank] === code.b[at]) ranks.at[rank] = code.a[at];
        break;
      case op.collective: enterCollective(world, rank, code, at); break;
      default:
        if (ranks.call[rank] === undefined) return finish(world, rank);
        leaveCollective(world, rank);
    }
    if (world.failure !== undefined) return;
  }
}

/** True: the rank is at work now. */
function runCompute(world: World, rank: number, code: Code, at: number): boolean {
  const { ranks, cpu, input } = world;
  const kind = code.op[at];
  let ns = code.x[at];
  const leaves = input.mpi.progress !== 'asynchronous' && ranks.call[rank] === undefined;
  if (leaves && ns > 0 && finishCall(world, rank)) {
    ranks.at[rank] = at;
    return true;
  }
  if (kind === op.varied) {
    const spread = code.spreads[code.a[at]];
    ns = varied(ns, spread, variationOf(ranks, input.seed, rank).next());
  }
  const noise = input.noise.compute;
  ns = toTicks(noise === 0 ? ns : ns * (1 + noise * ranks.noise[rank].triangular()));
  if (ns <= 0) return false;
  if (leaves) cpu.int[(rank << 5) | inEntity.inCall] = 0;
  startProgramWork(world, rank, kind === op.pack ? work.overhead : work.compute, ns);
  return true;
}

/** ns of a compute phase of `usual` ns that varies: evenly by `spread` around it or, where that is negative, exponentially. `draw` is from [0, 1). */
export function varied(usual: number, spread: number, draw: number): number {
  return usual * (spread < 0 ? -ln2 * log2(1 - draw) : 1 + spread * (2 * draw - 1));
}

/** True: the rank waits. */
function runSend(world: World, rank: number, code: Code, at: number): boolean {
  const { ranks } = world;
  const kind = code.op[at];
  enterCall(world, rank);
  const to = code.a[at] === toSource ? ranks.source[rank] : code.a[at];
  if (to < 0) {
    fail(world, `Rank ${rank} sends to the source of the message it received last, but has received none.`, 'Let it receive a message first, or name the rank.');
    return true;
  }
  const slot = openRequest(world, rank, code, at);
  const how = kind === op.stream ? sending.stream : kind === op.synchronous || kind === op.isynchronous ? sending.synchronous : sending.standard;
  const message = postSend(world, rank, to, code.x[at], code.b[at], code.context[at], how, slot);
  return kind !== op.isend && kind !== op.isynchronous && message >= 0 && waitForMessage(world, rank, message);
}

function runOneSided(world: World, rank: number, code: Code, at: number): boolean {
  const kind = code.op[at];
  enterCall(world, rank);
  const slot = openRequest(world, rank, code, at);
  const message = postOneSided(world, rank, code.a[at], code.x[at], kind === op.get || kind === op.iget, slot);
  return (kind === op.put || kind === op.get) && message >= 0 && waitForMessage(world, rank, message);
}

function waitForMessage(world: World, rank: number, message: number): true {
  const { messages } = world;
  countOpen(world, rank, messages.int[message | inMessage.context], -1);
  waitFor(world, rank, wait.send, message);
  return true;
}

/** True: the rank waits, or copies a message out of the library's memory. */
function runReceive(world: World, rank: number, code: Code, at: number): boolean {
  const { ranks, messages, input } = world;
  enterCall(world, rank);
  const slot = openRequest(world, rank, code, at);
  const request = postReceive(world, rank, code.a[at], code.b[at], code.context[at], code.x[at], slot);
  if (request < 0 || world.failure !== undefined) return false;
  const message = toCopyOf(world, request);
  const copyNs = message < 0 || messages.int[message | inMessage.stream] === 1 ? 0 : toTicks((messages.profiles[messages.int[message | inMessage.profile]].bytes * 1e9) / input.mpi.sharedMemory.bytesPerSecond);
  if (message >= 0 && copyNs === 0) {
    completeReceive(world, message);
    return false;
  }
  const blocking = code.op[at] === op.receive;
  if (blocking) {
    countOpen(world, rank, code.context[at], -1);
    waitFor(world, rank, wait.receive, request);
  }
  if (message >= 0) {
    ranks.copying[rank] = message;
    startProgramWork(world, rank, work.overhead, copyNs);
  }
  return blocking || message >= 0;
}

/** True: the rank waits for the handles of a `wait` that are open. */
function runWait(world: World, rank: number, code: Code, at: number): boolean {
  const { ranks } = world;
  const { handles } = ranks;
  let missing = 0;
  for (let i = code.a[at]; i < code.a[at] + code.b[at]; i++) {
    const slot = ranks.handleBase[rank] + code.list[i];
    if (handles.state[slot] === handle.complete) closeHandle(world, rank, slot);
    else if (handles.state[slot] === handle.open) {
      handles.state[slot] = handle.awaited;
      missing++;
    }
  }
  if (missing === 0) return false;
  ranks.missing[rank] = missing;
  enterCall(world, rank);
  waitFor(world, rank, wait.list, at);
  return true;
}

/** True: the rank waits for one of several handles. The first of the list that is complete is taken, else the first to be. */
function runWaitAny(world: World, rank: number, code: Code, at: number): boolean {
  const { ranks } = world;
  const { handles } = ranks;
  const first = code.a[at];
  const end = first + code.b[at];
  let open = false;
  for (let i = first; i < end; i++) {
    const slot = ranks.handleBase[rank] + code.list[i];
    if (handles.state[slot] === handle.complete) {
      closeHandle(world, rank, slot);
      return false;
    }
    open ||= handles.state[slot] === handle.open;
  }
  if (!open) return false;
  for (let i = first; i < end; i++) {
    const slot = ranks.handleBase[rank] + code.list[i];
    if (handles.state[slot] === handle.open) handles.state[slot] = handle.awaited;
  }
  enterCall(world, rank);
  waitFor(world, rank, wait.any, at);
  return true;
}

/** Counts a request and opens its handle; answers the handle's entry or -1. */
function openRequest(world: World, rank: number, code: Code, at: number): number {
  const { ranks } = world;
  if (ranks.call[rank] === undefined && code.op[at] !== op.receive && code.op[at] !== op.ireceive) ranks.posted++;
  countOpen(world, rank, code.context[at], 1);
  if (code.handle[at] < 0) return -1;
  const { handles } = ranks;
  const slot = ranks.handleBase[rank] + code.handle[at];
  if (handles.state[slot] === handle.open && ranks.call[rank] === undefined) {
    fail(world, `Rank ${rank} uses request ${code.handles[code.handle[at]]} again while it is open.`, 'Wait for the request before its handle is used again, or use another handle.');
  }
  if (handles.state[slot] !== handle.open) handles.pending[slot] = 0;
  handles.state[slot] = handle.open;
  handles.pending[slot]++;
  handles.source[slot] = -1;
  return slot;
}

function countOpen({ ranks }: World, rank: number, context: number, by: number): void {
  if ((context & 1) === 1) ranks.openInside[rank] += by;
  else ranks.open[rank] += by;
}

function enterCollective(world: World, rank: number, code: Code, at: number): void {
  const { ranks } = world;
  enterCall(world, rank);
  ranks.posted++;
  const call = code.calls[code.a[at]];
  const schedule = scheduleOf(ranks.schedules, ranks.handles, call, rank);
  ranks.call[rank] = call;
  ranks.returnTo[rank] = ranks.at[rank];
  ranks.code[rank] = schedule.code;
  ranks.loops[rank] = schedule.loops;
  ranks.handleBase[rank] = schedule.handles;
  ranks.at[rank] = 0;
}

function leaveCollective({ ranks }: World, rank: number): void {
  ranks.call[rank] = undefined;
  ranks.code[rank] = ranks.program[rank];
  ranks.loops[rank] = ranks.programLoops[rank];
  ranks.handleBase[rank] = ranks.programHandles[rank];
  ranks.at[rank] = ranks.returnTo[rank];
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
  const since = cpu.ns[(rank << 4) | inEntity.stateSince];
  const before = setState(cpu, rank, state, now);
  if (before >= 0) noteSpan(statistics.timeline, rank, before, since, now);
}

function fail(world: World, message: string, hint: string): void {
  world.failure ??= { kind: 'protocol', message, hint };
}

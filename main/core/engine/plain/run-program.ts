import { op } from '../code.ts';
import { rankState, work } from '../cpu.ts';
import { handle } from '../handles.ts';
import { variationOf, wait } from '../ranks.ts';
import { varied } from '../run-program.ts';
import { scheduleOf } from '../schedules.ts';
import { toTicks } from '../time.ts';
import { startTimer, stopTimer } from '../timers.ts';
import { inInstruction, inMessage, inPairNs, inRank, inRequest } from './layout.ts';
import { completeReceive, postReceive, postSend } from './messages.ts';
import { explainOwn, followMessage, turnWaiting } from './path.ts';
import { addCode, addLoops, isPlainCode } from './program.ts';
import { changeState, kick, startWork, waitedSoFar } from './scheduler.ts';
import { pairOf, type PlainState } from './state.ts';

/** The rank's first instruction. */
export function startRank(state: PlainState, rank: number): void {
  // It may be at work on what others sent it.
  if (state.rank[(rank << 6) | inRank.kind] !== work.item) changeState(state, rank, rankState.waiting);
  state.rankNs[(rank << 5) | inRank.waitedNs] = waitedSoFar(state, rank);
  proceed(state, rank);
  kick(state, rank);
}

/** The rank's compute, packing, copy or wake-up ended. */
export function programDone(state: PlainState, rank: number): void {
  const { rank: int } = state;
  const at = rank << 6;
  const message = int[at | inRank.copying];
  if (message >= 0) {
    int[at | inRank.copying] = -1;
    const blocked = int[at | inRank.waitsFor] !== wait.nothing;
    // The copy is the rank's own work: it came later than the message.
    explainOwn(state, rank);
    completeReceive(state, message);
    if (!blocked) proceed(state, rank);
  } else if (int[at | inRank.waking] === 1) {
    explainOwn(state, rank);
    int[at | inRank.waking] = 0;
    proceed(state, rank);
  } else if (int[at | inRank.waitsFor] === wait.nothing) {
    proceed(state, rank);
  }
}

/** A send buffer is free. */
export function sent(state: PlainState, m: number): void {
  const { rank: int, message } = state;
  const rank = message[m | inMessage.from];
  const at = rank << 6;
  const awaited = (int[at | inRank.waitsFor] === wait.send && int[at | inRank.waitsOn] === m) || requestClosed(state, rank, message[m | inMessage.context], message[m | inMessage.handle]);
  if (!awaited) return;
  countWait(state, rank, message[m | inMessage.pair], inPairNs.senderWaitedNs);
  followMessage(state, rank, m, true, state.now, false);
  resume(state, rank);
}

/** A receive is complete: it got `m`. */
export function received(state: PlainState, request: number, m: number): void {
  const { rank: int, message } = state;
  const rank = message[m | inMessage.to];
  const at = rank << 6;
  const awaited = (int[at | inRank.waitsFor] === wait.receive && int[at | inRank.waitsOn] === request)
    || requestClosed(state, rank, message[m | inMessage.context], state.request[request | inRequest.handle]);
  if (!awaited) return;
  countWait(state, rank, message[m | inMessage.pair], inPairNs.receiverWaitedNs);
  followMessage(state, rank, m, false, state.messageNs[(m >> 1) | inMessage.deliveredNs], message[m | inMessage.localDone] === 1);
  resume(state, rank);
}

/** The rank's waiting up to now was for the other rank of a pair. */
function countWait(state: PlainState, rank: number, pair: number, sum: number): void {
  const waited = waitedSoFar(state, rank);
  const ns = waited - state.rankNs[(rank << 5) | inRank.waitedNs];
  if (ns === 0) return;
  state.rankNs[(rank << 5) | inRank.waitedNs] = waited;
  state.attributedNs[rank] += ns;
  state.pairNs[(pair >> 1) | sum] += ns;
}

/** One request less; true when this is what the rank waited for. */
function requestClosed(state: PlainState, rank: number, context: number, slot: number): boolean {
  const { rank: int } = state;
  const at = rank << 6;
  const inside = context & 1;
  const left = --int[at | (inside === 1 ? inRank.openInside : inRank.open)];
  if (slot >= 0 && handleDone(state, at, slot)) return true;
  if (int[at | inRank.waitsFor] !== wait.all || left !== 0 || inside !== int[at | inRank.inside]) return false;
  closeAllHandles(state, at);
  return true;
}

function handleDone({ rank: int, world: { ranks: { handles } } }: PlainState, at: number, slot: number): boolean {
  if (--handles.pending[slot] > 0) return false;
  if (handles.state[slot] !== handle.awaited) {
    handles.state[slot] = handle.complete;
    return false;
  }
  handles.state[slot] = handle.closed;
  return --int[at | inRank.missing] === 0;
}

function closeAllHandles({ rank: int, world: { ranks: { handles } } }: PlainState, at: number): void {
  const first = int[at | inRank.handles];
  const end = first + int[at | inRank.handleCount];
  for (let slot = first; slot < end; slot++) if (handles.state[slot] === handle.complete) handles.state[slot] = handle.closed;
}

/** What the rank waited for is there: it goes on, after waking up if it slept. */
function resume(state: PlainState, rank: number): void {
  const { rank: int } = state;
  const at = rank << 6;
  int[at | inRank.waitsFor] = wait.nothing;
  int[at | inRank.waitsOn] = -1;
  int[at | inRank.polling] = 0;
  const wakeUpNs = state.blocking && int[at | inRank.slept] === 1 ? state.wakeUpNs : 0;
  if (wakeUpNs > 0) {
    int[at | inRank.waking] = 1;
    startWork(state, rank, work.overhead, wakeUpNs);
  } else {
    proceed(state, rank);
  }
  kick(state, rank);
}

function enterCall(state: PlainState, rank: number): void {
  if (state.rank[(rank << 6) | inRank.inCall] === 1) return;
  turnWaiting(state, rank);
  state.rank[(rank << 6) | inRank.inCall] = 1;
}

/** Before a call returns it does what there is to do for the library; true when there is something. */
function finishCall(state: PlainState, rank: number): boolean {
  const { rank: int } = state;
  const at = rank << 6;
  if (int[at | inRank.inCall] === 0 || (int[at | inRank.userHead] < 0 && int[at | inRank.kind] !== work.item)) return false;
  startWork(state, rank, work.overhead, 0);
  return true;
}

function waitFor(state: PlainState, rank: number, what: number, on: number): void {
  const { rank: int } = state;
  const at = rank << 6;
  int[at | inRank.waitsFor] = what;
  int[at | inRank.waitsOn] = on;
  int[at | inRank.slept] = 0;
  if (!state.blocking) int[at | inRank.polling] = 1;
}

/** Runs instructions until the rank computes, waits or ends. */
function proceed(state: PlainState, rank: number): void {
  explainOwn(state, rank);
  const { rank: int } = state;
  const own = rank << 6;
  for (;;) {
    const number = int[own | inRank.at]++;
    const { instruction } = state;
    const at = number << 3;
    switch (instruction[at | inInstruction.op]) {
      case op.compute: case op.varied: case op.pack:
        if (runCompute(state, rank, number)) return;
        break;
      case op.isend: case op.send:
        if (runSend(state, rank, number)) return;
        break;
      case op.ireceive: case op.receive:
        if (runReceive(state, rank, number)) return;
        break;
      case op.waitall:
        if (int[own | (int[own | inRank.inside] === 1 ? inRank.openInside : inRank.open)] === 0) {
          closeAllHandles(state, own);
          break;
        }
        enterCall(state, rank);
        waitFor(state, rank, wait.all, number);
        return;
      case op.wait:
        if (runWait(state, rank, at)) return;
        break;
      case op.start: startTimer(state.world.ranks.timers, rank, instruction[at | inInstruction.a], state.now); break;
      case op.stop: stopTimer(state.world.ranks.timers, rank, instruction[at | inInstruction.a], state.now); break;
      case op.loop: state.loops[int[own | inRank.loops] + instruction[at | inInstruction.a]] = state.instructionNs[(at >> 1) | inInstruction.x]; break;
      case op.again:
        if (--state.loops[int[own | inRank.loops] + instruction[at | inInstruction.b]] > 0) int[own | inRank.at] = instruction[at | inInstruction.a];
        break;
      case op.collective: enterCollective(state, rank, at); break;
      default:
        if (int[own | inRank.inside] === 0) return finish(state, rank);
        leaveCollective(state, rank);
    }
    if (state.gaveUp) return;
  }
}

/** True: the rank is at work now. */
function runCompute(state: PlainState, rank: number, number: number): boolean {
  const { rank: int } = state;
  const at = rank << 6;
  let ns = state.instructionNs[(number << 2) | inInstruction.x];
  const leaves = !state.asynchronous && int[at | inRank.inside] === 0;
  if (leaves && ns > 0 && finishCall(state, rank)) {
    int[at | inRank.at] = number;
    return true;
  }
  const { input, ranks } = state.world;
  const kind = state.instruction[(number << 3) | inInstruction.op];
  if (kind === op.varied) ns = varied(ns, state.spreads[state.instruction[(number << 3) | inInstruction.a]], variationOf(ranks, input.seed, rank).next());
  ns = toTicks(input.noise.compute === 0 ? ns : ns * (1 + input.noise.compute * ranks.noise[rank].triangular()));
  if (ns <= 0) return false;
  if (leaves) int[at | inRank.inCall] = 0;
  startWork(state, rank, kind === op.pack ? work.overhead : work.compute, ns);
  return true;
}

/** The pair of the rank and an instruction's peer. */
function peerPair(state: PlainState, rank: number, at: number, sends: boolean): number {
  const { instruction } = state;
  const known = instruction[at | inInstruction.pair];
  if (known >= 0) return known;
  const peer = instruction[at | inInstruction.a];
  const pair = sends ? pairOf(state, rank, peer) : pairOf(state, peer, rank);
  instruction[at | inInstruction.pair] = pair;
  return pair;
}

/** True: the rank waits. */
function runSend(state: PlainState, rank: number, number: number): boolean {
  const at = number << 3;
  enterCall(state, rank);
  const slot = openRequest(state, rank, at, true);
  if (state.gaveUp) return true;
  const { instruction } = state;
  const blocking = instruction[at | inInstruction.op] === op.send;
  const context = instruction[at | inInstruction.context];
  const message = postSend(state, peerPair(state, rank, at, true), rank, instruction[at | inInstruction.a], state.instructionNs[(number << 2) | inInstruction.x], instruction[at | inInstruction.b], context, slot);
  if (!blocking || message < 0) return false;
  state.rank[(rank << 6) | ((context & 1) === 1 ? inRank.openInside : inRank.open)]--;
  waitFor(state, rank, wait.send, message);
  return true;
}

/** True: the rank waits, or copies a message out of the library's memory. */
function runReceive(state: PlainState, rank: number, number: number): boolean {
  const at = number << 3;
  enterCall(state, rank);
  const slot = openRequest(state, rank, at, false);
  if (state.gaveUp) return true;
  const { instruction, rank: int } = state;
  const blocking = instruction[at | inInstruction.op] === op.receive;
  const context = instruction[at | inInstruction.context];
  const request = postReceive(state, peerPair(state, rank, at, false), rank, instruction[at | inInstruction.b], context, state.instructionNs[(number << 2) | inInstruction.x], slot);
  if (state.gaveUp) return false;
  const message = state.request[request | inRequest.message];
  const copyNs = message < 0 ? 0 : toTicks((state.profiles[state.message[message | inMessage.profile]].bytes * 1e9) / state.world.input.mpi.sharedMemory.bytesPerSecond);
  if (message >= 0 && copyNs === 0) {
    completeReceive(state, message);
    return false;
  }
  if (blocking) {
    int[(rank << 6) | ((context & 1) === 1 ? inRank.openInside : inRank.open)]--;
    waitFor(state, rank, wait.receive, request);
  }
  if (message >= 0) {
    int[(rank << 6) | inRank.copying] = message;
    startWork(state, rank, work.overhead, copyNs);
  }
  return blocking || message >= 0;
}

/** True: the rank waits for handles that are open. */
function runWait(state: PlainState, rank: number, at: number): boolean {
  const { rank: int, instruction, list, world: { ranks: { handles } } } = state;
  const first = instruction[at | inInstruction.a];
  let missing = 0;
  for (let i = first; i < first + instruction[at | inInstruction.b]; i++) {
    const slot = int[(rank << 6) | inRank.handles] + list[i];
    if (handles.state[slot] === handle.complete) handles.state[slot] = handle.closed;
    else if (handles.state[slot] === handle.open) {
      handles.state[slot] = handle.awaited;
      missing++;
    }
  }
  if (missing === 0) return false;
  int[(rank << 6) | inRank.missing] = missing;
  enterCall(state, rank);
  waitFor(state, rank, wait.list, at >> 3);
  return true;
}

/** Counts a request and opens its handle; answers the handle's entry or -1. */
function openRequest(state: PlainState, rank: number, at: number, sends: boolean): number {
  const { rank: int, instruction, world: { ranks: { handles }, ranks } } = state;
  const own = rank << 6;
  const inside = int[own | inRank.inside];
  if (sends && inside === 0) ranks.posted++;
  int[own | ((instruction[at | inInstruction.context] & 1) === 1 ? inRank.openInside : inRank.open)]++;
  const number = instruction[at | inInstruction.handle];
  if (number < 0) return -1;
  const slot = int[own | inRank.handles] + number;
  if (handles.state[slot] === handle.open && inside === 0) {
    // A fault of the program, which the other kernel describes.
    state.gaveUp = true;
    return -1;
  }
  if (handles.state[slot] !== handle.open) handles.pending[slot] = 0;
  handles.state[slot] = handle.open;
  handles.pending[slot]++;
  return slot;
}

function enterCollective(state: PlainState, rank: number, at: number): void {
  const { rank: int, world: { ranks } } = state;
  const own = rank << 6;
  enterCall(state, rank);
  ranks.posted++;
  const schedule = scheduleOf(ranks.schedules, ranks.handles, ranks.program[rank].calls[state.instruction[at | inInstruction.a]], rank);
  let added = state.schedules.get(schedule);
  if (added === undefined) {
    if (!isPlainCode(schedule.code)) {
      state.gaveUp = true;
      return;
    }
    added = { first: addCode(state, schedule.code), loops: addLoops(state, schedule.code.counters) };
    state.schedules.set(schedule, added);
  }
  state.returnTo[rank] = int[own | inRank.at];
  int[own | inRank.inside] = 1;
  int[own | inRank.at] = added.first;
  int[own | inRank.loops] = added.loops;
  int[own | inRank.handles] = schedule.handles;
  int[own | inRank.handleCount] = schedule.code.handles.length;
}

function leaveCollective({ rank: int, returnTo, programLoops, world: { ranks } }: PlainState, rank: number): void {
  const own = rank << 6;
  int[own | inRank.inside] = 0;
  int[own | inRank.at] = returnTo[rank];
  int[own | inRank.loops] = programLoops[rank];
  int[own | inRank.handles] = ranks.programHandles[rank];
  int[own | inRank.handleCount] = ranks.program[rank].handles.length;
}

function finish(state: PlainState, rank: number): void {
  const { world: { ranks } } = state;
  changeState(state, rank, rankState.finished);
  ranks.finishedNs[rank] = state.now;
  ranks.finished++;
  // The library's last packets still move on.
  enterCall(state, rank);
}

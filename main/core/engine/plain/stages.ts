import { work } from '../cpu.ts';
import { action } from '../profile.ts';
import { inInstance, inServer, noteSingleVisit } from '../resources.ts';
import { toTicks } from '../time.ts';
import { eventKind } from '../world.ts';
import { inMessage, inRank, inStep, pastEnd, stepFlag } from './layout.ts';
import { freeSlot, takeSlot } from './rings.ts';
import { chooseWork, endStage, enqueue, noteServiceOf, noteWait } from './scheduler.ts';
import type { PlainState } from './state.ts';
import { instanceOf, serveNext, takeTurn } from './turns.ts';

/**
 * As `arrive` of the other kernel: the message is at its position at its time, and goes on until something else has a say. What its visits took
 * is known beforehand; only what they waited and what differs is written down.
 */
export function arrive(state: PlainState, m: number): void {
  const { now } = state;
  let { message, messageNs, step, stepNs } = state;
  const first = message[m | inMessage.steps];
  let position = message[m | inMessage.position];
  let time = messageNs[(m >> 1) | inMessage.time];
  for (;; position++) {
    const at = (first + position) << 3;
    const flags = step[at | inStep.flags];
    if ((flags & stepFlag.watched) !== 0) {
      if (time > now) return comeBack(state, m, position, time);
      message[m | inMessage.position] = position;
      state.calls.passed(state, m, position);
      if (step[at | inStep.action] === pastEnd || state.gaveUp) return;
      // What it set going may have made the pools grow.
      ({ message, messageNs, step, stepNs } = state);
    }
    if (time > now && (flags & stepFlag.ahead) === 0) return comeBack(state, m, position, time);
    const ns = (flags & stepFlag.varies) === 0 ? stepNs[at >> 2] : draw(state, at);
    switch (step[at | inStep.action]) {
      case action.pass: break;
      case action.delay:
        if ((flags & stepFlag.varies) !== 0) noteServiceOf(state, m, position, at, ns);
        time += ns;
        break;
      case action.line:
        time = serve(state, m, at, position, time, ns, flags);
        if (step[at | inStep.delays] > 0) {
          time += stepNs[(at >> 2) | 1];
          position += step[at | inStep.delays];
        }
        break;
      case action.turn:
        message[m | inMessage.position] = position;
        messageNs[(m >> 1) | inMessage.time] = time;
        return takeTurn(state, m, at, ns);
      case action.ring:
        message[m | inMessage.position] = position;
        messageNs[(m >> 1) | inMessage.time] = time;
        if (!takeSlot(state, m, at)) return;
        break;
      case action.release: freeSlot(state, m, at); break;
      case action.notify: {
        const rank = message[m | ((flags & stepFlag.receiver) !== 0 ? inMessage.to : inMessage.from)];
        const awake = (flags & stepFlag.device) !== 0 ? isActive(state, step[at | inStep.first] + rank, stepNs[(at >> 2) | 1]) : isAwake(state, rank, stepNs[(at >> 2) | 1]);
        if (!awake) {
          noteMove(state, m, position, at, ns);
          time += ns;
        }
        break;
      }
      default:
        if (ns === 0) break;
        if ((flags & stepFlag.varies) !== 0) noteServiceOf(state, m, position, at, ns);
        message[m | inMessage.position] = position;
        messageNs[(m >> 1) | inMessage.time] = time;
        return enqueue(state, message[m | ((flags & stepFlag.receiver) !== 0 ? inMessage.to : inMessage.from)], m, step[at | inStep.action] === action.cpuUser);
    }
  }
}

/** An event brings the message to its position at `time`. */
function comeBack(state: PlainState, m: number, position: number, time: number): void {
  state.message[m | inMessage.position] = position;
  state.messageNs[(m >> 1) | inMessage.time] = time;
  state.world.queue.push(time, eventKind.stage + m * 8, 0);
}

/** First come, first served by one server; answers when the service ends. */
function serve(state: PlainState, m: number, at: number, position: number, time: number, ns: number, flags: number): number {
  const { world: { resources } } = state;
  const instance = instanceOf(state, m, at, flags);
  const record = resources.ns;
  const free = record[(instance << 3) | inServer.freeAt];
  const earliest = (flags & stepFlag.cutThrough) !== 0 ? time - ns : time;
  const begin = free > earliest ? free : earliest;
  let started = time;
  if (begin > time) {
    started = begin;
    noteWait(state, m, position, begin - time);
    record[(instance << 3) | inInstance.waitNs] += begin - time;
  }
  const end = begin + ns > time ? begin + ns : time;
  noteSingleVisit(resources, instance, time, free, end);
  record[(instance << 3) | inServer.freeAt] = end;
  record[(instance << 3) | inInstance.busyNs] += ns;
  if ((flags & (stepFlag.cutThrough | stepFlag.varies)) !== 0) noteServiceOf(state, m, position, at, end - started);
  return end;
}

/** ns of a visit with noise, drawn as the other kernel draws it, and counted. */
function draw({ step, stepNs, world: { noise, statistics } }: PlainState, at: number): number {
  const usual = stepNs[at >> 2];
  const ns = usual === 0 ? 0 : toTicks(usual * (1 + stepNs[(at >> 2) | 1] * noise.triangular()));
  statistics.busyNs[step[at | inStep.row]] += ns;
  statistics.executorNs[step[at | inStep.executor]] += ns;
  return ns;
}

/** A device that got a signal shortly before still looks. */
function isActive({ now, world: { states: { lastActive } } }: PlainState, number: number, budgetNs: number): boolean {
  const awake = now - lastActive[number] <= budgetNs;
  lastActive[number] = now;
  return awake;
}

/** A signal finds who is awake. */
function isAwake({ rank: int, rankNs, serving, now }: PlainState, rank: number, budgetNs: number): boolean {
  return int[(rank << 6) | inRank.running] === 1 || serving === rank || now - rankNs[(rank << 5) | inRank.lastEnd] <= budgetNs;
}

/** A signal woke somebody: work whose amount is not the same for all. */
function noteMove(state: PlainState, m: number, position: number, at: number, ns: number): void {
  const { step, world: { statistics } } = state;
  statistics.busyNs[step[at | inStep.row]] += ns;
  statistics.executorNs[step[at | inStep.executor]] += ns;
  noteServiceOf(state, m, position, at, ns);
}

/** The event that a message's turn at a resource ends: it moves on, then another one has its turn. */
export function onServer(state: PlainState, m: number, instance: number): void {
  const { resources } = state.world;
  resources.outstanding[instance]--;
  state.message[m | inMessage.position]++;
  state.messageNs[(m >> 1) | inMessage.time] = state.now;
  arrive(state, m);
  resources.serving[instance]--;
  serveNext(state, instance);
}

/** The event that a rank's work ends; `programDone`: what follows where it was its program's. */
export function onCpu(state: PlainState, rank: number, stamp: number, programDone: (state: PlainState, rank: number) => void): void {
  const { rank: int } = state;
  const at = rank << 6;
  if (int[at | inRank.stamp] !== stamp) return;
  const kind = int[at | inRank.kind];
  int[at | inRank.kind] = work.none;
  state.rankNs[(rank << 5) | inRank.lastEnd] = state.now;
  state.serving = rank;
  if (kind === work.item) {
    const m = int[at | inRank.item];
    int[at | inRank.item] = -1;
    state.finishing = m;
    endStage(state, rank, m);
    arrive(state, m);
    state.finishing = -1;
  } else {
    int[at | inRank.programKind] = work.none;
    programDone(state, rank);
  }
  state.serving = -1;
  chooseWork(state, rank);
}

import { extendFloat } from '../items.ts';
import { rankState, work } from '../cpu.ts';
import { pairing } from '../pairs.ts';
import { noteSpan } from '../timeline.ts';
import { eventKind } from '../world.ts';
import { inlineWaits, inMessage, inRank, inStep, stepFlag } from './layout.ts';
import type { PlainState } from './state.ts';

/**
 * As the other kernel's scheduler, for ranks that have a core each to themselves: nobody takes it from them, and they leave it only when they
 * have nothing to do.
 */

/** Puts the work of a message's stage on a rank; `user` work waits until the rank is inside the MPI library. */
export function enqueue(state: PlainState, rank: number, m: number, user: boolean): void {
  const { rank: int, message } = state;
  const at = rank << 6;
  message[m | inMessage.next] = -1;
  const head = at | (user ? inRank.userHead : inRank.kernelHead);
  const tail = at | (user ? inRank.userTail : inRank.kernelTail);
  if (int[head] < 0) {
    int[head] = m;
    int[tail] = m;
  } else if (state.finishing === m && state.serving === rank) {
    message[m | inMessage.next] = int[head];
    int[head] = m;
  } else {
    message[int[tail] | inMessage.next] = m;
    int[tail] = m;
  }
  if (!user && int[at | inRank.pairing] === pairing.library && int[at | inRank.kind] === work.item) cutPair(state, rank);
  kick(state, rank);
}

/** Gives a rank program work; it starts when nothing more urgent waits. */
export function startWork({ rank: int, rankNs }: PlainState, rank: number, kind: number, ns: number): void {
  int[(rank << 6) | inRank.programKind] = kind;
  rankNs[(rank << 5) | inRank.programRemaining] = ns;
}

/** Looks whether the rank has something better to do than what it does. Call after anything that gives it work. */
export function kick(state: PlainState, rank: number): void {
  const { rank: int } = state;
  const at = rank << 6;
  if (state.serving === rank) return;
  if (int[at | inRank.running] === 0) {
    if (hasWork(int, at)) takeCore(state, rank);
    else int[at | inRank.slept] = 1;
    return;
  }
  const kind = int[at | inRank.kind];
  if (kind === work.item) return;
  const segmentWaits = int[at | inRank.kernelHead] >= 0 || (int[at | inRank.userHead] >= 0 && int[at | inRank.inCall] === 1);
  if (segmentWaits || kind === work.none || (kind === work.poll && (int[at | inRank.programKind] !== work.none || int[at | inRank.polling] === 0))) {
    suspend(state, rank);
    chooseWork(state, rank);
  }
}

function hasWork(int: Int32Array, at: number): boolean {
  return int[at | inRank.kernelHead] >= 0 || (int[at | inRank.userHead] >= 0 && int[at | inRank.inCall] === 1) || int[at | inRank.programKind] !== work.none || int[at | inRank.polling] === 1;
}

function takeCore(state: PlainState, rank: number): void {
  state.rank[(rank << 6) | inRank.running] = 1;
  state.coreSince[rank] = state.now;
  state.coreTurns[rank]++;
  chooseWork(state, rank);
}

/** The rank begins the most urgent work that it has. It has its core, and nothing under way. */
export function chooseWork(state: PlainState, rank: number): void {
  const { rank: int, rankNs, message, now } = state;
  const at = rank << 6;
  let item = int[at | inRank.kernelHead];
  if (item >= 0) {
    int[at | inRank.kernelHead] = message[item | inMessage.next];
  } else if (int[at | inRank.inCall] === 1 && (item = int[at | inRank.userHead]) >= 0) {
    int[at | inRank.userHead] = message[item | inMessage.next];
  }
  if (item >= 0) {
    int[at | inRank.item] = item;
    begin(state, rank, work.item, rankState.overhead, serviceNs(state, at, item));
    return;
  }
  const kind = int[at | inRank.programKind];
  if (kind !== work.none) {
    begin(state, rank, kind, kind === work.compute ? rankState.compute : rankState.overhead, rankNs[(rank << 5) | inRank.programRemaining]);
  } else if (int[at | inRank.polling] === 1) {
    int[at | inRank.kind] = work.poll;
    rankNs[(rank << 5) | inRank.since] = now;
    enterState(state, rank, rankState.waiting);
  } else {
    int[at | inRank.running] = 0;
    int[at | inRank.slept] = 1;
    state.coreBusyNs[rank] += now - state.coreSince[rank];
    enterState(state, rank, rankState.waiting);
  }
}

function begin(state: PlainState, rank: number, kind: number, what: number, ns: number): void {
  const { rank: int, rankNs, now } = state;
  int[(rank << 6) | inRank.kind] = kind;
  rankNs[(rank << 5) | inRank.remaining] = ns;
  rankNs[(rank << 5) | inRank.since] = now;
  enterState(state, rank, what);
  state.world.queue.push(now + ns, eventKind.cpu + rank * 8, ++int[(rank << 6) | inRank.stamp]);
}

/** Stops present work, which is none for a message, and keeps what is left of it. */
function suspend({ rank: int, rankNs, now }: PlainState, rank: number): void {
  const at = rank << 6;
  const done = now - rankNs[(rank << 5) | inRank.since];
  const kind = int[at | inRank.kind];
  int[at | inRank.stamp]++;
  if (kind === work.poll) rankNs[(rank << 5) | inRank.pollNs] += done;
  else if (kind !== work.none) rankNs[(rank << 5) | inRank.programRemaining] = rankNs[(rank << 5) | inRank.remaining] - done;
  int[at | inRank.kind] = work.none;
}

/** Enters a state; before its start a rank does not wait. */
function enterState(state: PlainState, rank: number, what: number): void {
  if (what === rankState.waiting && state.rank[(rank << 6) | inRank.state] === rankState.start) return;
  changeState(state, rank, what);
}

/** Counts the time since the last change and enters `what`. */
export function changeState({ rank: int, rankNs, shown, now, world }: PlainState, rank: number, what: number): void {
  const before = int[(rank << 6) | inRank.state];
  if (before === what || before === rankState.finished) return;
  const at = rank << 5;
  const since = rankNs[at | inRank.stateSince];
  rankNs[(at | inRank.buckets) + before] += now - since;
  int[(rank << 6) | inRank.state] = what;
  rankNs[at | inRank.stateSince] = now;
  if (shown[rank] !== 0) noteSpan(world.statistics.timeline, rank, before, since, now);
}

/** ns that the rank has waited. */
export function waitedSoFar({ rank: int, rankNs, now }: PlainState, rank: number): number {
  const done = rankNs[((rank << 5) | inRank.buckets) + rankState.waiting];
  return int[(rank << 6) | inRank.state] === rankState.waiting ? done + (now - rankNs[(rank << 5) | inRank.stateSince]) : done;
}

/** ns of the stage that a message is at, and of the one that the rank does right after it where they make a pair. */
function serviceNs({ rank: int, message, step, stepNs, moves }: PlainState, at: number, m: number): number {
  const position = message[m | inMessage.position];
  const here = message[m | inMessage.steps] + position;
  const kind = step[(here << 3) | inStep.pair];
  const alone = kind === pairing.kernel || (kind === pairing.library && int[at | inRank.inCall] === 1 && int[at | inRank.kernelHead] < 0);
  int[at | inRank.pairing] = alone ? kind : pairing.none;
  if ((step[(here << 3) | inStep.flags] & stepFlag.varies) !== 0) return moves[m + position];
  return alone ? stepNs[here << 1] + stepNs[(here + 1) << 1] : stepNs[here << 1];
}

/** Kernel work arrives at the rank: work of the library that would follow in a pair has to give way to it. */
function cutPair({ rank: int, rankNs, message, stepNs, now, world }: PlainState, rank: number): void {
  const item = int[(rank << 6) | inRank.item];
  const since = rankNs[(rank << 5) | inRank.since];
  const border = since + rankNs[(rank << 5) | inRank.remaining] - stepNs[(message[item | inMessage.steps] + message[item | inMessage.position] + 1) << 1];
  if (border <= now) return;
  int[(rank << 6) | inRank.pairing] = pairing.none;
  rankNs[(rank << 5) | inRank.remaining] = border - since;
  world.queue.push(border, eventKind.cpu + rank * 8, ++int[(rank << 6) | inRank.stamp]);
}

/** The rank ended its work for message `m`, or two stages of it, now. */
export function endStage(state: PlainState, rank: number, m: number): void {
  const { rank: int, message, messageNs, step, stepNs, now } = state;
  const position = message[m | inMessage.position];
  const here = message[m | inMessage.steps] + position;
  const paired = int[(rank << 6) | inRank.pairing] !== pairing.none;
  let started = now - ((step[(here << 3) | inStep.flags] & stepFlag.varies) === 0 ? stepNs[here << 1] : state.moves[m + position]);
  if (paired) {
    int[(rank << 6) | inRank.pairing] = pairing.none;
    started -= stepNs[(here + 1) << 1];
  }
  const waited = started - messageNs[(m >> 1) | inMessage.time];
  if (waited > 0) noteWait(state, m, position, waited);
  message[m | inMessage.position] = position + (paired ? 2 : 1);
  messageNs[(m >> 1) | inMessage.time] = now;
}

/** The message waited for others at its position. What it waited up to its delivery is attributed at once. */
export function noteWait(state: PlainState, m: number, position: number, ns: number): void {
  const { message, step, world: { statistics } } = state;
  const before = message[m | inMessage.waited];
  const earlier = countBits(before);
  if (earlier === 0) state.messageNs[(m >> 1) | inMessage.firstWait] = ns;
  else if (earlier < inlineWaits) state.messageNs[((m >> 1) | inMessage.furtherWaits) + earlier - 1] = ns;
  else (state.waits = withPlaces(state, state.waits))[m + earlier] = ns;
  message[m | inMessage.waited] = before | (1 << position);
  const at = (message[m | inMessage.steps] + position) << 3;
  if ((step[at | inStep.flags] & stepFlag.data) !== 0) statistics.waitingNs[step[at | inStep.row]] += ns;
}

/** A list with places for all messages, few of which need them. */
export function withPlaces({ message }: PlainState, list: Float64Array): Float64Array {
  return list.length < message.length ? extendFloat(list, message.length) : list;
}

/** What the message waited at the `number`th position at which it did. */
export function waitOf({ messageNs, waits }: PlainState, m: number, number: number): number {
  if (number === 0) return messageNs[(m >> 1) | inMessage.firstWait];
  return number < inlineWaits ? messageNs[((m >> 1) | inMessage.furtherWaits) + number - 1] : waits[m + number];
}

/** Bits that are set, of which there are few. */
export function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

/** Service beside the usual one of the stage. */
export function noteServiceOf(state: PlainState, m: number, position: number, at: number, ns: number): void {
  if (ns === 0) return;
  const { message, step, world: { statistics } } = state;
  message[m | inMessage.moved] |= 1 << position;
  state.moves = withPlaces(state, state.moves);
  state.moves[m + position] = ns;
  if ((step[at | inStep.flags] & stepFlag.data) !== 0) statistics.serviceNs[step[at | inStep.row]] += ns;
}

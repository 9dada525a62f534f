import { rankState } from '../cpu.ts';
import { addHop, takeTurn } from '../critical-path.ts';
import { category, firstRow, takeVector as takeWide, widenVectors } from '../path-vectors.ts';
import { inMessage, inRank } from './layout.ts';
import { countBits, waitOf } from './scheduler.ts';
import type { PlainProfile, PlainState } from './state.ts';
import { copyVector, dropVector, inVector, placeOf, valueAt, type Vectors } from './vectors.ts';

/** As `explainOwn` of critical-path: the rank is at a program point, and what it did since the last one is on its path. */
export function explainOwn(state: PlainState, rank: number): void {
  const { vectors, rank: int, rankNs: ns, now } = state;
  const at = rank << 6;
  let vector = int[at | inRank.vector];
  let to = vector * vectors.stride;
  if (!state.follows || (vectors.values[to + inVector.atNs] === now && vectors.int[to * 2 + inVector.owner] === rank)) return;
  const own = vectors.int[to * 2 + inVector.owner] === rank;
  if (vectors.int[to * 2 + inVector.references] > 1) {
    const copy = copyVector(vectors, vector);
    if (copy < 0) return giveUp(state);
    dropVector(vectors, vector);
    vector = copy;
    to = copy * vectors.stride;
    int[at | inRank.vector] = copy;
  }
  const { values } = vectors;
  const known = (rank << 5) | inRank.known;
  const what = int[at | inRank.state];
  const spent = (rank << 5) | inRank.buckets;
  const open = now - ns[(rank << 5) | inRank.stateSince];
  const start = ns[spent] + (what === rankState.start ? open : 0);
  const compute = ns[spent + 1] + (what === rankState.compute ? open : 0);
  const overhead = ns[spent + 2] + (what === rankState.overhead ? open : 0);
  const waiting = ns[spent + 3] + (what === rankState.waiting ? open : 0);
  values[to + inVector.compute] += compute - ns[known + 1];
  values[to + (int[at | inRank.waking] === 1 ? inVector.wakeUp : inVector.overhead)] += overhead - ns[known + 2];
  // Before its start a rank may have had work for others, which ends in the state of waiting.
  values[to + (own ? inVector.other : inVector.start)] += waiting - ns[known + 3];
  values[to + inVector.start] += start - ns[known];
  ns[known] = start;
  ns[known + 1] = compute;
  ns[known + 2] = overhead;
  ns[known + 3] = waiting;
  values[to + inVector.atNs] = now;
  vectors.int[to * 2 + inVector.owner] = rank;
}

/** Message `m` of `rank` is posted at one of its program points. */
export function postOnPath(state: PlainState, m: number, rank: number): void {
  if (!state.follows) return;
  explainOwn(state, rank);
  const vector = state.rank[(rank << 6) | inRank.vector];
  state.vectors.int[vector * state.vectors.stride * 2 + inVector.references]++;
  state.message[m | inMessage.posted] = vector;
}

function giveUp(state: PlainState): void {
  state.follows = false;
  state.vectors.values = new Float64Array(0);
}

/** The rank comes back into the library: segments that waited for it turn the path to it. */
export function turnWaiting(state: PlainState, rank: number): void {
  for (let m = state.rank[(rank << 6) | inRank.userHead]; m >= 0; m = state.message[m | inMessage.next]) turnPath(state, m, rank);
}

function turnPath(state: PlainState, m: number, rank: number): void {
  const { world: { paths: { turns } }, vectors, message } = state;
  if (!state.follows) return;
  explainOwn(state, rank);
  const vector = state.rank[(rank << 6) | inRank.vector];
  const newest = message[m | inMessage.turn];
  if (newest >= 0 && turns.vector[newest] === vector) return;
  const turn = takeTurn(turns);
  turns.vector[turn] = vector;
  vectors.int[vector * vectors.stride * 2 + inVector.references]++;
  turns.older[turn] = newest;
  message[m | inMessage.turn] = turn;
}

/**
 * As `followMessage` of critical-path: the rank waited, and message `m` ended that. `endedNs`: when it left the last position that counts, at
 * its sender or at its receiver; `last`: nobody else will follow the message.
 */
export function followMessage(state: PlainState, rank: number, m: number, toSender: boolean, endedNs: number, last: boolean): void {
  const { vectors, rank: int, message, now } = state;
  const current = int[(rank << 6) | inRank.vector];
  if (!state.follows || vectors.values[current * vectors.stride + inVector.atNs] === now) return;
  const profile = state.profiles[message[m | inMessage.profile]];
  const newest = message[m | inMessage.turn];
  const turn = newest < 0 ? -1 : findTurn(state, m, lastPosition(profile, toSender), endedNs, newest);
  const source = turn >= 0 ? state.world.paths.turns.vector[turn] : message[m | inMessage.posted];
  const from = source * vectors.stride;
  const owner = vectors.int[from * 2 + inVector.owner];
  const sinceNs = vectors.values[from + inVector.atNs];
  const own = turn < 0 && last && vectors.int[from * 2 + inVector.references] === 1;
  const vector = own ? source : copyVector(vectors, source);
  if (vector < 0) return giveUp(state);
  if (own) message[m | inMessage.posted] = -1;
  if (turn >= 0) addSinceTurn(state, vector, m, lastPosition(profile, toSender), endedNs, sinceNs);
  else addSincePost(state, vector, m, toSender);
  if (endedNs < now) add(vectors, vector, 'waiting', profile.orderRow, now - endedNs);
  const { values } = vectors;
  const to = vector * vectors.stride;
  if (owner !== rank) {
    values[to + inVector.hop] = addHop(state.world.paths.hops, owner, rank, sinceNs, now, values[to + inVector.hop]);
    values[to + inVector.hops]++;
  }
  values[to + inVector.atNs] = now;
  vectors.int[to * 2 + inVector.owner] = rank;
  dropVector(vectors, current);
  int[(rank << 6) | inRank.vector] = vector;
  const { rankNs: ns } = state;
  const known = (rank << 5) | inRank.known;
  const spent = (rank << 5) | inRank.buckets;
  ns[known] = ns[spent];
  ns[known + 1] = ns[spent + 1];
  ns[known + 2] = ns[spent + 2];
  ns[known + 3] = ns[spent + 3];
  const what = int[(rank << 6) | inRank.state];
  if (what !== rankState.finished) ns[known + what] += now - ns[(rank << 5) | inRank.stateSince];
}

function lastPosition({ localDoneAt, stages, deliverAt }: PlainProfile, toSender: boolean): number {
  if (!toSender) return deliverAt - 1;
  return localDoneAt < 0 ? stages - 1 : localDoneAt;
}

function add(vectors: Vectors, vector: number, kind: 'waiting' | 'service', row: number, ns: number): void {
  const place = placeOf(vectors, kind, row);
  vectors.values[vector * vectors.stride + place] += ns;
}

/** What message `m` did from its post until its sender or its receiver had it. */
function addSincePost(state: PlainState, vector: number, m: number, toSender: boolean): void {
  const { message, messageNs, moves, vectors } = state;
  const profile = state.profiles[message[m | inMessage.profile]];
  vectors.values[vector * vectors.stride + (toSender ? profile.sentPlace : profile.receivedPlace)]++;
  const waited = message[m | inMessage.waited];
  const moved = message[m | inMessage.moved];
  if ((waited | moved) !== 0) {
    const upTo = (2 << lastPosition(profile, toSender)) - 1;
    let number = 0;
    for (let left = waited & upTo; left !== 0; left &= left - 1) {
      const p = 31 - Math.clz32(left & -left);
      add(vectors, vector, 'waiting', profile.rows[p], waitOf(state, m, number++));
    }
    for (let left = moved & upTo; left !== 0; left &= left - 1) {
      const p = 31 - Math.clz32(left & -left);
      add(vectors, vector, 'service', profile.rows[p], moves[m + p]);
    }
  }
  const queued = messageNs[(m >> 1) | inMessage.enteredNs] - messageNs[(m >> 1) | inMessage.postedNs];
  if (queued > 0) add(vectors, vector, 'waiting', profile.orderRow, queued);
}

/** The turn at which a walk back from the end of `position` ends; -1: it ends at the post. */
function findTurn(state: PlainState, m: number, position: number, endedNs: number, newest: number): number {
  const { message, moves, profiles } = state;
  const { ns, userWork, profile } = profiles[message[m | inMessage.profile]];
  let number = countBits(message[m | inMessage.waited] & ((2 << position) - 1));
  let time = endedNs;
  for (let p = position; p >= 0; p--) {
    time -= ns[p];
    if ((message[m | inMessage.moved] & (1 << p)) !== 0) time -= moves[m + p];
    if ((message[m | inMessage.waited] & (1 << p)) === 0) continue;
    const since = time - waitOf(state, m, --number);
    if ((userWork & (1 << p)) !== 0) {
      const rank = message[m | (profile.stages[p].side === 'sender' ? inMessage.from : inMessage.to)];
      const found = turnOf(state, newest, rank, since, time);
      if (found >= 0) return found;
    }
    time = since;
  }
  return -1;
}

/** The newest turn of `rank` after `from` and not after `until`; -1: none. */
function turnOf({ vectors: { int, values, stride }, world: { paths: { turns } } }: PlainState, newest: number, rank: number, from: number, until: number): number {
  for (let turn = newest; turn >= 0; turn = turns.older[turn]) {
    const at = turns.vector[turn] * stride;
    const atNs = values[at + inVector.atNs];
    if (int[at * 2 + inVector.owner] === rank && atNs <= until) return atNs > from ? turn : -1;
  }
  return -1;
}

/** What message `m` did from a turn at `turnedNs`, at which it waited for a rank, to when it left `position`. */
function addSinceTurn(state: PlainState, vector: number, m: number, position: number, endedNs: number, turnedNs: number): void {
  const { message, moves, profiles, vectors } = state;
  const { rows, ns } = profiles[message[m | inMessage.profile]];
  let number = countBits(message[m | inMessage.waited] & ((2 << position) - 1));
  let time = endedNs;
  for (let p = position; ; p--) {
    const moved = (message[m | inMessage.moved] & (1 << p)) !== 0 ? moves[m + p] : 0;
    if (ns[p] + moved > 0) add(vectors, vector, 'service', rows[p], ns[p] + moved);
    time -= ns[p] + moved;
    const waited = (message[m | inMessage.waited] & (1 << p)) !== 0 ? waitOf(state, m, --number) : 0;
    if (waited === 0) continue;
    const since = time - waited < turnedNs ? turnedNs : time - waited;
    if (time > since) add(vectors, vector, 'waiting', rows[p], time - since);
    if (since === turnedNs && time - waited < turnedNs) return;
    time = since;
  }
}

/** Nothing of message `m` is needed any more. */
export function forgetOnPath(state: PlainState, m: number): void {
  const { world: { paths: { turns } }, vectors, message } = state;
  if (!state.follows) return;
  const posted = message[m | inMessage.posted];
  if (posted >= 0) dropVector(vectors, posted);
  for (let turn = message[m | inMessage.turn]; turn >= 0;) {
    const older = turns.older[turn];
    dropVector(vectors, turns.vector[turn]);
    turns.older[turn] = turns.free;
    turns.free = turn;
    turn = older;
  }
}

/** Writes the path of the rank that ended last where the result looks for it. */
export function writePath(state: PlainState): void {
  const { world: { paths, ranks: { finishedNs }, statistics }, vectors, profiles } = state;
  const wide = state.follows && widenVectors(paths.vectors, statistics.stageRows.length) ? takeWide(paths.vectors) : -1;
  if (wide < 0) {
    paths.on = false;
    return;
  }
  let last = 0;
  finishedNs.forEach((ns, rank) => { if (ns > finishedNs[last]) last = rank; });
  const vector = state.rank[(last << 6) | inRank.vector];
  const { values, rows, stride } = paths.vectors;
  values.fill(0, wide * stride, (wide + 1) * stride);
  for (const key of ['compute', 'overhead', 'start', 'wakeUp', 'other'] as const) values[wide * stride + category[key]] = valueAt(vectors, vector, inVector[key]);
  const service = wide * stride + firstRow;
  for (let row = 0; row < statistics.stageRows.length; row++) {
    values[service + row] = valueAt(vectors, vector, vectors.service[row] ?? 0);
    values[service + rows + row] = valueAt(vectors, vector, vectors.waiting[row] ?? 0);
  }
  for (const profile of profiles) {
    for (const toSender of [true, false]) {
      const messages = valueAt(vectors, vector, toSender ? profile.sentPlace : profile.receivedPlace);
      for (let p = 0; p <= lastPosition(profile, toSender); p++) values[service + profile.rows[p]] += messages * profile.ns[p];
    }
  }
  paths.vectors.hop[wide] = valueAt(vectors, vector, inVector.hop);
  paths.vectors.hops[wide] = valueAt(vectors, vector, inVector.hops);
  paths.current[last] = wide;
}

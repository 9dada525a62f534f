import { rankState } from '../cpu.ts';
import { addHop, giveUp, takeTurn } from '../critical-path.ts';
import { category, copyVector, dropVector, firstRow, widenVectors } from '../path-vectors.ts';
import { inMessage, inRank } from './layout.ts';
import type { PlainState } from './state.ts';

/** As `explainOwn` of critical-path: the rank is at a program point, and what it did since the last one is on its path. */
export function explainOwn(state: PlainState, rank: number): void {
  const { world: { paths }, rank: int, now } = state;
  const { vectors } = paths;
  const at = rank << 6;
  let vector = int[at | inRank.vector];
  if (!paths.on || (vectors.atNs[vector] === now && vectors.owner[vector] === rank)) return;
  if (vectors.references[vector] > 1) {
    const copy = copyVector(vectors, vector);
    if (copy < 0) return giveUp(paths);
    dropVector(vectors, vector);
    vector = copy;
    int[at | inRank.vector] = copy;
  }
  const { rankNs: ns } = state;
  const known = (rank << 5) | inRank.known;
  const { values } = vectors;
  const to = vector * vectors.stride;
  const own = vectors.owner[vector] === rank;
  const what = int[at | inRank.state];
  const spent = (rank << 5) | inRank.buckets;
  const open = now - ns[(rank << 5) | inRank.stateSince];
  const start = ns[spent] + (what === rankState.start ? open : 0);
  const compute = ns[spent + 1] + (what === rankState.compute ? open : 0);
  const overhead = ns[spent + 2] + (what === rankState.overhead ? open : 0);
  const waiting = ns[spent + 3] + (what === rankState.waiting ? open : 0);
  values[to + category.compute] += compute - ns[known + 1];
  values[to + (int[at | inRank.waking] === 1 ? category.wakeUp : category.overhead)] += overhead - ns[known + 2];
  values[to + (own ? category.other : category.start)] += waiting - ns[known + 3];
  values[to + category.start] += start - ns[known];
  ns[known] = start;
  ns[known + 1] = compute;
  ns[known + 2] = overhead;
  ns[known + 3] = waiting;
  vectors.atNs[vector] = now;
  vectors.owner[vector] = rank;
}

/** The rank comes back into the library: segments that waited for it turn the path to it. */
export function turnWaiting(state: PlainState, rank: number): void {
  for (let m = state.rank[(rank << 6) | inRank.userHead]; m >= 0; m = state.message[m | inMessage.next]) turnPath(state, m, rank);
}

function turnPath(state: PlainState, m: number, rank: number): void {
  const { world: { paths }, message } = state;
  if (!paths.on) return;
  explainOwn(state, rank);
  const { turns, vectors } = paths;
  const vector = state.rank[(rank << 6) | inRank.vector];
  const newest = message[m | inMessage.turn];
  if (newest >= 0 && turns.vector[newest] === vector) return;
  const turn = takeTurn(turns);
  turns.vector[turn] = vector;
  vectors.references[vector]++;
  turns.older[turn] = newest;
  message[m | inMessage.turn] = turn;
}

/**
 * As `followMessage` of critical-path: the rank waited, and message `m`, which left `position`, ended that. `endedNs`: when it left it; `last`:
 * nobody else will follow the message.
 */
export function followMessage(state: PlainState, rank: number, m: number, position: number, endedNs: number, last: boolean): void {
  const { world: { paths, statistics }, rank: int, message, now } = state;
  const { vectors } = paths;
  const current = int[(rank << 6) | inRank.vector];
  if (!paths.on || vectors.atNs[current] === now) return;
  if (vectors.rows < statistics.stageRows.length && !widenVectors(vectors, statistics.stageRows.length)) return giveUp(paths);
  const posted = message[m | inMessage.posted];
  const newest = message[m | inMessage.turn];
  const turn = newest < 0 ? -1 : findTurn(state, m, position, endedNs, newest);
  const source = turn >= 0 ? paths.turns.vector[turn] : posted;
  const owner = vectors.owner[source];
  const sinceNs = vectors.atNs[source];
  const before = vectors.hop[source];
  const own = turn < 0 && last && vectors.references[source] === 1;
  const vector = own ? source : copyVector(vectors, source);
  if (vector < 0) return giveUp(paths);
  if (own) message[m | inMessage.posted] = -1;
  const { values, rows } = vectors;
  const service = vector * vectors.stride + firstRow;
  if (turn >= 0) addSinceTurn(state, m, position, endedNs, vectors.atNs[source], values, service, service + rows);
  else addSincePost(state, m, position, values, service, service + rows);
  if (endedNs < now) values[service + rows + state.profiles[message[m | inMessage.profile]].orderRow] += now - endedNs;
  if (owner !== rank) {
    vectors.hop[vector] = addHop(paths.hops, owner, rank, sinceNs, now, before);
    vectors.hops[vector]++;
  }
  vectors.atNs[vector] = now;
  vectors.owner[vector] = rank;
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

/** What message `m` did from its post to when it left `position`. */
function addSincePost(state: PlainState, m: number, position: number, values: Float64Array, service: number, waiting: number): void {
  const { message, messageNs, waits, moves } = state;
  const { rows, ns, orderRow } = state.profiles[message[m | inMessage.profile]];
  for (let p = 0; p <= position; p++) values[service + rows[p]] += ns[p];
  const upTo = (2 << position) - 1;
  for (let left = message[m | inMessage.waited] & upTo; left !== 0; left &= left - 1) {
    const p = 31 - Math.clz32(left & -left);
    values[waiting + rows[p]] += waits[m + p];
  }
  for (let left = message[m | inMessage.moved] & upTo; left !== 0; left &= left - 1) {
    const p = 31 - Math.clz32(left & -left);
    values[service + rows[p]] += moves[m + p];
  }
  const queued = messageNs[(m >> 1) | inMessage.enteredNs] - messageNs[(m >> 1) | inMessage.postedNs];
  if (queued > 0) values[waiting + orderRow] += queued;
}

/** The turn at which a walk back from the end of `position` ends; -1: it ends at the post. */
function findTurn(state: PlainState, m: number, position: number, endedNs: number, newest: number): number {
  const { message, waits, moves, profiles } = state;
  const { ns, userWork, profile } = profiles[message[m | inMessage.profile]];
  let time = endedNs;
  for (let p = position; p >= 0; p--) {
    time -= ns[p];
    if ((message[m | inMessage.moved] & (1 << p)) !== 0) time -= moves[m + p];
    if ((message[m | inMessage.waited] & (1 << p)) === 0) continue;
    const since = time - waits[m + p];
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
function turnOf({ world: { paths: { turns, vectors } } }: PlainState, newest: number, rank: number, from: number, until: number): number {
  for (let turn = newest; turn >= 0; turn = turns.older[turn]) {
    const vector = turns.vector[turn];
    if (vectors.owner[vector] === rank && vectors.atNs[vector] <= until) return vectors.atNs[vector] > from ? turn : -1;
  }
  return -1;
}

/** What message `m` did from a turn at `turnedNs`, at which it waited for a rank, to when it left `position`. */
function addSinceTurn(state: PlainState, m: number, position: number, endedNs: number, turnedNs: number, values: Float64Array, service: number, waiting: number): void {
  const { message, waits, moves, profiles } = state;
  const { rows, ns } = profiles[message[m | inMessage.profile]];
  let time = endedNs;
  for (let p = position; ; p--) {
    const moved = (message[m | inMessage.moved] & (1 << p)) !== 0 ? moves[m + p] : 0;
    values[service + rows[p]] += ns[p] + moved;
    time -= ns[p] + moved;
    const waited = (message[m | inMessage.waited] & (1 << p)) !== 0 ? waits[m + p] : 0;
    if (waited > 0 && time - waited < turnedNs) {
      values[waiting + rows[p]] += time - turnedNs;
      return;
    }
    values[waiting + rows[p]] += waited;
    time -= waited;
  }
}

/** Nothing of message `m` is needed any more. */
export function forgetOnPath(state: PlainState, m: number): void {
  const { world: { paths: { on, turns, vectors } }, message } = state;
  if (!on) return;
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


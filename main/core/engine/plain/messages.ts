import { countValue } from '../log-histogram.ts';
import { latenciesOf } from '../message-sizes.ts';
import type { Manners } from '../profiles.ts';
import type { MessageRow } from '../statistics.ts';
import { addBothAt } from '../time-bins.ts';
import { sameLeaf } from '../topology.ts';
import { inMessage, inPair, inPairNs, inRank, inRequest } from './layout.ts';
import { forgetOnPath, postOnPath } from './path.ts';
import { plainProfileOf } from './profiles.ts';
import { arrive } from './stages.ts';
import { returnMessage, returnRequest, takeMessage, takeRequest } from './pools.ts';
import type { PlainProfile, PlainState } from './state.ts';

/** The library's limits and window of a pair that sends for the first time. */
function open(state: PlainState, pair: number, { model: { protocol }, raw, eagerLimitBytes, unexpectedBytes }: Manners): void {
  const { pair: int, pairNs } = state;
  int[pair | inPair.limited] = protocol.windowBytes === undefined ? 0 : 1;
  int[pair | inPair.windowSegments] = protocol.windowBytes === undefined ? Math.min(protocol.windowSegments, 0x7fffffff) : 0x7fffffff;
  pairNs[(pair >> 1) | inPairNs.windowBytes] = protocol.windowBytes ?? Infinity;
  // Without the library nobody asks before sending.
  pairNs[(pair >> 1) | inPairNs.eagerLimitBytes] = raw ? Infinity : eagerLimitBytes;
  pairNs[(pair >> 1) | inPairNs.unexpectedBytes] = raw ? Infinity : unexpectedBytes;
  state.fewestUnexpectedBytes = Math.min(state.fewestUnexpectedBytes, pairNs[(pair >> 1) | inPairNs.unexpectedBytes]);
}

/** The next messages of the pair have `bytes`. Answers the number of their profile; -1: this kernel cannot do them. */
function changeProfile(state: PlainState, pair: number, bytes: number): number {
  const { pair: int, pairNs, world: { ranks: { profiles }, topology } } = state;
  const from = int[pair | inPair.from];
  const to = int[pair | inPair.to];
  const route = profiles.route(from, to);
  if (int[pair | inPair.windowSegments] === 0) open(state, pair, profiles.manners(route));
  // Who asks first cannot be done; without the library nobody asks.
  if (bytes > pairNs[(pair >> 1) | inPairNs.eagerLimitBytes]) return -1;
  countPosted(state, pair);
  const profile = plainProfileOf(state, profiles.data(route, bytes, sameLeaf(topology, from, to)));
  int[pair | inPair.profile] = profile;
  return profile;
}

/** Counts the bytes of the messages posted since this was done last, all of which had the same. */
export function countPosted({ pair: int, pairNs, profiles }: PlainState, pair: number): void {
  const posted = int[pair | inPair.posted] - pairNs[(pair >> 1) | inPairNs.counted];
  if (posted > 0) pairNs[(pair >> 1) | inPairNs.bytes] += posted * profiles[int[pair | inPair.profile]].bytes;
  pairNs[(pair >> 1) | inPairNs.counted] = int[pair | inPair.posted];
}

/** Posts a message at the present time; it enters its connection in order. Answers -1 when the send buffer is free already, or the kernel gave up. */
export function postSend(state: PlainState, pair: number, from: number, to: number, bytes: number, tag: number, context: number, handle: number): number {
  const { pair: ofPair, rankNs, now } = state;
  let number = ofPair[pair | inPair.profile];
  if (number < 0 || state.profiles[number].bytes !== bytes) number = changeProfile(state, pair, bytes);
  const eager = rankNs[(to << 5) | inRank.eagerBytes] + bytes;
  if (number < 0 || (eager > state.fewestUnexpectedBytes && eager > state.pairNs[(pair >> 1) | inPairNs.unexpectedBytes])) {
    state.gaveUp = true;
    return -1;
  }
  rankNs[(to << 5) | inRank.eagerBytes] = eager;
  const m = takeMessage(state, from);
  const { message, messageNs } = state;
  message[m | inMessage.from] = from;
  message[m | inMessage.to] = to;
  message[m | inMessage.tag] = tag;
  message[m | inMessage.context] = context;
  message[m | inMessage.handle] = handle;
  message[m | inMessage.pair] = pair;
  const order = ofPair[pair | inPair.posted]++;
  message[m | inMessage.order] = order;
  message[m | inMessage.profile] = number;
  message[m | inMessage.steps] = state.profiles[number].steps;
  // Its segment, the sender's buffer and the receiver's completion.
  message[m | inMessage.pending] = 3;
  message[m | inMessage.localDone] = 0;
  message[m | inMessage.position] = 0;
  message[m | inMessage.waited] = 0;
  message[m | inMessage.moved] = 0;
  message[m | inMessage.next] = -1;
  message[m | inMessage.turn] = -1;
  messageNs[(m >> 1) | inMessage.postedNs] = now;
  postOnPath(state, m, from);
  if (ofPair[pair | inPair.head] < 0) ofPair[pair | inPair.head] = m;
  else message[ofPair[pair | inPair.tail] | inMessage.next] = m;
  ofPair[pair | inPair.tail] = m;
  pump(state, pair);
  // It may be over by now, and another message have its number.
  const there = state.message[m | inMessage.pair] === pair && state.message[m | inMessage.order] === order;
  return there && state.message[m | inMessage.localDone] === 0 ? m : -1;
}

/** Lets in what may enter. */
function pump(state: PlainState, pair: number): void {
  if (state.pair[pair | inPair.pumping] === 1) return;
  state.pair[pair | inPair.pumping] = 1;
  for (let m = state.pair[pair | inPair.head]; m >= 0 && !state.gaveUp; m = state.pair[pair | inPair.head]) {
    const { pair: int, pairNs } = state;
    const profile = state.profiles[state.message[m | inMessage.profile]];
    const inFlight = int[pair | inPair.inFlight];
    if (inFlight >= int[pair | inPair.windowSegments]) break;
    if (int[pair | inPair.limited] === 1) {
      if (inFlight > 0 && pairNs[(pair >> 1) | inPairNs.bytesInFlight] + profile.bytes > pairNs[(pair >> 1) | inPairNs.windowBytes]) break;
      pairNs[(pair >> 1) | inPairNs.bytesInFlight] += profile.bytes;
    }
    int[pair | inPair.inFlight] = inFlight + 1;
    int[pair | inPair.head] = state.message[m | inMessage.next];
    profile.entered++;
    state.messageNs[(m >> 1) | inMessage.time] = state.now;
    state.messageNs[(m >> 1) | inMessage.enteredNs] = state.now;
    arrive(state, m);
  }
  state.pair[pair | inPair.pumping] = 0;
}

/** A message is through a watched position: its sender may go on, its receiver has it, or it is over. */
export function passed(state: PlainState, m: number, position: number): void {
  const profile = state.profiles[state.message[m | inMessage.profile]];
  if (position === profile.localDoneAt + 1 && position > 0) localDone(state, m);
  if (position === profile.deliverAt) deliver(state, m);
  if (position === profile.stages) end(state, m, profile.bytes);
}

function localDone(state: PlainState, m: number): void {
  if (state.message[m | inMessage.localDone] === 1) return;
  state.message[m | inMessage.localDone] = 1;
  state.calls.sent(state, m);
  unpend(state, m);
}

/** The message is at its receiver. Messages are taken in as they were posted: MPI matches in that order. */
function deliver(state: PlainState, m: number): void {
  const pair = state.message[m | inMessage.pair];
  state.messageNs[(m >> 1) | inMessage.deliveredNs] = state.now;
  if (state.message[m | inMessage.order] !== state.pair[pair | inPair.received]) {
    const others = state.early.get(pair);
    if (others === undefined) state.early.set(pair, [m]);
    else others.push(m);
    return;
  }
  takeIn(state, m);
  while (state.early.size > 0 && takeEarly(state, pair));
}

/** Takes in the next message of the pair, if it came past an earlier one. */
function takeEarly(state: PlainState, pair: number): boolean {
  const list = state.early.get(pair) ?? [];
  const at = list.findIndex((m) => state.message[m | inMessage.order] === state.pair[pair | inPair.received]);
  if (at < 0) return false;
  const [m] = list.splice(at, 1);
  if (list.length === 0) state.early.delete(pair);
  takeIn(state, m);
  return true;
}

function takeIn(state: PlainState, m: number): void {
  const { message, pair: ofPair, request: ofRequest, requestBytes } = state;
  const pair = message[m | inMessage.pair];
  ofPair[pair | inPair.received]++;
  const tag = message[m | inMessage.tag];
  const context = message[m | inMessage.context];
  let before = -1;
  for (let request = ofPair[pair | inPair.receives]; request >= 0; request = ofRequest[request | inRequest.next]) {
    if (ofRequest[request | inRequest.tag] === tag && ofRequest[request | inRequest.context] === context) {
      const next = ofRequest[request | inRequest.next];
      if (before < 0) ofPair[pair | inPair.receives] = next;
      else ofRequest[before | inRequest.next] = next;
      if (next < 0) ofPair[pair | inPair.lastReceive] = before;
      message[m | inMessage.request] = request;
      if (state.profiles[message[m | inMessage.profile]].bytes > requestBytes[(request >> 1) | inRequest.bytes]) state.gaveUp = true;
      else completeReceive(state, m);
      return;
    }
    before = request;
  }
  message[m | inMessage.nextKept] = -1;
  if (ofPair[pair | inPair.kept] < 0) ofPair[pair | inPair.kept] = m;
  else message[ofPair[pair | inPair.lastKept] | inMessage.nextKept] = m;
  ofPair[pair | inPair.lastKept] = m;
}

/** Posts a receive; answers its request, which waits or has the message that came before it. */
export function postReceive(state: PlainState, pair: number, rank: number, tag: number, context: number, bytes: number, handle: number): number {
  const request = takeRequest(state, rank);
  const { request: int, requestBytes, pair: ofPair, message } = state;
  int[request | inRequest.tag] = tag;
  int[request | inRequest.context] = context;
  int[request | inRequest.handle] = handle;
  int[request | inRequest.next] = -1;
  int[request | inRequest.message] = -1;
  requestBytes[(request >> 1) | inRequest.bytes] = bytes;
  let before = -1;
  for (let m = ofPair[pair | inPair.kept]; m >= 0; m = message[m | inMessage.nextKept]) {
    if (message[m | inMessage.tag] === tag && message[m | inMessage.context] === context) {
      const next = message[m | inMessage.nextKept];
      if (before < 0) ofPair[pair | inPair.kept] = next;
      else message[before | inMessage.nextKept] = next;
      if (next < 0) ofPair[pair | inPair.lastKept] = before;
      message[m | inMessage.request] = request;
      int[request | inRequest.message] = m;
      if (state.profiles[message[m | inMessage.profile]].bytes > bytes) state.gaveUp = true;
      return request;
    }
    before = m;
  }
  if (ofPair[pair | inPair.receives] < 0) ofPair[pair | inPair.receives] = request;
  else int[ofPair[pair | inPair.lastReceive] | inRequest.next] = request;
  ofPair[pair | inPair.lastReceive] = request;
  return request;
}

/** The data is there and wanted: the receive is done. */
export function completeReceive(state: PlainState, m: number): void {
  const { message, rankNs } = state;
  const profile = state.profiles[message[m | inMessage.profile]];
  const request = message[m | inMessage.request];
  countMessage(state, m, profile);
  rankNs[(message[m | inMessage.to] << 5) | inRank.eagerBytes] -= profile.bytes;
  returnRequest(state, message[m | inMessage.to], request);
  state.calls.received(state, request, m);
  unpend(state, m);
}

/** As `attribute` and `countMessage` of the other kernel; what the message waited for in stages was counted when it did. */
function countMessage(state: PlainState, m: number, profile: PlainProfile): void {
  const { message, messageNs, now, world: { statistics } } = state;
  const posted = messageNs[(m >> 1) | inMessage.postedNs];
  const delivered = messageNs[(m >> 1) | inMessage.deliveredNs];
  const entered = messageNs[(m >> 1) | inMessage.enteredNs];
  if (delivered < now) statistics.waitingNs[profile.receiverRow] += now - delivered;
  if (posted < entered) statistics.waitingNs[profile.orderRow] += entered - posted;
  const ns = now - posted;
  profile.row ??= rowOf(state, profile);
  profile.messages++;
  profile.sumNs += ns;
  if (ns < profile.minNs) profile.minNs = ns;
  if (ns > profile.maxNs) profile.maxNs = ns;
  countValue(profile.row.latencies, ns * 64);
  const { recent } = state;
  if (now >= recent.untilNs) nextBin(state);
  recent.bytes += profile.bytes;
  recent.messages++;
  if (message[m | inMessage.to] === 0) {
    if (now < statistics.firstReturnNs) statistics.firstReturnNs = now;
    statistics.lastReturnNs = now;
  }
  if (posted < statistics.firstPostNs) statistics.firstPostNs = posted;
  if (now > statistics.lastCompletionNs) statistics.lastCompletionNs = now;
}

/** Turns to the interval of the throughput over time that now belongs to. */
function nextBin(state: PlainState): void {
  const { recent, now, world: { statistics: { throughput } } } = state;
  countRecent(state);
  addBothAt(throughput, now, 0, 0);
  recent.atNs = now;
  recent.untilNs = (Math.floor(now * throughput.perNs) + 1) * throughput.binNs;
}

/** Adds the messages of the present interval to the throughput over time. */
export function countRecent({ recent, world: { statistics: { throughput } } }: PlainState): void {
  if (recent.messages > 0) addBothAt(throughput, recent.atNs, recent.bytes, recent.messages);
  recent.bytes = recent.messages = 0;
}

function rowOf({ world: { statistics } }: PlainState, { profile }: PlainProfile): MessageRow {
  const row = { path: profile.path, relation: profile.relation, bytes: profile.bytes, latencies: latenciesOf(statistics.sizes, profile.bytes), messages: 0, sumNs: 0, minNs: Infinity, maxNs: 0 };
  statistics.messageRows.push(row);
  return row;
}

function end(state: PlainState, m: number, bytes: number): void {
  const { message, pair: ofPair, pairNs } = state;
  // Another message may have its number before the rank is through.
  if (state.finishing === m) state.finishing = -1;
  const pair = message[m | inMessage.pair];
  ofPair[pair | inPair.inFlight]--;
  if (ofPair[pair | inPair.limited] === 1) pairNs[(pair >> 1) | inPairNs.bytesInFlight] -= bytes;
  localDone(state, m);
  unpend(state, m);
  pump(state, pair);
}

/** Something of the message came to its end; the last frees it. */
function unpend(state: PlainState, m: number): void {
  const { message } = state;
  if (--message[m | inMessage.pending] > 0) return;
  forgetOnPath(state, m);
  returnMessage(state, m);
}

import { extend, extendFloat } from './items.ts';
import { closeQueue, createQueues, findQueue, openQueue, type Queues } from './matching.ts';
import { inMessage } from './messages.ts';
import type { World } from './world.ts';

/** Any source, any tag. */
export const any = -1;

/** Receive requests and what arrived before it was asked for. */
export interface Receives {
  rank: Int32Array;
  from: Int32Array;
  tag: Int32Array;
  context: Int32Array;
  /** Room for the message. */
  bytes: Float64Array;
  /** Handle's entry; -1: none. */
  handle: Int32Array;
  /** Counts requests as they were posted, to tell the older of two. */
  serial: Int32Array;
  next: Int32Array;
  /** Message the request got; -1: none yet. */
  message: Int32Array;
  /** Requests that were complete in this entry before: tells whether one is complete by now. */
  completed: Int32Array;
  free: number;
  posted: number;
  /** Requests and messages that wait under an exact key; messages are linked by `messages.nextAlike`. */
  readonly queues: Queues;
  /** Waiting requests with a wild card per rank, oldest first. */
  readonly wildHead: Int32Array;
  readonly wildTail: Int32Array;
  /** Unexpected messages per rank in order of arrival, for wild cards; linked by `messages.newer` and `older`. */
  readonly oldest: Int32Array;
  readonly newest: Int32Array;
  /** Bytes of eager messages on their way to each rank or in its library's memory. */
  readonly eagerBytes: Float64Array;
}

/** Nothing posted. */
export function createReceives(ranks: number): Receives {
  const int = new Int32Array(0);
  const none = (): Int32Array => new Int32Array(ranks).fill(-1);
  const receives: Receives = {
    rank: int, from: int, tag: int, context: int, bytes: new Float64Array(0), handle: int, serial: int, next: int, message: int, completed: int, free: -1, posted: 0,
    queues: createQueues(), wildHead: none(), wildTail: none(), oldest: none(), newest: none(), eagerBytes: new Float64Array(ranks),
  };
  grow(receives, Math.max(16, ranks * 2));
  return receives;
}

/** Makes a receive request and answers its number: it takes the oldest unexpected message that fits, or waits. */
export function makeRequest(world: World, rank: number, from: number, tag: number, context: number, bytes: number): number {
  const { receives } = world.ranks;
  if (receives.free < 0) grow(receives, receives.from.length * 2);
  const request = receives.free;
  receives.free = receives.next[request];
  receives.rank[request] = rank;
  receives.from[request] = from;
  receives.tag[request] = tag;
  receives.context[request] = context;
  receives.bytes[request] = bytes;
  receives.handle[request] = -1;
  receives.serial[request] = receives.posted++ | 0;
  receives.message[request] = -1;
  receives.next[request] = -1;
  const exact = from !== any && tag !== any;
  const q = exact ? findQueue(receives.queues, rank, context, from, tag) : -1;
  const message = !exact ? findUnexpected(world, rank, from, tag, context) : q >= 0 && receives.queues.messages[q] === 1 ? receives.queues.first[q] : -1;
  if (message >= 0) {
    takeUnexpected(world, message);
    match(world, request, message);
  } else if (!exact) {
    if (receives.wildHead[rank] < 0) receives.wildHead[rank] = request;
    else receives.next[receives.wildTail[rank]] = request;
    receives.wildTail[rank] = request;
  } else if (q < 0) {
    openQueue(receives.queues, rank, context, from, tag, request, 0);
  } else {
    receives.next[receives.queues.last[q]] = request;
    receives.queues.last[q] = request;
  }
  return request;
}

/** The oldest unexpected message of a rank that fits; -1: none. */
export function findUnexpected(world: World, rank: number, from: number, tag: number, context: number): number {
  const { messages } = world;
  let m = world.ranks.receives.oldest[rank];
  while (m >= 0 && (messages.int[m + inMessage.context] !== context || (from !== any && messages.int[m + inMessage.from] !== from) || (tag !== any && messages.int[m + inMessage.tag] !== tag))) m = messages.newer[m >> 5];
  return m;
}

/** Matches a message to the oldest fitting request; false: it is kept as unexpected. */
export function matchArrival(world: World, m: number): boolean {
  const { receives } = world.ranks;
  const { messages } = world;
  const { queues } = receives;
  const rank = messages.int[m + inMessage.to];
  const from = messages.int[m + inMessage.from];
  const tag = messages.int[m + inMessage.tag];
  const context = messages.int[m + inMessage.context];
  const q = findQueue(queues, rank, context, from, tag);
  const exact = q >= 0 && queues.messages[q] === 0 ? queues.first[q] : -1;
  let before = -1;
  for (let wild = receives.wildHead[rank]; wild >= 0; wild = receives.next[wild]) {
    if (exact >= 0 && ((receives.serial[exact] - receives.serial[wild]) | 0) < 0) break;
    const fits = receives.context[wild] === context && (receives.from[wild] === any || receives.from[wild] === from) && (receives.tag[wild] === any || receives.tag[wild] === tag);
    if (!fits) {
      before = wild;
      continue;
    }
    if (before < 0) receives.wildHead[rank] = receives.next[wild];
    else receives.next[before] = receives.next[wild];
    if (receives.wildTail[rank] === wild) receives.wildTail[rank] = before;
    match(world, wild, m);
    return true;
  }
  if (exact >= 0) {
    if (queues.last[q] === exact) closeQueue(queues, q);
    else queues.first[q] = receives.next[exact];
    match(world, exact, m);
    return true;
  }
  keepUnexpected(world, m, q);
  return false;
}

/** Gives a completed request back. */
export function finishReceive(world: World, request: number): void {
  const { receives } = world.ranks;
  receives.completed[request]++;
  receives.next[request] = receives.free;
  receives.free = request;
}

function keepUnexpected(world: World, m: number, q: number): void {
  const { messages } = world;
  const { receives } = world.ranks;
  const rank = messages.int[m + inMessage.to];
  messages.nextAlike[m >> 5] = -1;
  if (q < 0) openQueue(receives.queues, rank, messages.int[m + inMessage.context], messages.int[m + inMessage.from], messages.int[m + inMessage.tag], m, 1);
  else {
    messages.nextAlike[receives.queues.last[q] >> 5] = m;
    receives.queues.last[q] = m;
  }
  const newest = receives.newest[rank];
  messages.older[m >> 5] = newest;
  messages.newer[m >> 5] = -1;
  if (newest < 0) receives.oldest[rank] = m;
  else messages.newer[newest >> 5] = m;
  receives.newest[rank] = m;
}

/** The message is the first of its queue: whatever fits and is alike came later. */
function takeUnexpected(world: World, m: number): void {
  const { messages } = world;
  const { receives } = world.ranks;
  const { queues } = receives;
  const rank = messages.int[m + inMessage.to];
  const q = findQueue(queues, rank, messages.int[m + inMessage.context], messages.int[m + inMessage.from], messages.int[m + inMessage.tag]);
  if (queues.last[q] === m) closeQueue(queues, q);
  else queues.first[q] = messages.nextAlike[m >> 5];
  const older = messages.older[m >> 5];
  const newer = messages.newer[m >> 5];
  if (older < 0) receives.oldest[rank] = newer;
  else messages.newer[older >> 5] = newer;
  if (newer < 0) receives.newest[rank] = older;
  else messages.older[newer >> 5] = older;
}

function match(world: World, request: number, m: number): void {
  const { messages } = world;
  const { receives } = world.ranks;
  messages.int[m + inMessage.request] = request;
  receives.message[request] = m;
  const { bytes } = messages.profile[m >> 5];
  if (bytes <= receives.bytes[request]) return;
  world.failure ??= {
    kind: 'protocol', message: `Rank ${messages.int[m + inMessage.to]} receives ${bytes} B from rank ${messages.int[m + inMessage.from]} with tag ${messages.int[m + inMessage.tag]} into a buffer of ${receives.bytes[request]} B: the message is truncated.`,
    hint: 'Give the receive at least the bytes of the longest message that fits it.',
  };
}

function grow(receives: Receives, size: number): void {
  const before = receives.from.length;
  for (const key of ['rank', 'from', 'tag', 'context', 'handle', 'serial', 'next', 'message', 'completed'] as const) receives[key] = extend(receives[key], size);
  receives.bytes = extendFloat(receives.bytes, size);
  for (let r = size - 1; r >= before; r--) {
    receives.next[r] = receives.free;
    receives.free = r;
  }
}

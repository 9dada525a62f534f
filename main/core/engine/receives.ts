import { extend } from './items.ts';
import { closeQueue, createQueues, findQueue, inQueue, openQueue, type Queues } from './matching.ts';
import { inMessage } from './messages.ts';
import type { World } from './world.ts';

/** Any source, any tag. */
export const any = -1;

/** Where a request's values stand in its record of {@link Receives}: what is looked at together lies together in memory. */
export const inRequest = {
  rank: 0,
  from: 1,
  tag: 2,
  context: 3,
  /** Handle's entry; -1: none. */
  handle: 4,
  /** Counts requests as they were posted, to tell the older of two. */
  serial: 5,
  next: 6,
  /** Message the request got; -1: none yet. */
  message: 7,
  /** Requests that were complete in this entry before: tells whether one is complete by now. */
  completed: 8,
  /** In `floats`: room for the message. */
  bytes: 5,
} as const;

/** Receive requests and what arrived before it was asked for. */
export interface Receives {
  /** Records of {@link inRequest}, 16 integers each, and the same memory as floats. */
  int: Int32Array;
  floats: Float64Array;
  capacity: number;
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
  const none = (): Int32Array => new Int32Array(ranks).fill(-1);
  const receives: Receives = {
    int: new Int32Array(0), floats: new Float64Array(0), capacity: 0, free: -1, posted: 0,
    queues: createQueues(), wildHead: none(), wildTail: none(), oldest: none(), newest: none(), eagerBytes: new Float64Array(ranks),
  };
  grow(receives, Math.max(16, ranks * 2));
  return receives;
}

/** Makes a receive request and answers its number: it takes the oldest unexpected message that fits, or waits. */
export function makeRequest(world: World, rank: number, from: number, tag: number, context: number, bytes: number): number {
  const { receives } = world.ranks;
  if (receives.free < 0) grow(receives, receives.capacity * 2);
  const request = receives.free;
  receives.free = receives.int[(request << 4) | inRequest.next];
  receives.int[(request << 4) | inRequest.rank] = rank;
  receives.int[(request << 4) | inRequest.from] = from;
  receives.int[(request << 4) | inRequest.tag] = tag;
  receives.int[(request << 4) | inRequest.context] = context;
  receives.floats[(request << 3) | inRequest.bytes] = bytes;
  receives.int[(request << 4) | inRequest.handle] = -1;
  receives.int[(request << 4) | inRequest.serial] = receives.posted++ | 0;
  receives.int[(request << 4) | inRequest.message] = -1;
  receives.int[(request << 4) | inRequest.next] = -1;
  const exact = from !== any && tag !== any;
  const q = exact ? findQueue(receives.queues, rank, context, from, tag) : -1;
  const message = !exact ? findUnexpected(world, rank, from, tag, context) : q >= 0 && receives.queues.int[(q << 3) | inQueue.messages] === 1 ? receives.queues.int[(q << 3) | inQueue.first] : -1;
  if (message >= 0) {
    takeUnexpected(world, message);
    match(world, request, message);
  } else if (!exact) {
    if (receives.wildHead[rank] < 0) receives.wildHead[rank] = request;
    else receives.int[(receives.wildTail[rank] << 4) | inRequest.next] = request;
    receives.wildTail[rank] = request;
  } else if (q < 0) {
    openQueue(receives.queues, rank, context, from, tag, request, 0);
  } else {
    receives.int[(receives.queues.int[(q << 3) | inQueue.last] << 4) | inRequest.next] = request;
    receives.queues.int[(q << 3) | inQueue.last] = request;
  }
  return request;
}

/** The oldest unexpected message of a rank that fits; -1: none. */
export function findUnexpected(world: World, rank: number, from: number, tag: number, context: number): number {
  const { messages } = world;
  let m = world.ranks.receives.oldest[rank];
  while (m >= 0 && (messages.int[m | inMessage.context] !== context || (from !== any && messages.int[m | inMessage.from] !== from) || (tag !== any && messages.int[m | inMessage.tag] !== tag))) m = messages.newer[m >> 5];
  return m;
}

/** Matches a message to the oldest fitting request; false: it is kept as unexpected. */
export function matchArrival(world: World, m: number): boolean {
  const { receives } = world.ranks;
  const { messages } = world;
  const { queues } = receives;
  const rank = messages.int[m | inMessage.to];
  const from = messages.int[m | inMessage.from];
  const tag = messages.int[m | inMessage.tag];
  const context = messages.int[m | inMessage.context];
  const q = findQueue(queues, rank, context, from, tag);
  const exact = q >= 0 && queues.int[(q << 3) | inQueue.messages] === 0 ? queues.int[(q << 3) | inQueue.first] : -1;
  let before = -1;
  for (let wild = receives.wildHead[rank]; wild >= 0; wild = receives.int[(wild << 4) | inRequest.next]) {
    if (exact >= 0 && ((receives.int[(exact << 4) | inRequest.serial] - receives.int[(wild << 4) | inRequest.serial]) | 0) < 0) break;
    const fits = receives.int[(wild << 4) | inRequest.context] === context && (receives.int[(wild << 4) | inRequest.from] === any || receives.int[(wild << 4) | inRequest.from] === from) && (receives.int[(wild << 4) | inRequest.tag] === any || receives.int[(wild << 4) | inRequest.tag] === tag);
    if (!fits) {
      before = wild;
      continue;
    }
    if (before < 0) receives.wildHead[rank] = receives.int[(wild << 4) | inRequest.next];
    else receives.int[(before << 4) | inRequest.next] = receives.int[(wild << 4) | inRequest.next];
    if (receives.wildTail[rank] === wild) receives.wildTail[rank] = before;
    match(world, wild, m);
    return true;
  }
  if (exact >= 0) {
    if (queues.int[(q << 3) | inQueue.last] === exact) closeQueue(queues, q);
    else queues.int[(q << 3) | inQueue.first] = receives.int[(exact << 4) | inRequest.next];
    match(world, exact, m);
    return true;
  }
  keepUnexpected(world, m, q);
  return false;
}

/** Gives a completed request back. */
export function finishReceive(world: World, request: number): void {
  const { receives } = world.ranks;
  receives.int[(request << 4) | inRequest.completed]++;
  receives.int[(request << 4) | inRequest.next] = receives.free;
  receives.free = request;
}

function keepUnexpected(world: World, m: number, q: number): void {
  const { messages } = world;
  const { receives } = world.ranks;
  const rank = messages.int[m | inMessage.to];
  messages.nextAlike[m >> 5] = -1;
  if (q < 0) openQueue(receives.queues, rank, messages.int[m | inMessage.context], messages.int[m | inMessage.from], messages.int[m | inMessage.tag], m, 1);
  else {
    messages.nextAlike[receives.queues.int[(q << 3) | inQueue.last] >> 5] = m;
    receives.queues.int[(q << 3) | inQueue.last] = m;
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
  const rank = messages.int[m | inMessage.to];
  const q = findQueue(queues, rank, messages.int[m | inMessage.context], messages.int[m | inMessage.from], messages.int[m | inMessage.tag]);
  if (queues.int[(q << 3) | inQueue.last] === m) closeQueue(queues, q);
  else queues.int[(q << 3) | inQueue.first] = messages.nextAlike[m >> 5];
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
  messages.int[m | inMessage.request] = request;
  receives.int[(request << 4) | inRequest.message] = m;
  const { bytes } = messages.profiles[messages.int[m | inMessage.profile]];
  if (bytes <= receives.floats[(request << 3) | inRequest.bytes]) return;
  world.failure ??= {
    kind: 'protocol', message: `Rank ${messages.int[m | inMessage.to]} receives ${bytes} B from rank ${messages.int[m | inMessage.from]} with tag ${messages.int[m | inMessage.tag]} into a buffer of ${receives.floats[(request << 3) | inRequest.bytes]} B: the message is truncated.`,
    hint: 'Give the receive at least the bytes of the longest message that fits it.',
  };
}

/** Numbers of all requests under way, in order of their entries. */
export function requestsInUse({ int, capacity, free }: Receives): readonly number[] {
  const unused = new Uint8Array(capacity);
  for (let request = free; request >= 0; request = int[(request << 4) | inRequest.next]) unused[request] = 1;
  const used: number[] = [];
  for (let request = 0; request < capacity; request++) if (unused[request] === 0) used.push(request);
  return used;
}

function grow(receives: Receives, capacity: number): void {
  receives.int = extend(receives.int, capacity * 16);
  receives.floats = new Float64Array(receives.int.buffer);
  for (let r = capacity - 1; r >= receives.capacity; r--) {
    receives.int[(r << 4) | inRequest.next] = receives.free;
    receives.free = r;
  }
  receives.capacity = capacity;
}

import { extend } from './items.ts';

/** Where a queue's values stand in its record of {@link Queues}: its key, the next one of the same hash, and the first and last that wait in it. */
export const inQueue = {
  to: 0,
  context: 1,
  from: 2,
  tag: 3,
  next: 4,
  first: 5,
  last: 6,
  /** 1: messages wait in it; 0: receives. */
  messages: 7,
} as const;

/**
 * Receives and messages that wait for each other under an exact key, in a hash table of queues. A queue never holds both:
 * a message would have taken the receive. So each is found at once, however many wait.
 */
export interface Queues {
  /** First queue by hash; a power of two of them. */
  heads: Int32Array;
  /** Records of {@link inQueue}, 8 integers each. */
  int: Int32Array;
  free: number;
  inUse: number;
}

/** No queues. */
export function createQueues(): Queues {
  const queues: Queues = { heads: new Int32Array(0), int: new Int32Array(0), free: -1, inUse: 0 };
  grow(queues, 64);
  return queues;
}

/** The queue of a key; -1: nothing waits under it. */
export function findQueue(queues: Queues, to: number, context: number, from: number, tag: number): number {
  let q = queues.heads[hash(to, context, from, tag) & (queues.heads.length - 1)];
  while (q >= 0 && (queues.int[(q << 3) | inQueue.from] !== from || queues.int[(q << 3) | inQueue.tag] !== tag || queues.int[(q << 3) | inQueue.to] !== to || queues.int[(q << 3) | inQueue.context] !== context)) q = queues.int[(q << 3) | inQueue.next];
  return q;
}

/** The queue of a key that has none yet, with `what` in it, a message or a receive. */
export function openQueue(queues: Queues, to: number, context: number, from: number, tag: number, what: number, messages: 0 | 1): void {
  if (queues.free < 0) grow(queues, queues.heads.length * 2);
  const q = queues.free;
  queues.free = queues.int[(q << 3) | inQueue.next];
  queues.inUse++;
  queues.int[(q << 3) | inQueue.to] = to;
  queues.int[(q << 3) | inQueue.context] = context;
  queues.int[(q << 3) | inQueue.from] = from;
  queues.int[(q << 3) | inQueue.tag] = tag;
  queues.int[(q << 3) | inQueue.first] = what;
  queues.int[(q << 3) | inQueue.last] = what;
  queues.int[(q << 3) | inQueue.messages] = messages;
  const slot = hash(to, context, from, tag) & (queues.heads.length - 1);
  queues.int[(q << 3) | inQueue.next] = queues.heads[slot];
  queues.heads[slot] = q;
}

/** Gives an empty queue back. */
export function closeQueue(queues: Queues, q: number): void {
  const slot = hash(queues.int[(q << 3) | inQueue.to], queues.int[(q << 3) | inQueue.context], queues.int[(q << 3) | inQueue.from], queues.int[(q << 3) | inQueue.tag]) & (queues.heads.length - 1);
  let before = queues.heads[slot];
  if (before === q) {
    queues.heads[slot] = queues.int[(q << 3) | inQueue.next];
  } else {
    while (queues.int[(before << 3) | inQueue.next] !== q) before = queues.int[(before << 3) | inQueue.next];
    queues.int[(before << 3) | inQueue.next] = queues.int[(q << 3) | inQueue.next];
  }
  queues.int[(q << 3) | inQueue.next] = queues.free;
  queues.free = q;
  queues.inUse--;
}

function hash(to: number, context: number, from: number, tag: number): number {
  let h = Math.imul(to, 0x9e3779b1) + Math.imul(from, 0x85ebca6b) + Math.imul(tag, 0xc2b2ae35) + Math.imul(context, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

function grow(queues: Queues, size: number): void {
  const before = queues.heads.length;
  const heads = new Int32Array(size).fill(-1);
  const int = extend(queues.int, size * 8);
  // All queues are in use when the table grows.
  for (let q = 0; q < before; q++) {
    const at = q * 8;
    const slot = hash(int[at | inQueue.to], int[at | inQueue.context], int[at | inQueue.from], int[at | inQueue.tag]) & (size - 1);
    int[at | inQueue.next] = heads[slot];
    heads[slot] = q;
  }
  queues.heads = heads;
  queues.int = int;
  for (let q = size - 1; q >= before; q--) {
    int[(q << 3) | inQueue.next] = queues.free;
    queues.free = q;
  }
}

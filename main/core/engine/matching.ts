import { extend } from './items.ts';

/**
 * Receives and messages that wait for each other under an exact key, in a hash table of queues. A queue never holds both:
 * a message would have taken the receive. So each is found at once, however many wait.
 */
export interface Queues {
  /** First queue by hash; a power of two of them. */
  heads: Int32Array;
  /** Of each queue: its key, the next one of the same hash, and the first and last that wait in it. */
  to: Int32Array;
  context: Int32Array;
  from: Int32Array;
  tag: Int32Array;
  next: Int32Array;
  first: Int32Array;
  last: Int32Array;
  /** 1: messages wait in it; 0: receives. */
  messages: Uint8Array;
  free: number;
  inUse: number;
}

/** No queues. */
export function createQueues(): Queues {
  const none = new Int32Array(0);
  const queues: Queues = { heads: new Int32Array(64).fill(-1), to: none, context: none, from: none, tag: none, next: none, first: none, last: none, messages: new Uint8Array(0), free: -1, inUse: 0 };
  grow(queues, 64);
  return queues;
}

/** The queue of a key; -1: nothing waits under it. */
export function findQueue(queues: Queues, to: number, context: number, from: number, tag: number): number {
  let q = queues.heads[hash(to, context, from, tag) & (queues.heads.length - 1)];
  while (q >= 0 && (queues.from[q] !== from || queues.tag[q] !== tag || queues.to[q] !== to || queues.context[q] !== context)) q = queues.next[q];
  return q;
}

/** The queue of a key that has none yet, with `what` in it, a message or a receive. */
export function openQueue(queues: Queues, to: number, context: number, from: number, tag: number, what: number, messages: 0 | 1): void {
  if (queues.free < 0) grow(queues, queues.to.length * 2);
  const q = queues.free;
  queues.free = queues.next[q];
  queues.inUse++;
  queues.to[q] = to;
  queues.context[q] = context;
  queues.from[q] = from;
  queues.tag[q] = tag;
  queues.first[q] = what;
  queues.last[q] = what;
  queues.messages[q] = messages;
  const slot = hash(to, context, from, tag) & (queues.heads.length - 1);
  queues.next[q] = queues.heads[slot];
  queues.heads[slot] = q;
}

/** Gives an empty queue back. */
export function closeQueue(queues: Queues, q: number): void {
  const slot = hash(queues.to[q], queues.context[q], queues.from[q], queues.tag[q]) & (queues.heads.length - 1);
  let before = queues.heads[slot];
  if (before === q) {
    queues.heads[slot] = queues.next[q];
  } else {
    while (queues.next[before] !== q) before = queues.next[before];
    queues.next[before] = queues.next[q];
  }
  queues.next[q] = queues.free;
  queues.free = q;
  queues.inUse--;
}

function hash(to: number, context: number, from: number, tag: number): number {
  let h = Math.imul(to, 0x9e3779b1) + Math.imul(from, 0x85ebca6b) + Math.imul(tag, 0xc2b2ae35) + Math.imul(context, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

function grow(queues: Queues, size: number): void {
  const before = queues.to.length;
  const heads = new Int32Array(size).fill(-1);
  for (const key of ['to', 'context', 'from', 'tag', 'first', 'last'] as const) queues[key] = extend(queues[key], size);
  const messages = new Uint8Array(size);
  messages.set(queues.messages);
  queues.messages = messages;
  const next = new Int32Array(size);
  // All queues are in use when the table grows.
  for (let q = 0; q < before; q++) {
    const slot = hash(queues.to[q], queues.context[q], queues.from[q], queues.tag[q]) & (size - 1);
    next[q] = heads[slot];
    heads[slot] = q;
  }
  queues.heads = heads;
  queues.next = next;
  for (let q = size - 1; q >= before; q--) {
    next[q] = queues.free;
    queues.free = q;
  }
}

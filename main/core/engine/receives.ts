import { extend } from './items.ts';
import type { World } from './world.ts';

/** Any source, any tag. */
export const any = -1;

/** Receive requests and what arrived before it was asked for. */
export interface Receives {
  from: Int32Array;
  tag: Int32Array;
  next: Int32Array;
  /** Message the request got. */
  message: Int32Array;
  /** Requests that were complete in this entry before: tells whether one is complete by now. */
  completed: Int32Array;
  free: number;
  /** Posted requests per rank, oldest first. */
  readonly postedHead: Int32Array;
  readonly postedTail: Int32Array;
  /** Unexpected messages per rank, oldest first; they are few, so arrays do. */
  readonly unexpected: number[][];
}

/** Nothing posted. */
export function createReceives(ranks: number): Receives {
  const receives: Receives = {
    from: new Int32Array(0), tag: new Int32Array(0), next: new Int32Array(0), message: new Int32Array(0), completed: new Int32Array(0), free: -1,
    postedHead: new Int32Array(ranks).fill(-1), postedTail: new Int32Array(ranks).fill(-1),
    unexpected: Array.from({ length: ranks }, () => []),
  };
  grow(receives, Math.max(16, ranks * 2));
  return receives;
}

/** A new request and the unexpected message it got; -1: none, the request waits. */
export interface Request {
  readonly request: number;
  readonly message: number;
}

/** Makes a receive request: it takes the oldest unexpected message that fits, or waits. */
export function makeRequest(world: World, rank: number, from: number, tag: number): Request {
  const { receives } = world.ranks;
  const { messages } = world;
  if (receives.free < 0) grow(receives, receives.from.length * 2);
  const request = receives.free;
  receives.free = receives.next[request];
  receives.from[request] = from;
  receives.tag[request] = tag;
  receives.message[request] = -1;
  receives.next[request] = -1;
  const unexpected = receives.unexpected[rank];
  for (let i = 0; i < unexpected.length; i++) {
    const m = unexpected[i];
    if ((from !== any && messages.from[m] !== from) || (tag !== any && messages.tag[m] !== tag)) continue;
    unexpected.splice(i, 1);
    match(world, request, m);
    return { request, message: m };
  }
  if (receives.postedHead[rank] < 0) receives.postedHead[rank] = request;
  else receives.next[receives.postedTail[rank]] = request;
  receives.postedTail[rank] = request;
  return { request, message: -1 };
}

/** Matches a message to the oldest fitting request; false: it is kept as unexpected. */
export function matchArrival(world: World, m: number): boolean {
  const { receives } = world.ranks;
  const { messages } = world;
  const rank = messages.to[m];
  let before = -1;
  for (let request = receives.postedHead[rank]; request >= 0; request = receives.next[request]) {
    const fits = (receives.from[request] === any || receives.from[request] === messages.from[m])
      && (receives.tag[request] === any || receives.tag[request] === messages.tag[m]);
    if (!fits) {
      before = request;
      continue;
    }
    if (before < 0) receives.postedHead[rank] = receives.next[request];
    else receives.next[before] = receives.next[request];
    if (receives.postedTail[rank] === request) receives.postedTail[rank] = before;
    match(world, request, m);
    return true;
  }
  receives.unexpected[rank].push(m);
  return false;
}

/** Gives a completed request back. */
export function finishReceive(world: World, request: number): void {
  const { receives } = world.ranks;
  receives.completed[request]++;
  receives.next[request] = receives.free;
  receives.free = request;
}

function match(world: World, request: number, m: number): void {
  world.messages.request[m] = request;
  world.ranks.receives.message[request] = m;
}

function grow(receives: Receives, size: number): void {
  const before = receives.from.length;
  for (const key of ['from', 'tag', 'next', 'message', 'completed'] as const) receives[key] = extend(receives[key], size);
  for (let r = size - 1; r >= before; r--) {
    receives.next[r] = receives.free;
    receives.free = r;
  }
}

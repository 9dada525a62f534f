import { extend, extendFloat } from './items.ts';
import type { Profile } from './profile.ts';

/** How far a message's agreement with its receiver is. */
export const phase = { eager: 0, requested: 1, granted: 2 } as const;

/**
 * How the data travels. `eager` at once; `cts`, `rget`, `rput` after a rendezvous: sent, fetched by the receiver, or put by
 * the sender; `put` and `get` one-sided by the path's own pipelines, `agentPut` and `agentGet` with the target's library.
 */
export const way = { eager: 0, cts: 1, rget: 2, rput: 3, put: 4, get: 5, agentPut: 6, agentGet: 7 } as const;

/** Packets of a message beside its segments, as slots after the last segment: sender to receiver, back, and there again. */
export const packet = { request: 0, reply: 1, end: 2 } as const;

/** Messages under way; a pool with a free list. */
export interface Messages {
  /** Tells a message from an earlier one in the same entry. */
  serial: Int32Array;
  from: Int32Array;
  to: Int32Array;
  tag: Int32Array;
  postedNs: Float64Array;
  /** Matching context. */
  context: Int32Array;
  /** Entry of the request's handle at its owner; -1: none. */
  handle: Int32Array;
  /** One of {@link way}. */
  way: Uint8Array;
  /** The sender is done when the receiver says so. */
  acknowledged: Uint8Array;
  /** It counts as eager bytes of its receiver. */
  reserved: Uint8Array;
  /** Own visit, as in marks, that let the first segment enter; -1: the post. */
  cause: Int32Array;
  /** While unexpected: the next of the same key, and its neighbours in order of arrival. */
  nextAlike: Int32Array;
  older: Int32Array;
  newer: Int32Array;
  connection: Int32Array;
  /** Connection whose queue and window its segments use: that of who sends or fetches them. */
  lane: Int32Array;
  /** Number within its connection. */
  order: Int32Array;
  block: Int32Array;
  phase: Uint8Array;
  stream: Uint8Array;
  /** Segments that entered the path, were delivered, and ended. */
  entered: Int32Array;
  delivered: Int32Array;
  ended: Int32Array;
  /** The newest segment is still in the first stage. */
  entering: Uint8Array;
  /** The receive request it was matched to; -1: none yet. */
  request: Int32Array;
  localDone: Uint8Array;
  /** The message is freed when nothing of it is pending. */
  pending: Int32Array;
  lastDelivered: Int32Array;
  next: Int32Array;
  profile: Profile[];
  /** Of the packets: RTS from sender to receiver, CTS, ACK or FIN back, FIN from sender to receiver; absent where the message has none. */
  requestProfile: (Profile | undefined)[];
  grantProfile: (Profile | undefined)[];
  endProfile: (Profile | undefined)[];
  /** Marks per slot. */
  stride: Int32Array;
  blockSize: Int32Array;
  free: number;
  taken: number;
}

/** An empty pool. */
export function createMessages(): Messages {
  const int = new Int32Array(0);
  const byte = new Uint8Array(0);
  const messages: Messages = {
    serial: int, from: int, to: int, tag: int, postedNs: new Float64Array(0), context: int, handle: int, way: byte, acknowledged: byte, reserved: byte, cause: int, nextAlike: int, older: int, newer: int, connection: int, lane: int, order: int, block: int, phase: byte, stream: byte, entered: int,
    delivered: int, ended: int, entering: byte, request: int, localDone: byte, pending: int, lastDelivered: int, next: int, profile: [], requestProfile: [],
    grantProfile: [], endProfile: [], stride: int, blockSize: int, free: -1, taken: 0,
  };
  grow(messages, 64);
  return messages;
}

/** Number of a free entry; the caller fills it in. */
export function takeMessage(messages: Messages): number {
  if (messages.free < 0) grow(messages, messages.from.length * 2);
  const message = messages.free;
  messages.free = messages.next[message];
  messages.serial[message] = messages.taken++ | 0;
  return message;
}

/** Gives the entry back. */
export function returnMessage(messages: Messages, message: number): void {
  messages.next[message] = messages.free;
  messages.free = message;
}

/** The profile that a slot of a message passes: its data's, or a packet's. */
export function profileOfSlot(messages: Messages, m: number, slot: number): Profile {
  const data = messages.profile[m];
  if (slot < data.segments) return data;
  const number = slot - data.segments;
  const profile = number === packet.request ? messages.requestProfile[m] : number === packet.reply ? messages.grantProfile[m] : messages.endProfile[m];
  if (profile === undefined) throw new Error('a message sends a packet that it has no stages for');
  return profile;
}

function grow(messages: Messages, size: number): void {
  const before = messages.from.length;
  for (const key of ['serial', 'from', 'to', 'tag', 'context', 'handle', 'cause', 'nextAlike', 'older', 'newer', 'connection', 'lane', 'order', 'block', 'entered', 'delivered', 'ended', 'request', 'pending', 'lastDelivered', 'next', 'stride', 'blockSize'] as const) {
    messages[key] = extend(messages[key], size);
  }
  for (const key of ['phase', 'way', 'acknowledged', 'reserved', 'stream', 'entering', 'localDone'] as const) {
    const wider = new Uint8Array(size);
    wider.set(messages[key]);
    messages[key] = wider;
  }
  messages.postedNs = extendFloat(messages.postedNs, size);
  for (let m = size - 1; m >= before; m--) {
    messages.next[m] = messages.free;
    messages.free = m;
  }
}

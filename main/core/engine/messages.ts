import { extend, extendFloat } from './items.ts';
import type { Profile } from './profile.ts';

/** How far a message's agreement with its receiver is. */
export const phase = { eager: 0, requested: 1, granted: 2 } as const;

/** Messages under way; a pool with a free list. */
export interface Messages {
  /** Tells a message from an earlier one in the same entry. */
  serial: Int32Array;
  from: Int32Array;
  to: Int32Array;
  tag: Int32Array;
  postedNs: Float64Array;
  connection: Int32Array;
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
  /** Of RTS and CTS; absent for eager messages. */
  requestProfile: (Profile | undefined)[];
  grantProfile: (Profile | undefined)[];
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
    serial: int, from: int, to: int, tag: int, postedNs: new Float64Array(0), connection: int, order: int, block: int, phase: byte, stream: byte, entered: int,
    delivered: int, ended: int, entering: byte, request: int, localDone: byte, pending: int, lastDelivered: int, next: int, profile: [], requestProfile: [],
    grantProfile: [], stride: int, blockSize: int, free: -1, taken: 0,
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

function grow(messages: Messages, size: number): void {
  const before = messages.from.length;
  for (const key of ['serial', 'from', 'to', 'tag', 'connection', 'order', 'block', 'entered', 'delivered', 'ended', 'request', 'pending', 'lastDelivered', 'next', 'stride', 'blockSize'] as const) {
    messages[key] = extend(messages[key], size);
  }
  for (const key of ['phase', 'stream', 'entering', 'localDone'] as const) {
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

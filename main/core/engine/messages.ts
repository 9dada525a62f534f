import { extend } from './items.ts';
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

/**
 * Where a message's values stand in its record of {@link Messages}: what is looked at together lies together in memory. A
 * message's number is where its record begins, so that a value is one addition away.
 */
export const inMessage = {
  /** Tells a message from an earlier one in the same entry. */
  serial: 0,
  from: 1,
  to: 2,
  tag: 3,
  /** Matching context. */
  context: 4,
  /** Entry of the request's handle at its owner; -1: none. */
  handle: 5,
  connection: 6,
  /** Connection whose queue and window its segments use: that of who sends or fetches them. */
  lane: 7,
  /** Number within its connection. */
  order: 8,
  /** First of its marks, marks per slot, and marks in all. */
  block: 9,
  stride: 10,
  blockSize: 11,
  /** Segments that entered the path, were delivered, and ended. */
  entered: 12,
  delivered: 13,
  ended: 14,
  /** The receive request it was matched to; -1: none yet. */
  request: 15,
  /** The message is freed when nothing of it is pending. */
  pending: 16,
  lastDelivered: 17,
  next: 18,
  /** One of {@link phase}. */
  phase: 19,
  /** One of {@link way}. */
  way: 20,
  /** 1: the sender is done when the receiver says so. */
  acknowledged: 21,
  /** 1: it counts as eager bytes of its receiver. */
  reserved: 22,
  stream: 23,
  /** 1: the newest segment is still in the first stage. */
  entering: 24,
  localDone: 25,
  /** Own visit, as in marks, that let the first segment enter; -1: the post. */
  cause: 26,
  /** Of the critical path: the sender's vector at the post, and the newest turn, -1: none. */
  posted: 27,
  turn: 28,
  /** Number of its data's profile. */
  profile: 29,
  /** In `ns`, from half of the message's number. */
  postedNs: 15,
} as const;

/** Values of a record: two cache lines. */
const messageInts = 32;

/** Messages under way; a pool of records with a free list. */
export interface Messages {
  /** Records of {@link inMessage}, and the same memory as floats. */
  int: Int32Array;
  ns: Float64Array;
  capacity: number;
  /** By entry, which is a message's number >> 5. While unexpected: the next of the same key, and its neighbours in order of arrival. */
  nextAlike: Int32Array;
  older: Int32Array;
  newer: Int32Array;
  /** By number: those of the run. */
  readonly profiles: readonly Profile[];
  /** Of the packets: RTS from sender to receiver, CTS, ACK or FIN back, FIN from sender to receiver; of no meaning where the message sends none. */
  requestProfile: (Profile | undefined)[];
  grantProfile: (Profile | undefined)[];
  endProfile: (Profile | undefined)[];
  free: number;
  taken: number;
}

/** An empty pool for a run with these profiles, of which there may be more later. */
export function createMessages(profiles: readonly Profile[]): Messages {
  const none = new Int32Array(0);
  const messages: Messages = {
    int: none, ns: new Float64Array(0), capacity: 0, nextAlike: none, older: none, newer: none, profiles, requestProfile: [], grantProfile: [], endProfile: [], free: -1, taken: 0,
  };
  grow(messages, 64);
  return messages;
}

/** Number of a free entry; the caller fills it in. */
export function takeMessage(messages: Messages): number {
  if (messages.free < 0) grow(messages, messages.capacity * 2);
  const message = messages.free;
  messages.free = messages.int[message | inMessage.next];
  messages.int[message | inMessage.serial] = messages.taken++ | 0;
  return message;
}

/** Gives the entry back. */
export function returnMessage(messages: Messages, message: number): void {
  messages.int[message | inMessage.next] = messages.free;
  messages.free = message;
}

/** Numbers of all messages under way, in order of their entries. */
export function messagesInUse({ int, capacity, free }: Messages): readonly number[] {
  const unused = new Uint8Array(capacity);
  for (let message = free; message >= 0; message = int[message | inMessage.next]) unused[message / messageInts] = 1;
  const used: number[] = [];
  for (let entry = 0; entry < capacity; entry++) if (unused[entry] === 0) used.push(entry * messageInts);
  return used;
}

/** The profile that a slot of a message passes: its data's, or a packet's. */
export function profileOfSlot(messages: Messages, m: number, slot: number): Profile {
  const data = messages.profiles[messages.int[m | inMessage.profile]];
  if (slot < data.segments) return data;
  const number = slot - data.segments;
  const profile = number === packet.request ? messages.requestProfile[m >> 5] : number === packet.reply ? messages.grantProfile[m >> 5] : messages.endProfile[m >> 5];
  if (profile === undefined) throw new Error('a message sends a packet that it has no stages for');
  return profile;
}

function grow(messages: Messages, capacity: number): void {
  messages.int = extend(messages.int, capacity * messageInts);
  messages.ns = new Float64Array(messages.int.buffer);
  for (const key of ['nextAlike', 'older', 'newer'] as const) messages[key] = extend(messages[key], capacity);
  for (let entry = capacity - 1; entry >= messages.capacity; entry--) returnMessage(messages, entry * messageInts);
  messages.capacity = capacity;
}

import type { Profile } from './profile.ts';

/** Segments under way, and the control packets of rendezvous; a pool with a free list. */
export interface Items {
  message: Int32Array;
  /** Segment number in the message, or `segments` plus the number of a packet such as RTS or CTS. */
  slot: Int32Array;
  /** Stage being visited. */
  position: Int32Array;
  /** Rank on the sender's side of the profile's stages; for a CTS or ACK the data's receiver. */
  from: Int32Array;
  to: Int32Array;
  /** Link in the one list the item stands in; -1 at the end. */
  next: Int32Array;
  /** ns when it arrives at its position; may lie ahead. */
  time: Float64Array;
  /** ns of the present visit that are left, with noise. */
  cost: Float64Array;
  /** ns of the present visit in all. */
  service: Float64Array;
  /** Times that the present ring dropped it. */
  tries: Int32Array;
  /** Spine it takes between two leaf switches. */
  spine: Int32Array;
  profile: Profile[];
  free: number;
  inUse: number;
}

/** An empty pool. */
export function createItems(): Items {
  const empty = new Int32Array(0);
  const items: Items = {
    message: empty, slot: empty, position: empty, from: empty, to: empty, next: empty, time: new Float64Array(0), cost: new Float64Array(0), service: new Float64Array(0), tries: empty, spine: empty, profile: [], free: -1, inUse: 0,
  };
  grow(items, 256);
  return items;
}

/** A fresh item at position 0. */
export function takeItem(items: Items, message: number, slot: number, from: number, to: number, profile: Profile): number {
  if (items.free < 0) grow(items, items.message.length * 2);
  const item = items.free;
  items.free = items.next[item];
  items.inUse++;
  items.message[item] = message;
  items.slot[item] = slot;
  items.position[item] = 0;
  items.from[item] = from;
  items.to[item] = to;
  items.next[item] = -1;
  items.tries[item] = 0;
  items.profile[item] = profile;
  profile.entered++;
  return item;
}

/** Gives an item back. */
export function returnItem(items: Items, item: number): void {
  items.next[item] = items.free;
  items.free = item;
  items.inUse--;
}

function grow(items: Items, size: number): void {
  const before = items.message.length;
  items.message = extend(items.message, size);
  items.slot = extend(items.slot, size);
  items.position = extend(items.position, size);
  items.from = extend(items.from, size);
  items.to = extend(items.to, size);
  items.next = extend(items.next, size);
  items.time = extendFloat(items.time, size);
  items.cost = extendFloat(items.cost, size);
  items.service = extendFloat(items.service, size);
  items.tries = extend(items.tries, size);
  items.spine = extend(items.spine, size);
  for (let i = size - 1; i >= before; i--) {
    items.next[i] = items.free;
    items.free = i;
  }
}

/** A copy with room for `size` values. */
export function extend(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(size);
  wider.set(array);
  return wider;
}

/** A copy with room for `size` values. */
export function extendFloat(array: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(size);
  wider.set(array);
  return wider;
}

import type { Profile } from './profile.ts';

/**
 * Where an item's values stand in its record of {@link Items}, one cache line. An item's number is where its record begins,
 * so that a value is one addition away.
 */
export const inItem = {
  message: 0,
  /** Segment number in the message, or `segments` plus the number of a packet such as RTS or CTS. */
  slot: 1,
  /** Stage being visited. */
  position: 2,
  /** Rank on the sender's side of the profile's stages; for a CTS or ACK the data's receiver. */
  from: 3,
  to: 4,
  /** Link in the one list the item stands in; -1 at the end. */
  next: 5,
  /** Number of its profile. */
  profile: 6,
  /** Spine it takes between two leaf switches. */
  spine: 7,
  /** First of its marks, and its message's serial number. */
  marks: 14,
  serial: 15,
  /** In `ns`, from half of the item's number: when it arrives at its position, which may lie ahead. */
  time: 4,
  /** ns of the present visit that are left, with noise. */
  cost: 5,
  /** ns of the present visit in all. */
  service: 6,
} as const;

/** Values of a record. */
const itemInts = 16;

/** Segments under way, and the control packets of rendezvous; a pool of records with a free list. */
export interface Items {
  /** Records of {@link inItem}, and the same memory as floats. */
  int: Int32Array;
  ns: Float64Array;
  /** By number: those of the run. */
  readonly profiles: readonly Profile[];
  /** By item, times that rings dropped it, where one did. */
  readonly tries: Map<number, number>;
  capacity: number;
  free: number;
  inUse: number;
}

/** An empty pool for a run with these profiles, of which there may be more later. */
export function createItems(profiles: readonly Profile[]): Items {
  const items: Items = { int: new Int32Array(0), ns: new Float64Array(0), profiles, tries: new Map(), capacity: 0, free: -1, inUse: 0 };
  grow(items, 256);
  return items;
}

/** A fresh item at position 0. */
export function takeItem(items: Items, message: number, slot: number, from: number, to: number, profile: Profile): number {
  if (items.free < 0) grow(items, items.capacity * 2);
  const { int } = items;
  const item = items.free;
  items.free = int[item | inItem.next];
  items.inUse++;
  int[item | inItem.message] = message;
  int[item | inItem.slot] = slot;
  int[item | inItem.position] = 0;
  int[item | inItem.from] = from;
  int[item | inItem.to] = to;
  int[item | inItem.next] = -1;
  int[item | inItem.profile] = profile.number;
  profile.entered++;
  return item;
}

/** Gives an item back. */
export function returnItem(items: Items, item: number): void {
  items.int[item | inItem.next] = items.free;
  items.free = item;
  items.inUse--;
  if (items.tries.size > 0) items.tries.delete(item);
}

function grow(items: Items, capacity: number): void {
  items.int = extend(items.int, capacity * itemInts);
  items.ns = new Float64Array(items.int.buffer);
  for (let entry = capacity - 1; entry >= items.capacity; entry--) {
    items.int[entry * itemInts | inItem.next] = items.free;
    items.free = entry * itemInts;
  }
  items.capacity = capacity;
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

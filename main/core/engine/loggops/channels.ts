import { opKind, wildcard, type LoggopsProgram } from './program.ts';

/** How messages find their receives, worked out before the run. */
export interface Channels {
  readonly count: number;
  /**
   * Of each operation that sends or receives: the channel of its (sender, receiver, tag), or -1 where the receiver (or a
   * message to it) has wildcards, so that the order between channels matters and its lists are searched.
   */
  readonly of: Int32Array;
  /** Some rank has wildcards. */
  readonly searching: boolean;
}

/** Gives every (sender, receiver, tag) a number. */
export function assignChannels(program: LoggopsProgram): Channels {
  const { ranks, rankStart, kind, peer, tag } = program;
  const searched = new Uint8Array(ranks);
  let searching = false;
  for (let rank = 0; rank < ranks; rank++) {
    for (let i = rankStart[rank]; i < rankStart[rank + 1]; i++) {
      if (kind[i] === opKind.calculate || (peer[i] !== wildcard && tag[i] !== wildcard)) continue;
      searched[kind[i] === opKind.send ? peer[i] : rank] = 1;
      searching = true;
    }
  }
  const of = new Int32Array(kind.length).fill(-1);
  // Open addressing; each slot holds a channel's number, and `keys` its three parts.
  let slots = new Int32Array(1024).fill(-1);
  let keys = new Int32Array(3 * 512);
  let count = 0;
  let bits = slots.length - 1;

  function slotOf(from: number, to: number, label: number): number {
    let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca6b) ^ Math.imul(label, 0xc2b2ae35);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 13;
    let slot = hash & bits;
    for (;;) {
      const channel = slots[slot];
      if (channel < 0) return slot;
      const key = 3 * channel;
      if (keys[key] === from && keys[key + 1] === to && keys[key + 2] === label) return slot;
      slot = (slot + 1) & bits;
    }
  }

  function grow(): void {
    const wider = new Int32Array(keys.length * 2);
    wider.set(keys);
    keys = wider;
    slots = new Int32Array(slots.length * 2).fill(-1);
    bits = slots.length - 1;
    for (let channel = 0; channel < count; channel++) slots[slotOf(keys[3 * channel], keys[3 * channel + 1], keys[3 * channel + 2])] = channel;
  }

  for (let rank = 0; rank < ranks; rank++) {
    for (let i = rankStart[rank]; i < rankStart[rank + 1]; i++) {
      if (kind[i] === opKind.calculate) continue;
      const from = kind[i] === opKind.send ? rank : peer[i];
      const to = kind[i] === opKind.send ? peer[i] : rank;
      if (searched[to] === 1) continue;
      let slot = slotOf(from, to, tag[i]);
      if (slots[slot] < 0) {
        if (count * 2 >= slots.length) {
          grow();
          slot = slotOf(from, to, tag[i]);
        }
        slots[slot] = count;
        const key = 3 * count++;
        keys[key] = from;
        keys[key + 1] = to;
        keys[key + 2] = tag[i];
      }
      of[i] = slots[slot];
    }
  }
  return { count, of, searching };
}

/** Labels of one rank and what they stand for; looked up in a text without cutting pieces out of it. */
export interface Labels {
  /** Forgets all; the memory is kept for the next rank. */
  clear(): void;
  /** The label `text[from .. to]` stands for `value` from now on; false when it stands for something already. */
  define(text: string, from: number, to: number, hash: number, value: number): boolean;
  /** What the label stands for; -1 when nothing. */
  find(text: string, from: number, to: number, hash: number): number;
}

/** The hash that `define` and `find` want is this, over all characters, from 0. */
export function addToHash(hash: number, character: number): number {
  return (Math.imul(hash, 31) + character) | 0;
}

/** No label. */
export function createLabels(): Labels {
  let bits = 1023;
  // Entry of a slot plus 1; slots of earlier ranks have an entry that is not below `count` or does not fit.
  let slots = new Int32Array(bits + 1);
  let hashes = new Int32Array(512);
  let values = new Int32Array(512);
  let starts = new Int32Array(513);
  let characters = new Uint8Array(4096);
  let count = 0;

  function fits(entry: number, text: string, from: number, to: number): boolean {
    const start = starts[entry];
    const length = to - from;
    if (starts[entry + 1] - start !== length) return false;
    for (let i = 0; i < length; i++) if (characters[start + i] !== text.charCodeAt(from + i)) return false;
    return true;
  }

  const mix = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 3;

  function slotOf(text: string, from: number, to: number, hash: number): number {
    let slot = mix(hash) & bits;
    for (;;) {
      const entry = slots[slot] - 1;
      if (entry < 0 || (hashes[entry] === hash && fits(entry, text, from, to))) return slot;
      slot = (slot + 1) & bits;
    }
  }

  function grow(): void {
    const size = hashes.length * 2;
    const old = { hashes, values, starts };
    (hashes = new Int32Array(size)).set(old.hashes);
    (values = new Int32Array(size)).set(old.values);
    (starts = new Int32Array(size + 1)).set(old.starts);
    slots = new Int32Array(size * 2);
    bits = slots.length - 1;
    for (let entry = 0; entry < count; entry++) {
      let slot = mix(hashes[entry]) & bits;
      while (slots[slot] !== 0) slot = (slot + 1) & bits;
      slots[slot] = entry + 1;
    }
  }

  return {
    clear() {
      count = 0;
      slots.fill(0);
    },
    define(text, from, to, hash, value) {
      if (count === hashes.length) grow();
      const slot = slotOf(text, from, to, hash);
      if (slots[slot] !== 0) return false;
      const start = count === 0 ? 0 : starts[count];
      const end = start + to - from;
      if (end > characters.length) {
        const wider = new Uint8Array(Math.max(end, characters.length * 2));
        wider.set(characters);
        characters = wider;
      }
      for (let i = from; i < to; i++) characters[start + i - from] = text.charCodeAt(i);
      starts[count] = start;
      starts[count + 1] = end;
      hashes[count] = hash;
      values[count] = value;
      slots[slot] = ++count;
      return true;
    },
    find(text, from, to, hash) {
      const entry = slots[slotOf(text, from, to, hash)] - 1;
      return entry < 0 ? -1 : values[entry];
    },
  };
}

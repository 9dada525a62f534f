/** Texts by their bytes: each gets a number when it is first seen. */
export interface DistinctLines {
  /** The number of `bytes[from .. to]`; it is new when it equals the count before. */
  numberOf(bytes: Uint8Array, from: number, to: number): number;
  readonly count: () => number;
}

/** None yet. */
export function createDistinctLines(): DistinctLines {
  let arena = new Uint8Array(65_536);
  let end = 0;
  let starts = new Float64Array(1024);
  let hashes = new Int32Array(1024);
  let count = 0;
  /** Number + 1 of a line, by hash; 0: free. At most half full. */
  let table = new Int32Array(2048);

  function same(line: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = starts[line];
    if (starts[line + 1] - start !== to - from) return false;
    for (let i = from, at = start; i < to; i++, at++) if (bytes[i] !== arena[at]) return false;
    return true;
  }

  function grow(): void {
    const wider = new Int32Array(table.length * 2);
    for (let line = 0; line < count; line++) {
      let slot = hashes[line] & (wider.length - 1);
      while (wider[slot] !== 0) slot = (slot + 1) & (wider.length - 1);
      wider[slot] = line + 1;
    }
    table = wider;
  }

  function add(hash: number, slot: number, bytes: Uint8Array, from: number, to: number): number {
    if (end + to - from > arena.length) {
      const wider = new Uint8Array(Math.max(arena.length * 2, end + to - from));
      wider.set(arena);
      arena = wider;
    }
    if (count + 2 > starts.length) {
      const [widerStarts, widerHashes] = [new Float64Array(starts.length * 2), new Int32Array(starts.length * 2)];
      widerStarts.set(starts);
      widerHashes.set(hashes);
      [starts, hashes] = [widerStarts, widerHashes];
    }
    arena.set(bytes.subarray(from, to), end);
    end += to - from;
    hashes[count] = hash;
    starts[count + 1] = end;
    table[slot] = count + 1;
    const line = count++;
    if (count * 2 > table.length) grow();
    return line;
  }

  return {
    count: () => count,
    numberOf(bytes, from, to) {
      let hash = 0x811c9dc5;
      for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
      hash ^= hash >>> 15;
      let slot = hash & (table.length - 1);
      for (let entry = table[slot]; entry !== 0; entry = table[slot]) {
        if (hashes[entry - 1] === hash && same(entry - 1, bytes, from, to)) return entry - 1;
        slot = (slot + 1) & (table.length - 1);
      }
      return add(hash, slot, bytes, from, to);
    },
  };
}

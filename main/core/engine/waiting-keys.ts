/** Which keys of a resource that takes turns somebody waits under, as bits: finding the next costs the same however many there are. */
export type WaitingKeys = Int32Array;

/** Nobody waits under any of `keys` keys. */
export function createWaitingKeys(keys: number): WaitingKeys {
  return new Int32Array((keys + 31) >> 5);
}

/** Somebody waits under the key. */
export function addKey(waiting: WaitingKeys, key: number): void {
  waiting[key >> 5] |= 1 << (key & 31);
}

/** Nobody waits under the key any more. */
export function removeKey(waiting: WaitingKeys, key: number): void {
  waiting[key >> 5] &= ~(1 << (key & 31));
}

/** The first key from `from` on that somebody waits under, going on at key 0 after the last. Call only when there is one. */
export function nextKeyFrom(waiting: WaitingKeys, from: number): number {
  let word = from >> 5;
  let bits = word < waiting.length ? waiting[word] & (-1 << (from & 31)) : 0;
  while (bits === 0) {
    word = word + 1 < waiting.length ? word + 1 : 0;
    bits = waiting[word];
  }
  return (word << 5) + 31 - Math.clz32(bits & -bits);
}

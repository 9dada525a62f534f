import { createNodeHeap } from './node-heap.ts';
import type { NodePool } from './node-pool.ts';
import { createSorter } from './sorter.ts';

/** Pending nodes in order of time, and of first insertion at equal time. */
export interface NodeQueue {
  push(node: number): void;
  /** The first node, removed; -1 when there is none. */
  pop(): number;
  /** Whether time and order come before everything in the queue, as far as it can tell at once. */
  leads(time: number, order: number): boolean;
}

/** Buckets of a ring; must be a power of two from 1024 on, for two levels of bits above them. */
const buckets = 8192;
const words = buckets >> 5;
const mask = buckets - 1;

/**
 * A calendar queue: a ring of buckets, each a list in order of insertion and a span of time wide. A bucket is sorted when its turn comes, which for
 * ranks in step is the order it has already; what falls into the bucket whose turn it is (or before it: with several
 * processors, a host may go back in time) goes to a small heap; what lies beyond the ring to another. Bits above the buckets find the next that is used.
 *
 * @param width nanoseconds of a bucket at first, a power of two; it adapts to how full buckets are
 */
export function createNodeQueue(pool: NodePool, width = 64): NodeQueue {
  const heads = new Int32Array(buckets).fill(-1);
  const tails = new Int32Array(buckets);
  const used = new Int32Array(words);
  const usedWords = new Int32Array(words >> 5);
  const late = createNodeHeap(pool);
  const far = createNodeHeap(pool);
  const sorter = createSorter(pool);
  let inverse = 1 / width;
  /** The bucket whose turn it is: its slot in the ring, and where it starts and ends in time. */
  let slot = 0;
  let start = 0;
  let end = 0;
  let ringEnd = buckets * width;
  /** The sorted nodes of that bucket, and the next of them. */
  let at = 0;
  let count = 0;
  let loads = 0;
  let loaded = 0;
  let skipped = 0;

  function link(node: number): void {
    const bucket = (slot + Math.floor((pool.time[node] - start) * inverse)) & mask;
    pool.next[node] = -1;
    if (heads[bucket] < 0) {
      heads[bucket] = node;
      const word = bucket >> 5;
      used[word] |= 1 << (bucket & 31);
      usedWords[word >> 5] |= 1 << (word & 31);
    } else {
      pool.next[tails[bucket]] = node;
    }
    tails[bucket] = node;
  }

  /** The first used bucket from `from` to the end of the ring; -1 when none is. */
  function usedFrom(from: number): number {
    let word = from >> 5;
    let bits = used[word] & (-1 << (from & 31));
    if (bits === 0) {
      if (++word === words) return -1;
      let group = word >> 5;
      let groupBits = usedWords[group] & (-1 << (word & 31));
      while (groupBits === 0) {
        if (++group === usedWords.length) return -1;
        groupBits = usedWords[group];
      }
      word = (group << 5) + 31 - Math.clz32(groupBits & -groupBits);
      bits = used[word];
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }

  /** Turns to the next bucket that holds something; false when the queue is empty. */
  function turnOn(): boolean {
    while (far.time < ringEnd) link(far.pop());
    let next = usedFrom(slot);
    if (next < 0) next = usedFrom(0);
    if (next < 0) {
      if (far.length === 0) return false;
      start = Math.floor(far.time * inverse) * width;
      ringEnd = start + buckets * width;
      while (far.time < ringEnd) link(far.pop());
      next = slot;
    }
    const turns = (next - slot) & mask;
    start += turns * width;
    end = start + width;
    ringEnd = start + buckets * width;
    slot = next;
    const first = heads[slot];
    heads[slot] = -1;
    const word = slot >> 5;
    if ((used[word] &= ~(1 << (slot & 31))) === 0) usedWords[word >> 5] &= ~(1 << (word & 31));
    count = sorter.sort(first);
    at = 0;
    skipped += turns;
    loaded += sorter.steps;
    if ((++loads & 1023) === 0) adapt();
    return true;
  }

  /** Narrower buckets where sorting costs much, wider ones where too many are empty. */
  function adapt(): void {
    const steps = loaded / 1024;
    const empty = skipped / 1024;
    loaded = skipped = 0;
    if (steps > 64 && width > 1) resize(width / 4 < 1 ? 1 : width / 4);
    else if (empty > buckets / 4) resize(width * 4);
  }

  function resize(next: number): void {
    // The bucket whose turn it is has been taken out: it stays sorted, and what comes before its end is late.
    let from = usedFrom(0);
    let chain = -1;
    while (from >= 0) {
      for (let node = heads[from]; node >= 0;) {
        const following = pool.next[node];
        pool.next[node] = chain;
        chain = node;
        node = following;
      }
      heads[from] = -1;
      from = from + 1 < buckets ? usedFrom(from + 1) : -1;
    }
    used.fill(0);
    usedWords.fill(0);
    width = next;
    inverse = 1 / width;
    // Buckets that begin before the end of the sorted one would be passed over: the ring begins at that end.
    start = Math.floor(end * inverse) * width;
    slot = 0;
    ringEnd = start + buckets * width;
    while (chain >= 0) {
      const following = pool.next[chain];
      queue.push(chain);
      chain = following;
    }
  }

  const queue: NodeQueue = {
    push(node) {
      const time = pool.time[node];
      if (time < end) late.push(node);
      else if (time < ringEnd) link(node);
      else far.push(node);
    },
    pop() {
      while (at === count && late.length === 0) if (!turnOn()) return -1;
      if (at === count) return late.pop();
      const node = sorter.nodes[at];
      if (late.length > 0) {
        const time = pool.time[node];
        if (late.time < time || (late.time === time && late.order < pool.order[node])) return late.pop();
      }
      at++;
      return node;
    },
    leads(time, order) {
      if (time >= end) return false;
      if (late.time < time || (late.time === time && late.order < order)) return false;
      if (at === count) return true;
      const node = sorter.nodes[at];
      const other = pool.time[node];
      return time < other || (time === other && order < pool.order[node]);
    },
  };
  return queue;
}

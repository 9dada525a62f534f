import { createNodeHeap } from './node-heap.ts';
import type { NodePool } from './node-pool.ts';
import { createSorter } from './sorter.ts';

/** Buckets of a ring, powers of two. The least needs two levels of bits above it, 1024. */
const fewestBuckets = 4096;
const mostBuckets = 1 << 18;

/** ns that a bucket spans, powers of two: from the resolution of time up. */
const narrowest = 1 / 64;

/** Nodes that a bucket should hold. */
const perBucket = 4;

/** Pops between two looks at how well the ring fits. */
const lookEvery = 8192;

/** Pending nodes in order of time, and of first insertion at equal time. */
export interface Calendar {
  push(node: number): void;
  /** The first node, removed; -1 when there is none. */
  pop(): number;
  /** Whether time and order come before everything in the queue, as far as it can tell at once. */
  leads(time: number, order: number): boolean;
}

/**
 * A calendar queue, of both kernels: a ring of buckets, each a list in order of insertion and a span of time wide. A bucket is
 * sorted when its turn comes, which for ranks in step is the order it has already; what falls into the bucket whose turn it is
 * (or before it: with several processors, a host may go back in time) goes to a small heap; what lies beyond the ring to
 * another. Bits above the buckets find the next that is used. The ring adapts in both ways: its buckets' width to how much
 * there is to sort, their number to how much lies beyond.
 *
 * @param width ns of a bucket at first, a power of two
 */
export function createCalendar(pool: NodePool, width = 64): Calendar {
  let buckets = fewestBuckets;
  let inverse = 1 / width;
  let mask = buckets - 1;
  let heads = new Int32Array(buckets).fill(-1);
  let tails = new Int32Array(buckets);
  let used = new Int32Array(buckets >> 5);
  let usedWords = new Int32Array(buckets >> 10);
  const late = createNodeHeap(pool);
  const far = createNodeHeap(pool);
  const sorter = createSorter(pool);
  /** The bucket whose turn it is: its slot in the ring, and where it starts and ends in time. */
  let slot = 0;
  let start = 0;
  let end = 0;
  let ringEnd = buckets * width;
  /** The sorted nodes of that bucket, and the next of them. */
  let at = 0;
  let count = 0;
  let inRing = 0;
  /** Since the last look: nodes sorted and the steps it took, buckets that had a turn, and those passed over. */
  let sorted = 0;
  let steps = 0;
  let turns = 0;
  let skipped = 0;
  let lookAt = lookEvery;

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
    inRing++;
  }

  /** The first used bucket from `from` to the end of the ring; -1 when none is. */
  function usedFrom(from: number): number {
    let word = from >> 5;
    let bits = used[word] & (-1 << (from & 31));
    if (bits === 0) {
      if (++word === used.length) return -1;
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

  /** Turns to the next bucket that holds something; false when there is none. */
  function turnOn(): boolean {
    if (sorted >= lookAt) look();
    while (far.time < ringEnd) link(far.pop());
    if (inRing === 0) {
      if (far.length === 0) return false;
      start = Math.floor(far.time * inverse) * width;
      ringEnd = start + buckets * width;
      while (far.time < ringEnd) link(far.pop());
    }
    let next = usedFrom(slot);
    if (next < 0) next = usedFrom(0);
    const passed = (next - slot) & mask;
    start += passed * width;
    end = start + width;
    ringEnd = start + buckets * width;
    slot = next;
    const first = heads[slot];
    heads[slot] = -1;
    const word = slot >> 5;
    if ((used[word] &= ~(1 << (slot & 31))) === 0) usedWords[word >> 5] &= ~(1 << (word & 31));
    count = sorter.sort(first);
    at = 0;
    inRing -= count;
    sorted += count;
    steps += sorter.steps;
    turns++;
    skipped += passed;
    return true;
  }

  /** Narrower buckets where sorting is much work, wider ones where most are empty, more of them where much lies beyond the ring. */
  function look(): void {
    const pending = inRing + far.length;
    if (steps > 4 * sorted && width > narrowest) {
      const fitting = (perBucket * (turns + skipped) * width) / sorted;
      let next = width / 2;
      while (next > fitting && next > narrowest) next /= 2;
      resize(next, buckets);
    } else if (far.length > inRing && far.length > 256 && buckets < mostBuckets && buckets < 2 * pending) {
      let next = buckets * 4;
      while (next < pending && next < mostBuckets) next *= 2;
      resize(width, Math.min(mostBuckets, next));
    } else if (sorted < 2 * turns && skipped > 32 * turns) {
      resize(width * 4, buckets);
    }
    sorted = steps = turns = skipped = 0;
    // A change moves everything: it has to be worth it.
    lookAt = Math.max(lookEvery, pending >> 2);
  }

  function resize(nextWidth: number, nextBuckets: number): void {
    let chain = -1;
    let last = -1;
    for (let bucket = usedFrom(0); bucket >= 0; bucket = bucket + 1 < buckets ? usedFrom(bucket + 1) : -1) {
      if (last < 0) chain = heads[bucket];
      else pool.next[last] = heads[bucket];
      last = tails[bucket];
    }
    width = nextWidth;
    inverse = 1 / width;
    if (nextBuckets === buckets) {
      heads.fill(-1);
      used.fill(0);
      usedWords.fill(0);
    } else {
      buckets = nextBuckets;
      mask = buckets - 1;
      heads = new Int32Array(buckets).fill(-1);
      tails = new Int32Array(buckets);
      used = new Int32Array(buckets >> 5);
      usedWords = new Int32Array(buckets >> 10);
    }
    // All before the end of the bucket whose turn it was has been taken out; buckets that begin before it would be passed over.
    start = Math.floor(end * inverse) * width;
    slot = 0;
    inRing = 0;
    ringEnd = start + buckets * width;
    while (chain >= 0) {
      const following = pool.next[chain];
      push(chain);
      chain = following;
    }
  }

  function push(node: number): void {
    const time = pool.time[node];
    if (time < end) late.push(node);
    else if (time < ringEnd) link(node);
    else far.push(node);
  }

  return {
    push,
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
}

import type { NodePool } from './node-pool.ts';

/** Sorts a list of nodes by time and order into `nodes`. */
export interface Sorter {
  nodes: Int32Array;
  /** How many moves the last sorting took: 0 when the list was in order. */
  steps: number;
  /** Answers how many nodes the list has. */
  sort(first: number): number;
}

/** Lists up to this long are sorted by insertion. */
const short = 24;

/** A sorter with its own memory, which grows to the longest list. */
export function createSorter(pool: NodePool): Sorter {
  let times = new Float64Array(256);
  let orders = new Float64Array(256);
  let otherNodes: Int32Array = new Int32Array(256);
  let otherTimes = new Float64Array(256);
  let otherOrders = new Float64Array(256);

  function grow(): void {
    const size = times.length * 2;
    const old = { times, orders, nodes: sorter.nodes };
    (times = new Float64Array(size)).set(old.times);
    (orders = new Float64Array(size)).set(old.orders);
    (sorter.nodes = new Int32Array(size)).set(old.nodes);
    otherNodes = new Int32Array(size);
    otherTimes = new Float64Array(size);
    otherOrders = new Float64Array(size);
  }

  /** Insertion sort of a part that begins sorted up to `from`. */
  function insert(begin: number, from: number, end: number): void {
    const { nodes } = sorter;
    for (let i = from; i < end; i++) {
      const time = times[i];
      const order = orders[i];
      const node = nodes[i];
      let j = i;
      while (j > begin && (times[j - 1] > time || (times[j - 1] === time && orders[j - 1] > order))) {
        times[j] = times[j - 1];
        orders[j] = orders[j - 1];
        nodes[j] = nodes[j - 1];
        j--;
      }
      times[j] = time;
      orders[j] = order;
      nodes[j] = node;
      sorter.steps += i - j;
    }
  }

  /** Merges neighbours of `run` nodes into runs of twice the length, in the other arrays, and exchanges them. */
  function merge(count: number, run: number): void {
    const { nodes } = sorter;
    let to = 0;
    for (let begin = 0; begin < count; begin += 2 * run) {
      const middle = begin + run < count ? begin + run : count;
      const end = middle + run < count ? middle + run : count;
      let left = begin;
      let right = middle;
      while (to < end) {
        const takeLeft = left < middle && (right === end || times[left] < times[right] || (times[left] === times[right] && orders[left] < orders[right]));
        const from = takeLeft ? left++ : right++;
        otherTimes[to] = times[from];
        otherOrders[to] = orders[from];
        otherNodes[to++] = nodes[from];
      }
    }
    sorter.steps += count;
    [times, otherTimes] = [otherTimes, times];
    [orders, otherOrders] = [otherOrders, orders];
    sorter.nodes = otherNodes;
    otherNodes = nodes;
  }

  const sorter: Sorter = {
    nodes: new Int32Array(256), steps: 0,
    sort(first) {
      let count = 0;
      let sorted = 1;
      let lastTime = -Infinity;
      let lastOrder = 0;
      for (let node = first; node >= 0; node = pool.next[node]) {
        if (count === times.length) grow();
        const time = pool.time[node];
        const order = pool.order[node];
        times[count] = time;
        orders[count] = order;
        sorter.nodes[count] = node;
        if (sorted === count && (lastTime < time || (lastTime === time && lastOrder < order))) sorted++;
        lastTime = time;
        lastOrder = order;
        count++;
      }
      sorter.steps = 0;
      if (sorted >= count) return count;
      if (count <= short) {
        insert(0, sorted, count);
        return count;
      }
      for (let begin = 0; begin < count; begin += 16) insert(begin, begin + 1, begin + 16 < count ? begin + 16 : count);
      for (let run = 16; run < count; run *= 2) merge(count, run);
      return count;
    },
  };
  return sorter;
}

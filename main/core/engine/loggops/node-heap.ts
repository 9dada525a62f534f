import type { NodePool } from './node-pool.ts';

/** Nodes in order of time, and of first insertion at equal time: a 4-ary heap. */
export interface NodeHeap {
  length: number;
  /** The first node's time; infinite when empty. */
  time: number;
  /** The first node's order. */
  order: number;
  push(node: number): void;
  /** The first node, removed; only when there is one. */
  pop(): number;
}

/** An empty heap of nodes of a pool. A node's time and order must not change while it is in the heap. */
export function createNodeHeap(pool: NodePool, capacity = 64): NodeHeap {
  let times = new Float64Array(capacity);
  let orders = new Float64Array(capacity);
  let nodes = new Int32Array(capacity);

  function grow(): void {
    const size = nodes.length * 2;
    const old = { times, orders, nodes };
    (times = new Float64Array(size)).set(old.times);
    (orders = new Float64Array(size)).set(old.orders);
    (nodes = new Int32Array(size)).set(old.nodes);
  }

  const heap: NodeHeap = {
    length: 0, time: Infinity, order: 0,
    push(node) {
      if (heap.length === nodes.length) grow();
      const time = pool.time[node];
      const order = pool.order[node];
      let at = heap.length++;
      while (at > 0) {
        const parent = (at - 1) >> 2;
        const t = times[parent];
        if (t < time || (t === time && orders[parent] < order)) break;
        times[at] = t;
        orders[at] = orders[parent];
        nodes[at] = nodes[parent];
        at = parent;
      }
      times[at] = time;
      orders[at] = order;
      nodes[at] = node;
      heap.time = times[0];
      heap.order = orders[0];
    },
    pop() {
      const first = nodes[0];
      const last = --heap.length;
      if (last === 0) {
        heap.time = Infinity;
        return first;
      }
      const time = times[last];
      const order = orders[last];
      let at = 0;
      for (;;) {
        const child = (at << 2) + 1;
        if (child >= last) break;
        const end = child + 4 < last ? child + 4 : last;
        let least = child;
        let leastTime = times[child];
        for (let other = child + 1; other < end; other++) {
          const t = times[other];
          if (t < leastTime || (t === leastTime && orders[other] < orders[least])) {
            least = other;
            leastTime = t;
          }
        }
        if (leastTime > time || (leastTime === time && orders[least] > order)) break;
        times[at] = leastTime;
        orders[at] = orders[least];
        nodes[at] = nodes[least];
        at = least;
      }
      times[at] = time;
      orders[at] = order;
      nodes[at] = nodes[last];
      heap.time = times[0];
      heap.order = orders[0];
      return first;
    },
  };
  return heap;
}

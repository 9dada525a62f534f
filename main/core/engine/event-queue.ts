/**
 * Pending events in order of time, and of insertion at equal time: a 4-ary heap over parallel typed arrays, one write
 * per level. An event is two integers whose meaning the simulation knows. Memory never shrinks.
 */
export interface EventQueue {
  length: number;
  /** Of the event that `pop` removed last. */
  time: number;
  what: number;
  stamp: number;
  push(time: number, what: number, stamp: number): void;
  /** Removes the first event into `time`, `what` and `stamp`; false when empty. */
  pop(): boolean;
}

/** An empty queue. */
export function createEventQueue(capacity = 1024): EventQueue {
  let times = new Float64Array(capacity);
  let orders = new Float64Array(capacity);
  let whats = new Int32Array(capacity);
  let stamps = new Int32Array(capacity);
  let inserted = 0;

  function grow(): void {
    const size = times.length * 2;
    const old = { times, orders, whats, stamps };
    (times = new Float64Array(size)).set(old.times);
    (orders = new Float64Array(size)).set(old.orders);
    (whats = new Int32Array(size)).set(old.whats);
    (stamps = new Int32Array(size)).set(old.stamps);
  }

  const queue: EventQueue = {
    length: 0, time: 0, what: 0, stamp: 0,
    push(time, what, stamp) {
      if (queue.length === times.length) grow();
      let at = queue.length++;
      while (at > 0) {
        const parent = (at - 1) >> 2;
        if (times[parent] <= time) break;
        times[at] = times[parent];
        orders[at] = orders[parent];
        whats[at] = whats[parent];
        stamps[at] = stamps[parent];
        at = parent;
      }
      times[at] = time;
      orders[at] = inserted++;
      whats[at] = what;
      stamps[at] = stamp;
    },
    pop() {
      if (queue.length === 0) return false;
      queue.time = times[0];
      queue.what = whats[0];
      queue.stamp = stamps[0];
      const last = --queue.length;
      if (last === 0) return true;
      const time = times[last];
      const order = orders[last];
      let at = 0;
      for (;;) {
        const first = (at << 2) + 1;
        if (first >= last) break;
        const end = first + 4 < last ? first + 4 : last;
        let least = first;
        let leastTime = times[first];
        for (let child = first + 1; child < end; child++) {
          const t = times[child];
          if (t < leastTime || (t === leastTime && orders[child] < orders[least])) {
            least = child;
            leastTime = t;
          }
        }
        if (leastTime > time || (leastTime === time && orders[least] > order)) break;
        times[at] = leastTime;
        orders[at] = orders[least];
        whats[at] = whats[least];
        stamps[at] = stamps[least];
        at = least;
      }
      times[at] = time;
      orders[at] = order;
      whats[at] = whats[last];
      stamps[at] = stamps[last];
      return true;
    },
  };
  return queue;
}

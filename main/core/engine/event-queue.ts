import { createCalendar } from './loggops/calendar.ts';
import { createNodeHeap } from './loggops/node-heap.ts';
import { createNodePool, growNodePool } from './loggops/node-pool.ts';

/** Pending events in order of time, and of insertion at equal time. An event is two integers whose meaning the simulation knows. */
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

/** A heap is best up to here; above, the calendar. Each takes over well away from where the other does. */
const mostInHeap = 96;
const fewestInCalendar = 24;

/** An empty queue: a heap while few events are pending, a calendar queue whose width adapts while there are many. Memory never shrinks. */
export function createEventQueue(capacity = 1024): EventQueue {
  const pool = createNodePool(capacity);
  const heap = createNodeHeap(pool);
  const calendar = createCalendar(pool);
  let inHeap = true;
  let inserted = 0;

  function toCalendar(): void {
    inHeap = false;
    while (heap.length > 0) calendar.push(heap.pop());
  }

  function toHeap(): void {
    inHeap = true;
    for (let node = calendar.pop(); node >= 0; node = calendar.pop()) heap.push(node);
  }

  const queue: EventQueue = {
    length: 0, time: 0, what: 0, stamp: 0,
    push(time, what, stamp) {
      if (pool.free < 0) growNodePool(pool, pool.next.length * 2);
      const node = pool.free;
      pool.free = pool.next[node];
      pool.time[node] = time;
      pool.order[node] = inserted++;
      pool.operation[node] = what;
      pool.host[node] = stamp;
      queue.length++;
      if (inHeap) {
        heap.push(node);
        if (heap.length > mostInHeap) toCalendar();
      } else {
        calendar.push(node);
      }
    },
    pop() {
      if (queue.length === 0) return false;
      queue.length--;
      const node = inHeap ? heap.pop() : calendar.pop();
      queue.time = pool.time[node];
      queue.what = pool.operation[node];
      queue.stamp = pool.host[node];
      pool.next[node] = pool.free;
      pool.free = node;
      if (!inHeap && queue.length < fewestInCalendar) toHeap();
      return true;
    },
  };
  return queue;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNodePool, returnNode, takeNode } from './node-pool.ts';
import { createCalendar } from './calendar.ts';

describe('the calendar', () => {
  it.each([1, 64, 65_536])('pops by time and order, whatever is pushed meanwhile, from buckets of %d ns', (width) => {
    const delay = fc.oneof(fc.nat(3), fc.nat(5000), fc.nat(50_000_000), fc.constant(-700), fc.constant(0.25));
    fc.assert(fc.property(fc.array(fc.tuple(delay, fc.nat(4)), { maxLength: 400 }), (pushes) => {
      const pool = createNodePool(4);
      const queue = createCalendar(pool, width);
      const pending: { time: number; order: number }[] = [];
      let now = 0;
      let order = 0;
      const pop = (): void => {
        pending.sort((a, b) => a.time - b.time || a.order - b.order);
        const expected = pending.shift();
        const node = queue.pop();
        expect(node < 0 ? undefined : { time: pool.time[node], order: pool.order[node] }).toEqual(expected);
        if (node < 0) return;
        now = pool.time[node];
        returnNode(pool, node);
      };
      for (const [after, pops] of pushes) {
        const node = takeNode(pool);
        pool.time[node] = Math.max(0, now + after);
        pool.order[node] = order++;
        const leads = queue.leads(pool.time[node], pool.order[node]);
        if (leads) expect(pending.every(({ time }) => time > pool.time[node])).toBe(true);
        pending.push({ time: pool.time[node], order: pool.order[node] });
        queue.push(node);
        for (let i = 0; i < pops - 1; i++) pop();
      }
      while (pending.length > 0) pop();
      expect(queue.pop()).toBe(-1);
    }), { numRuns: 300 });
  });

  it('adapts to very many at a time and to very few', () => {
    for (const spread of [1, 1000, 1e9]) {
      const pool = createNodePool();
      const queue = createCalendar(pool, 64);
      let random = 7;
      const push = (from: number, order: number): void => {
        random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 1;
        const node = takeNode(pool);
        pool.time[node] = from + (random % 1000) * spread;
        pool.order[node] = order;
        queue.push(node);
      };
      for (let i = 0; i < 3000; i++) push(0, i);
      let last = 0;
      let lastOrder = 0;
      let ordered = true;
      for (let i = 3000; i < 100_000; i++) {
        const node = queue.pop();
        ordered &&= pool.time[node] > last || (pool.time[node] === last && pool.order[node] >= lastOrder);
        last = pool.time[node];
        lastOrder = pool.order[node];
        returnNode(pool, node);
        push(last, i);
      }
      expect(ordered).toBe(true);
    }
  });
});

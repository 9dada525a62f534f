import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEventQueue } from './event-queue.ts';
import { seeded } from './testing/property.ts';

/** Push at a time, or pop. Few distinct times, so that many are equal. */
const operation = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }) }, { weight: 2, arbitrary: fc.constant('pop' as const) });

describe('the event queue', () => {
  test('gives events in order of time, and of insertion at equal time', () => {
    fc.assert(fc.property(fc.array(operation, { maxLength: 400 }), (operations) => {
      const queue = createEventQueue(4);
      const model: { readonly time: number; readonly what: number }[] = [];
      const pop = (): void => {
        let first = 0;
        for (let i = 1; i < model.length; i++) if (model[i].time < model[first].time) first = i;
        const [expected] = model.splice(first, 1);
        expect(queue.pop()).toBe(expected !== undefined);
        if (expected !== undefined) expect([queue.time, queue.what, queue.stamp]).toEqual([expected.time, expected.what, -expected.what - 1]);
      };
      operations.forEach((o, i) => {
        if (o === 'pop') return pop();
        queue.push(o, i, -i - 1);
        model.push({ time: o, what: i });
      });
      while (model.length > 0) pop();
      expect(queue.length).toBe(0);
      expect(queue.pop()).toBe(false);
    }), seeded(300));
  });

  test('keeps that order with thousands pending, in lockstep, spread out and far ahead, while it grows and shrinks', () => {
    const gap = fc.oneof(fc.constant(0), fc.constantFrom(0.5, 150, 20_000), fc.integer({ min: 0, max: 640 }).map((ticks) => ticks / 64), fc.integer({ min: 0, max: 1 << 30 }));
    const phases = fc.array(fc.record({ pushes: fc.integer({ min: 0, max: 3000 }), pops: fc.integer({ min: 0, max: 3000 }), gaps: fc.array(gap, { minLength: 1, maxLength: 7 }) }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(phases, (list) => {
      const queue = createEventQueue(4);
      const oracle = createOracle();
      const pop = (): void => {
        const expected = oracle.pop();
        expect(queue.pop()).toBe(expected !== undefined);
        if (expected !== undefined && (queue.time !== expected.time || queue.what !== expected.what)) expect([queue.time, queue.what]).toEqual([expected.time, expected.what]);
      };
      let number = 0;
      for (const { pushes, pops, gaps } of list) {
        for (let i = 0; i < Math.max(pushes, pops); i++) {
          if (i < pushes) {
            const time = queue.time + gaps[i % gaps.length];
            queue.push(time, number, 0);
            oracle.push(time, number++);
          }
          if (i < pops) pop();
        }
      }
      while (queue.length > 0) pop();
      expect(oracle.pop()).toBe(undefined);
    }), seeded(25));
  });

  test('keeps fractions of a nanosecond apart', () => {
    const queue = createEventQueue();
    queue.push(1e14 + 1 / 64, 2, 0);
    queue.push(1e14, 1, 0);
    queue.pop();
    expect([queue.time, queue.what]).toEqual([1e14, 1]);
  });
});

/** The same order from a sorted list. */
function createOracle() {
  const list: { readonly time: number; readonly what: number }[] = [];
  return {
    push(time: number, what: number): void {
      let low = 0;
      let high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle].time > time) low = middle + 1;
        else high = middle;
      }
      // Later events stand first, and of equal ones those that came later.
      list.splice(low, 0, { time, what });
    },
    pop: () => list.pop(),
  };
}

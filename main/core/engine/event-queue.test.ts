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

  test('keeps fractions of a nanosecond apart', () => {
    const queue = createEventQueue();
    queue.push(1e14 + 1 / 64, 2, 0);
    queue.push(1e14, 1, 0);
    queue.pop();
    expect([queue.time, queue.what]).toEqual([1e14, 1]);
  });
});

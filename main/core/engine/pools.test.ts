import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createItems, inItem, returnItem, takeItem } from './items.ts';
import { createMarks, returnBlock, takeBlock } from './marks.ts';
import { createMessages, inMessage, returnMessage, takeMessage } from './messages.ts';
import { createProfile } from './profile.ts';
import { path } from './testing/run-input.ts';
import { seeded } from './testing/property.ts';

/** A number takes something, a fraction gives back what stands there among what is taken. */
const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 1000 });

describe('a pool', () => {
  test('of items never gives out what is in use, and takes everything back', () => {
    const profile = createProfile(path(), 'other-host', 1, {});
    fc.assert(fc.property(steps, (list) => {
      const items = createItems([]);
      const held: number[] = [];
      for (const step of list) {
        if (step >= 1) {
          const item = takeItem(items, step, 1, 2, 3, profile);
          expect(held).not.toContain(item);
          expect([items.int[item | inItem.message], items.int[item | inItem.slot], items.int[item | inItem.from], items.int[item | inItem.to], items.int[item | inItem.position], items.int[item | inItem.next]]).toEqual([step, 1, 2, 3, 0, -1]);
          held.push(item);
        } else if (held.length > 0) {
          returnItem(items, held.splice(Math.floor(step * held.length), 1)[0]);
        }
        expect(items.inUse).toBe(held.length);
      }
    }), seeded(100));
  });

  test('of messages grows without losing what it holds, and tells two lives of an entry apart', () => {
    const messages = createMessages([]);
    const taken = Array.from({ length: 500 }, () => takeMessage(messages));
    expect(new Set(taken).size).toBe(500);
    taken.forEach((m, i) => { messages.int[m | inMessage.tag] = i; });
    const more = Array.from({ length: 5000 }, () => takeMessage(messages));
    expect(new Set([...taken, ...more]).size).toBe(5500);
    taken.forEach((m, i) => { expect(messages.int[m | inMessage.tag]).toBe(i); });
    const serial = messages.int[taken[7] | inMessage.serial];
    returnMessage(messages, taken[7]);
    expect(takeMessage(messages)).toBe(taken[7]);
    expect(messages.int[taken[7] | inMessage.serial]).not.toBe(serial);
  });

  test('of marks gives blocks that do not overlap, and uses what came back before it grows', () => {
    fc.assert(fc.property(steps, (list) => {
      const marks = createMarks();
      const held: { readonly start: number; readonly count: number }[] = [];
      for (const step of list) {
        if (step >= 1) {
          const count = step * 7;
          const start = takeBlock(marks, count);
          for (const other of held) expect(start + count <= other.start || other.start + other.count <= start).toBe(true);
          expect(start + count).toBeLessThanOrEqual(marks.arrived.length);
          held.push({ start, count });
        } else if (held.length > 0) {
          const [{ start, count }] = held.splice(Math.floor(step * held.length), 1);
          returnBlock(marks, start, count);
          const end = marks.end;
          expect(takeBlock(marks, count)).toBe(start);
          returnBlock(marks, start, count);
          expect(marks.end).toBe(end);
        }
      }
    }), seeded(100));
  });
});

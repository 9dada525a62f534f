import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from './testing/property.ts';
import { addKey, createWaitingKeys, nextKeyFrom, removeKey } from './waiting-keys.ts';

test('the next key is the one that a search of all keys finds', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 150 }), fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 1, maxLength: 80 }), (keys, changes) => {
    const waiting = createWaitingKeys(keys);
    const known = new Set<number>();
    for (const [number, joins] of changes) {
      const key = number % keys;
      if (joins) {
        addKey(waiting, key);
        known.add(key);
      } else {
        removeKey(waiting, key);
        known.delete(key);
      }
      if (known.size === 0) continue;
      const from = (number * 7) % (keys + 1);
      const order = Array.from({ length: keys }, (_, i) => (from + i) % keys);
      expect(nextKeyFrom(waiting, from)).toBe(order.find((candidate) => known.has(candidate)));
    }
  }), seeded(300));
});

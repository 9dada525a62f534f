import type { Cost } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cumulativeCost, segmentCost, type UnitSizes } from './cost.ts';
import { seeded } from './testing/property.ts';
import { toTicks } from './time.ts';

const units: UnitSizes = { segmentBytes: 1000, frameBytes: 300 };

const amount = fc.double({ min: 0, max: 5000, noNaN: true });
const linear: fc.Arbitrary<Cost> = fc.record({
  fixedNs: amount, perUnitNs: amount, unit: fc.constantFrom('operation' as const, 'segment' as const, 'frame' as const), perPageNs: amount,
  perByteNs: fc.double({ min: 0, max: 3, noNaN: true }),
});
const table: fc.Arbitrary<Cost> = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 900, noNaN: true })), { minLength: 2, maxLength: 6 })
  .map((steps) => {
    let bytes = -1;
    let ns = 0;
    return { table: steps.map(([more, cost]) => [(bytes += more), (ns += cost)] as const) };
  });

describe('cumulative cost', () => {
  test.each<[string, Cost, number, number]>([
    ['nothing', {}, 5000, 0],
    ['a fixed part', { fixedNs: 70 }, 5000, 70],
    ['a unit of nothing', { perUnitNs: 10 }, 0, 10],
    ['begun segments', { perUnitNs: 10 }, 2001, 30],
    ['begun frames', { perUnitNs: 10, unit: 'frame' }, 601, 30],
    ['one operation', { perUnitNs: 10, unit: 'operation' }, 1e6, 10],
    ['begun pages', { perPageNs: 4 }, 8193, 12],
    ['no page of nothing', { perPageNs: 4 }, 0, 0],
    ['bytes', { perByteNs: 0.25 }, 1000, 250],
    ['all of it', { fixedNs: 1, perUnitNs: 2, perPageNs: 3, perByteNs: 4 }, 4097, 1 + 5 * 2 + 2 * 3 + 4097 * 4],
    ['below a table', { table: [[10, 5], [20, 15]] }, 3, 5],
    ['in a table', { table: [[10, 5], [20, 15], [40, 15]] }, 15, 10],
    ['on a row of a table', { table: [[10, 5], [20, 15], [40, 15]] }, 40, 15],
    ['beyond a table', { table: [[10, 5], [20, 15]] }, 30, 25],
  ])('counts %s', (_, cost, bytes, expected) => {
    expect(cumulativeCost(cost, bytes, units)).toBe(expected);
  });
});

describe('cost of segments', () => {
  test('adds up to the same total however the message is cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(fc.oneof(linear, table), cuts, (cost, sizes) => {
      let from = 0;
      let sum = 0;
      for (const size of sizes) {
        const ns = segmentCost(cost, from, from + size, from === 0, units);
        expect(ns).toBeGreaterThanOrEqual(0);
        expect(toTicks(ns)).toBe(ns);
        sum += ns;
        from += size;
      }
      expect(sum).toBe(toTicks(cumulativeCost(cost, from, units)));
    }), seeded(500));
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addBothAt, addSpan, createTimeBins } from './time-bins.ts';
import { seeded } from './testing/property.ts';

const moment = fc.integer({ min: 0, max: 1 << 30 }).map((ticks) => ticks / 64);

test('bins hold every nanosecond once, in its interval, however often they were halved', () => {
  fc.assert(fc.property(fc.array(fc.tuple(moment, moment), { minLength: 1, maxLength: 30 }), (spans) => {
    const bins = createTimeBins(8, 2);
    for (const [from, to] of spans) {
      addSpan(bins, from, to, 0);
      addBothAt(bins, to, 0, 1);
    }
    for (let bin = 0; bin < bins.bins; bin++) {
      const [low, high] = [bin * bins.binNs, (bin + 1) * bins.binNs];
      const inside = (a: number, b: number): number => Math.max(0, Math.min(b, high) - Math.max(a, low));
      expect(bins.values[bin * 2]).toBe(spans.reduce((sum, [from, to]) => sum + (to < from ? -inside(to, from) : inside(from, to)), 0));
      expect(bins.values[bin * 2 + 1]).toBe(spans.filter(([, to]) => to >= low && to < high).length);
    }
    expect(bins.used).toBe(Math.floor(Math.max(...spans.flat()) / bins.binNs) + 1);
  }), seeded(300));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countValue, createLogHistogram, doublings, quantile } from './log-histogram.ts';
import { seeded } from './testing/property.ts';

const value = fc.oneof(fc.nat({ max: 200 }), fc.nat(), fc.maxSafeNat());

test('a quantile is within 1.6 % of the value that has its rank', () => {
  fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.constantFrom(0, 0.01, 0.5, 0.9, 0.99, 1), (values, share) => {
    const histogram = createLogHistogram();
    for (const v of values) countValue(histogram, v);
    const exact = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1];
    expect(Math.abs(quantile(histogram, share) - exact)).toBeLessThanOrEqual(exact / 62);
    expect(histogram.total).toBe(values.length);
  }), seeded(500));
});

test('doublings are those of the binary logarithm', () => {
  for (let e = 0; e <= 52; e++) {
    const power = Number(1n << BigInt(e));
    expect(doublings(power)).toBe(e);
    if (e > 0) expect(doublings(power - 1)).toBe(e - 1);
  }
});

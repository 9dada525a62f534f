import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from './testing/property.ts';
import { longestRunNs, toTicks } from './time.ts';

test('ticks are the nearest multiples of 1/64 ns', () => {
  expect([0, 0.007, 0.008, 1, 1.01, 1e9 + 0.5].map(toTicks)).toEqual([0, 0, 1 / 64, 1, 1 + 1 / 64, 1e9 + 0.5]);
});

test('sums of ticks are exact up to the longest run, in any order', () => {
  const ticks = fc.array(fc.double({ min: 0, max: longestRunNs / 64, noNaN: true }).map(toTicks), { minLength: 2, maxLength: 60 });
  fc.assert(fc.property(ticks, (times) => {
    const forward = times.reduce((sum, ns) => sum + ns, 0);
    const backward = times.reduceRight((sum, ns) => sum + ns, 0);
    const exact = times.reduce((sum, ns) => sum + BigInt(ns * 64), 0n);
    expect(forward).toBe(backward);
    expect(BigInt(forward * 64)).toBe(exact);
  }), seeded(200));
});

test('the longest run is 39 hours, and a tick more or less still differs there', () => {
  expect(Math.floor(longestRunNs / 3.6e12)).toBe(39);
  expect(longestRunNs - 1 / 64).toBeLessThan(longestRunNs);
});

import { describe, expect, it } from 'vitest';
import { ratioOf, relativeDeviation } from './difference.ts';

const slower = { of: 'time', way: 'more' } as const;
const saved = { of: 'time', way: 'less' } as const;

describe('a percentage that says how far one run is from another', () => {
  it('stands for a ratio', () => {
    expect([ratioOf(20, slower), ratioOf(80, saved), ratioOf(5)]).toEqual([1.2, expect.closeTo(0.2, 12), 5]);
  });

  it('is off by what the ratio is off by', () => {
    expect(relativeDeviation(16.65, [20, 20], slower)).toBeCloseTo(1.1665 / 1.2 - 1, 12);
    expect(relativeDeviation(90, [80, 80], saved)).toBeCloseTo(-0.5, 12);
  });

  it('may be a range, in either direction', () => {
    expect(relativeDeviation(1, [0, 2], saved)).toBe(0);
    expect(relativeDeviation(4, [0, 2], saved)).toBeCloseTo(0.96 / 0.98 - 1, 12);
    expect(relativeDeviation(-1, [0, 2], saved)).toBeCloseTo(0.01, 12);
  });
});

it('other figures are off by their own share', () => {
  expect(relativeDeviation(110, [100, 100])).toBeCloseTo(0.1, 12);
  expect([relativeDeviation(105, [100, 110]), relativeDeviation(9000, [10_000, Number.MAX_VALUE])]).toEqual([0, expect.closeTo(-0.1, 12)]);
});

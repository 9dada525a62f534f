import { describe, expect, test } from 'vitest';
import { createRandom } from './random.ts';

const draw = (seed: number, stream: number, count: number): number[] => {
  const random = createRandom(seed, stream);
  return Array.from({ length: count }, () => random.next());
};

describe('the seeded source', () => {
  test('gives values that never change', () => {
    expect(draw(1, 0, 4).map((x) => x * 2 ** 32)).toMatchInlineSnapshot(`
      [
        681779893,
        2677563312,
        233818383,
        2761396662,
      ]
    `);
    expect(draw(2 ** 40 + 7, -2, 2).map((x) => x * 2 ** 32)).toMatchInlineSnapshot(`
      [
        2372607128,
        3142710297,
      ]
    `);
  });

  test('is uniform in [0, 1) and triangular in (-1, 1)', () => {
    const values = draw(5, 3, 50_000);
    expect(Math.min(...values.slice(0, 10_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 10_000))).toBeLessThan(1);
    const tenths = Array.from({ length: 10 }, (_, i) => values.filter((x) => Math.floor(x * 10) === i).length);
    for (const count of tenths) expect(Math.abs(count - 5000)).toBeLessThan(300);
    const random = createRandom(5, 4);
    const triangular = Array.from({ length: 50_000 }, () => random.triangular());
    expect(triangular.every((x) => x > -1 && x < 1)).toBe(true);
    expect(Math.abs(triangular.reduce((sum, x) => sum + x, 0) / triangular.length)).toBeLessThan(0.01);
    // Half of a triangle lies within 1 - sqrt(1/2) of its middle.
    expect(Math.abs(triangular.filter((x) => Math.abs(x) < 1 - Math.sqrt(0.5)).length / triangular.length - 0.5)).toBeLessThan(0.01);
  });

  test('has streams and seeds that do not look alike', () => {
    const sources = [[1, 0], [1, 1], [1, 2], [1, -2], [2, 0], [2, 1], [2 ** 32 + 1, 0]].map(([seed, stream]) => draw(seed, stream, 20_000));
    sources.forEach((a, i) => sources.slice(i + 1).forEach((b) => {
      const covariance = a.reduce((sum, x, k) => sum + (x - 0.5) * (b[k] - 0.5), 0) / a.length;
      expect(Math.abs(covariance * 12)).toBeLessThan(0.03);
    }));
  });
});

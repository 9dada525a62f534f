import fc from 'fast-check';
import { sampleVariance, mean as simpleMean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { allEqual, estimateMean, log10, log2, mean, pow10, ratioEstimate, studentQuantile, variance } from './index.ts';

const seed = 20100601;
console.info(`statistics.test: fast-check seed ${seed}`);
const positive = fc.double({ min: 1e-3, max: 1e9, noNaN: true });

describe('studentQuantile', () => {
  it.each([[1, 12.7062], [2, 4.30265], [4, 2.77645], [10, 2.22814], [29, 2.04523], [30, 2.04227], [40, 2.02108], [60, 2.0003], [120, 1.97993], [1e9, 1.95996]])(
    'is the tabled 97.5%% quantile for %d degrees of freedom', (freedom, quantile) => {
      expect(studentQuantile(freedom)).toBeCloseTo(quantile, 4);
    });

  it('falls all the way, also between whole numbers and over the seam at 30', () => {
    let before = Infinity;
    for (let freedom = 1; freedom < 60; freedom += 0.25) {
      const quantile = studentQuantile(freedom);
      expect(quantile).toBeLessThan(before);
      before = quantile;
    }
    // Welch gives broken degrees of freedom: 5.5 has quantile 2.5028.
    expect(studentQuantile(5.5)).toBeCloseTo(2.5028, 2);
  });
});

describe('estimateMean', () => {
  it('gives the interval of a worked example', () => {
    // n = 5, mean 10, s = √2.5, standard error √0.5: 10 ± 2.776445 × 0.707107.
    const estimate = estimateMean([8, 9, 10, 11, 12]);
    expect(estimate.spread).toBe('replicates');
    expect(estimate.low).toBeCloseTo(10 - 1.963243, 5);
    expect(estimate.high).toBeCloseTo(10 + 1.963243, 5);
  });

  it.each([[[7]], [[7, 7, 7]], [[0.1 + 0.2, 0.3]]])('has no interval where nothing varies: %j', (samples) => {
    const estimate = estimateMean(samples);
    expect(estimate.spread).toBe('none');
    expect(estimate.low).toBeUndefined();
    expect(estimate.high).toBeUndefined();
  });

  it('agrees with simple-statistics, and the interval holds the mean', () => {
    fc.assert(fc.property(fc.array(positive, { minLength: 2, maxLength: 30 }), (samples) => {
      const scale = Math.max(...samples);
      expect(Math.abs(mean(samples) - simpleMean(samples)) / scale).toBeLessThan(1e-12);
      expect(Math.abs(variance(samples) - sampleVariance(samples)) / (scale * scale)).toBeLessThan(1e-10);
      const estimate = estimateMean(samples);
      if (estimate.low !== undefined && estimate.high !== undefined) {
        expect(estimate.low).toBeLessThanOrEqual(estimate.mean);
        expect(estimate.high).toBeGreaterThanOrEqual(estimate.mean);
        expect(allEqual(samples)).toBe(false);
      }
    }), { seed });
  });
});

describe('ratioEstimate', () => {
  it('finds the paired interval of a worked example', () => {
    // Differences of 5 pairs at ratio r: Fieller's roots, computed by hand from the sums below.
    const over = [20, 22, 19, 21, 18];
    const under = [10, 11, 9.8, 10.2, 9];
    const { ratio, low, high } = ratioEstimate(over, under, true);
    expect(ratio).toBe(2);
    for (const bound of [low ?? NaN, high ?? NaN]) {
      const rests = over.map((value, index) => value - bound * (under[index] ?? NaN));
      // At the bound the t statistic of the rests is the quantile itself.
      expect(Math.abs(mean(rests)) / Math.sqrt(variance(rests) / 5)).toBeCloseTo(2.776445, 4);
    }
  });

  it('is narrower paired than unpaired where the pairs share their noise', () => {
    const under = [10, 12, 9, 11, 8];
    const over = under.map((value, index) => value * 1.5 + index * 0.01);
    const width = (paired: boolean): number => {
      const { low, high } = ratioEstimate(over, under, paired);
      return (high ?? Infinity) - (low ?? 0);
    };
    expect(width(true)).toBeLessThan(width(false) / 10);
  });

  it('says the same of a ratio and its inverse', () => {
    const pair = fc.integer({ min: 2, max: 8 }).chain((length) => fc.tuple(
      fc.array(fc.double({ min: 50, max: 100, noNaN: true }), { minLength: length, maxLength: length }),
      fc.array(fc.double({ min: 50, max: 100, noNaN: true }), { minLength: length, maxLength: length }), fc.boolean()));
    fc.assert(fc.property(pair, ([over, under, paired]) => {
      fc.pre(!allEqual(over) || !allEqual(under));
      const there = ratioEstimate(over, under, paired);
      const back = ratioEstimate(under, over, paired);
      expect(there.ratio * back.ratio).toBeCloseTo(1, 10);
      expect(there.low === undefined).toBe(back.low === undefined);
      if (there.low !== undefined && there.high !== undefined && back.low !== undefined && back.high !== undefined) {
        expect(there.low * back.high).toBeCloseTo(1, 6);
        expect(there.high * back.low).toBeCloseTo(1, 6);
        expect(there.low).toBeLessThanOrEqual(there.ratio * (1 + 1e-12));
        expect(there.high).toBeGreaterThanOrEqual(there.ratio * (1 - 1e-12));
      }
    }), { seed });
  });

  it('gives no interval where the denominator may be zero', () => {
    expect(ratioEstimate([10, 11], [1, 100], false).low).toBeUndefined();
  });
});

describe('logarithms', () => {
  it('agree with the machine to 1e-13', () => {
    fc.assert(fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
      expect(Math.abs(log2(value) - Math.log2(value))).toBeLessThan(1e-13 * Math.max(1, Math.abs(Math.log2(value))));
      expect(Math.abs(log10(value) - Math.log10(value))).toBeLessThan(1e-13 * Math.max(1, Math.abs(Math.log10(value))));
    }), { seed });
  });

  it('are exact on powers of two', () => {
    for (let exponent = -60; exponent <= 60; exponent += 1) expect(log2(exponent < 0 ? 1 / 2 ** -exponent : 2 ** exponent)).toBe(exponent);
    expect(pow10(6)).toBe(1e6);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayUnit, formatBeside, formatBitRate, formatBytes, formatNumber, formatPercent, formatQuantity, formatShort, linearTicks, logTicks, sharedUnit } from './index.ts';

const seed = 20100604;
console.info(`units.test: fast-check seed ${seed}`);
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('formatQuantity', () => {
  it.each([
    [4876, 'ns', '4.88 µs'], [999.4, 'ns', '999 ns'], [999.96, 'ns', '1.00 µs'], [1e9, 'ns', '1.00 s'], [0, 'ns', '0 ns'], [0.5, 'ns', '0.500 ns'],
    [1.2376e9, 'B/s', '1.24 GB/s'], [884.75e6, 'B/s', '885 MB/s'], [65536, 'B', '64 KiB'], [1, 'B', '1 B'], [1536 * 1048576, 'B', '1.50 GiB'],
    [0.4667, '1', '0.467'], [12, 'messages', '12.0 messages'],
  ] as const)('%d %s is %s', (value, unit, text) => { expect(plain(formatQuantity({ value, unit }))).toBe(text); });
});

describe('formatNumber', () => {
  it.each([[12345678.9, '12\u202f345\u202f679'], [1234, '1234'], [0.00012345, '0.000123'], [9.996, '10.0'], [-0.5, '−0.500'], [0, '0'], [Infinity, '∞'], [NaN, 'not a number']])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('is never off by more than half of its last digit, and has no exponent', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), fc.integer({ min: 1, max: 6 }), (value, digits) => {
      const text = formatNumber(value, digits).replaceAll('\u202f', '');
      expect(text).toMatch(/^\d+(\.\d+)?$/);
      expect(Math.abs(Number(text) - value) / value).toBeLessThanOrEqual(0.5 * 10 ** (1 - digits) + 1e-12);
    }), { seed });
  });
});

it('writes shares, sizes and rates for sentences', () => {
  expect(plain(formatPercent(0.2))).toBe('20 %');
  expect(plain(formatPercent(7 / 15))).toBe('46.7 %');
  expect(plain(formatBytes(100000))).toBe('97.7 KiB');
  expect(plain(formatBitRate(1e10))).toBe('10 Gbit/s');
  expect(formatShort(2.5)).toBe('2.5');
  expect(formatShort(100)).toBe('100');
});

it('does not spell out what is invisible beside the largest', () => {
  expect(formatBeside(0.00000061, 2.3)).toBe('< 0.001');
  expect(formatBeside(0.0656, 2.3)).toBe('0.066');
  expect(formatBeside(2.3, 2.3)).toBe('2.30');
  expect(formatBeside(0, 2.3)).toBe('0');
});

it('chooses one unit for a column', () => {
  expect(sharedUnit('B/s', [426e6, 1238e6]).label).toBe('MB/s');
  expect(sharedUnit('ns', [6e8, 1.7e9]).label).toBe('ms');
  expect(sharedUnit('ns', [6e8, 14e9]).label).toBe('s');
  expect(sharedUnit('ns', [1, 5]).label).toBe('ns');
  expect(sharedUnit('ns', []).label).toBe('ns');
  expect(displayUnit('1', 5)).toEqual({ label: '', divisor: 1 });
});

describe('ticks', () => {
  it('are round and bound the data', () => {
    expect(linearTicks(0, 1.77)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(linearTicks(0, 0.3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(logTicks(4.9, 3600)).toEqual([1, 10, 100, 1000, 10000]);
    fc.assert(fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (high) => {
      const ticks = linearTicks(0, high);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high * (1 - 1e-6));
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }), { seed });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuantity, writeQuantity, type Dimension } from './quantity.ts';

const seed = 20_261_120;

describe('readQuantity', () => {
  it.each([
    ['16 KiB', 'bytes', 16_384], ['16KiB', 'bytes', 16_384], ['1.5 MiB', 'bytes', 1_572_864], ['9 kB', 'bytes', 9000], [512, 'bytes', 512], ['512', 'bytes', 512],
    ['10 Gb/s', 'bitsPerSecond', 1e10], ['10 Gbit/s', 'bitsPerSecond', 1e10], ['2.5 GB/s', 'bytesPerSecond', 2.5e9],
    ['2.0 GHz', 'hertz', 2e9], ['1.1 GHz', 'hertz', 1_100_000_000], ['50 us', 'nanoseconds', 50_000], ['50 µs', 'nanoseconds', 50_000], ['0.3 ms', 'nanoseconds', 300_000],
    ['5 %', 'fraction', 0.05], ['35 %', 'fraction', 0.35], ['1.5 GiB', 'mebibytes', 1536], ['1e3 ns', 'nanoseconds', 1000],
  ] as const)('reads %s as %s', (input, dimension, value) => {
    expect(readQuantity(input, dimension)).toEqual({ ok: true, value });
  });

  it.each([['16 kib', 'bytes'], ['10 GHz', 'bytes'], ['ten', 'bytes'], ['', 'bytes'], ['1e999', 'bytes'], ['5 constructor', 'fraction'], ['1 2', 'bytes']] as const)(
    'refuses %s', (input, dimension) => {
      const reading = readQuantity(input, dimension);
      expect(reading.ok).toBe(false);
      if (!reading.ok) expect(reading.hint).toMatch(/plain number/);
    });

  it('refuses numbers that are not finite', () => {
    expect(readQuantity(Number.NaN, 'bytes').ok).toBe(false);
    expect(readQuantity(Number.POSITIVE_INFINITY, 'bytes').ok).toBe(false);
  });
});

describe('writeQuantity', () => {
  it('prefers the largest unit that is exact and short', () => {
    expect([writeQuantity(65_536, 'bytes'), writeQuantity(9000, 'bytes'), writeQuantity(1e10, 'bitsPerSecond'), writeQuantity(0.01, 'fraction'), writeQuantity(0, 'bytes')])
      .toEqual(['64 KiB', '9000 B', '10 Gb/s', '1 %', 0]);
  });

  it('is read back as the same number', () => {
    const dimensions = fc.constantFrom<Dimension[]>('bytes', 'mebibytes', 'bitsPerSecond', 'bytesPerSecond', 'hertz', 'nanoseconds', 'fraction');
    fc.assert(fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), fc.nat()), dimensions, (value, dimension) => {
      expect(readQuantity(writeQuantity(value, dimension), dimension)).toEqual({ ok: true, value });
    }), { seed });
  });
});

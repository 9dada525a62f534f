import { describe, expect, it } from 'vitest';
import { readRange } from './range.ts';

describe('readRange', () => {
  it('doubles, steps, and includes an end that the steps meet', () => {
    expect(readRange('1 B .. 64 B x2', 'bytes')).toEqual({ ok: true, values: [1, 2, 4, 8, 16, 32, 64] });
    expect(readRange('1 KiB .. 5 KiB ×4', 'bytes')).toEqual({ ok: true, values: [1024, 4096] });
    expect(readRange('2 .. 8 +2', 'bytes')).toEqual({ ok: true, values: [2, 4, 6, 8] });
  });

  it('puts neighbours beside every value, as NetPIPE does', () => {
    expect(readRange('16 B .. 64 B x2 ±3', 'bytes')).toEqual({ ok: true, values: [13, 16, 19, 29, 32, 35, 61, 64, 67] });
    expect(readRange('1 .. 4 x2 +- 1 B', 'bytes')).toEqual({ ok: true, values: [1, 2, 3, 4, 5] });
    expect(readRange('1 .. 4 x2 ± dog', 'bytes')).toMatchObject({ ok: false });
  });

  it('is not meant by other words', () => {
    expect(readRange('16 KiB', 'bytes')).toBeUndefined();
    expect(readRange('inter', 'bytes')).toBeUndefined();
  });

  it.each(['4 .. 1 x2', '0 .. 8 x2', '1 .. 8 x1', '1 .. 8 +0', '1 .. 1 GiB +1', '1 .. 8 xx', '1 dog .. 8 x2'])('refuses %s', (text) => {
    expect(readRange(text, 'bytes')).toMatchObject({ ok: false });
  });
});

import { describe, expect, it } from 'vitest';
import { placeLabel } from './point-labels.ts';

const area = { left: 0, right: 200 };

describe('placeLabel', () => {
  it('writes right of the point, and left of it at the right edge', () => {
    expect(placeLabel({ x: 20, y: 50 }, 40, area, [])).toEqual({ x: 29, y: 50 });
    expect(placeLabel({ x: 190, y: 50 }, 40, area, [])).toEqual({ x: 141, y: 50 });
  });

  it('covers no label that stands there already', () => {
    const taken: Parameters<typeof placeLabel>[3] = [];
    const placed = [20, 24, 28, 32].map((x) => placeLabel({ x, y: 50 }, 60, area, taken));
    for (const [index, one] of placed.entries()) {
      for (const other of placed.slice(index + 1, 3)) expect(Math.abs(one.x - other.x) > 60 || Math.abs(one.y - other.y) >= 14).toBe(true);
    }
    expect(taken).toHaveLength(4);
  });
});

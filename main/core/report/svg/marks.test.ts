import { expect, test } from 'vitest';
import { assignStyles, type Marker } from '../../charts/index.ts';
import { markerAt } from './marks.ts';

test('every marker but none has a shape of its own', () => {
  const markers = [...assignStyles(['a', 'b', 'c']).values()].map(({ marker }): Marker => marker);
  const shapes = markers.map((marker) => String(markerAt(marker, 10, 20, 'k0')?.markup));
  expect(new Set(shapes).size).toBe(markers.length);
  expect(shapes.filter((shape) => shape === 'undefined')).toHaveLength(1);
});

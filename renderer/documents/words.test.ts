import { expect, test } from 'vitest';
import { formatAge, formatDuration, plural } from './words.ts';

test('durations, ages and counts read as sentences', () => {
  expect([0.2, 41.4, 125, 4200].map(formatDuration)).toEqual(['less than 1 s', '41 s', '2 min 5 s', '1 h 10 min']);
  expect(formatAge('2026-01-01T00:00:00Z', Date.parse('2026-01-01T03:10:00Z'))).toBe('3 h');
  expect([plural(1, 'run'), plural(2, 'run'), plural(12_000, 'run')]).toEqual(['1 run', '2 runs', '12\u202f000 runs']);
});

import { expect, test } from 'vitest';
import type { MessageTime } from '../../main/core/contract/index.ts';
import { largestRows } from './largest-rows.ts';

test('of many rows those with most time stay, in their order', () => {
  const rows = [5, 1, 9, 7].map((messages, at): MessageTime => ({ path: 'native', relation: 'other-host', bytes: at, messages, meanNs: 10, minNs: 10, maxNs: 10 }));
  expect(largestRows(rows, 4)).toBe(rows);
  expect(largestRows(rows, 2).map(({ bytes }) => bytes)).toEqual([2, 3]);
});

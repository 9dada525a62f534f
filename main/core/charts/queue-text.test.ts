import { expect, test } from 'vitest';
import { queueText } from './queue-text.ts';

test('queues have two digits at most', () => {
  expect(queueText({ meanQueue: 0, longestQueue: 0 })).toEqual({ mean: '0', longest: '0' });
  expect(queueText({ meanQueue: 59.6, longestQueue: 62 })).toEqual({ mean: '60', longest: '62' });
});

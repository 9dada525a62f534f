import { expect, test } from 'vitest';
import { queueText } from './queue-text.ts';

test('a queue that was recorded is a number, zero included', () => {
  expect(queueText({ resource: 'link', meanQueue: 0, longestQueue: 0 })).toEqual({ mean: '0', longest: '0' });
  expect(queueText({ resource: 'engine', meanQueue: 59.6, longestQueue: 62 })).toEqual({ mean: '60', longest: '62' });
});

test('a queue that was not recorded is not called empty', () => {
  expect(queueText({ resource: 'driver-domain', meanQueue: 0, longestQueue: 0 })).toEqual({ mean: 'see stages', longest: '–' });
});

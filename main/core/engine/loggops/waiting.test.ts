import { describe, expect, it } from 'vitest';
import { readGoal } from '../../goal/index.ts';
import { defaultLoggops } from './parameters.ts';
import { simulateLoggops } from './simulate.ts';
import type { Waiting } from './waiting.ts';

function waiting(...ranks: readonly string[]): Waiting {
  const read = readGoal(`num_ranks ${ranks.length}\n${ranks.map((lines, rank) => `rank ${rank} {\n${lines.replaceAll('; ', '\n')}\n}\n`).join('')}`);
  if (!read.ok) throw new Error(`${read.error.line}: ${read.error.message}`);
  const outcome = simulateLoggops(read.goal.program, defaultLoggops);
  if (outcome.ok) throw new Error('Nothing waits.');
  return outcome.waiting;
}

describe('what waits for ever', () => {
  it('is a receive without a message, and what comes after it', () => {
    expect(waiting('calc 5; a: recv 8b from 1 tag 7; b: calc 1; b requires a', 'calc 1')).toEqual({
      count: 2,
      operations: [
        { rank: 0, operation: 1, ordinal: 1, what: 'recv 8b from 1 tag 7', why: 'no message' },
        { rank: 0, operation: 2, ordinal: 2, what: 'calc 1', why: 'waits for others' },
      ],
    });
  });

  it('is a message without a receive, also one that its sender did not wait for', () => {
    expect(waiting('recv 8b from 1 tag 1', 'send 8b to 0 tag 2').operations).toEqual([
      { rank: 0, operation: 0, ordinal: 0, what: 'recv 8b from 1 tag 1', why: 'no message' },
      { rank: 1, operation: 1, ordinal: 0, what: 'send 8b to 0 tag 2', why: 'no receive' },
    ]);
    expect(waiting('recv 8b from -1 tag -1', 'a: send 8b to 0; b: send 99999b to 0 tag 9; c: calc 1; b requires a; c requires b')).toEqual({
      count: 2,
      operations: [
        { rank: 1, operation: 2, ordinal: 1, what: 'send 99999b to 0 tag 9', why: 'no receive' },
        { rank: 1, operation: 3, ordinal: 2, what: 'calc 1', why: 'waits for others' },
      ],
    });
  });

  it('is everything that waits for itself', () => {
    expect(waiting('a: calc 1; b: calc 1; a requires b; b requires a', 'calc 1')).toMatchObject({ count: 2, operations: [{ ordinal: 0, why: 'waits for others' }, { ordinal: 1 }] });
  });
});

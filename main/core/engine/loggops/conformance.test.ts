import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGoal } from '../../goal/index.ts';
import { simulateLoggops } from './simulate.ts';
import type { LoggopsParameters } from './parameters.ts';

const folder = join(import.meta.dirname, 'testdata');

interface Expected {
  readonly file: string;
  readonly params: LoggopsParameters;
  readonly finishNs: readonly number[];
  readonly maxNs: number;
  readonly events: number;
}

const cases = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as readonly Expected[];

describe('LogGOPSim', () => {
  it('has printed times for all texts', () => expect(cases.length).toBe(44));

  it.each(cases.map((expected) => [`${expected.file} with L=${expected.params.L} S=${expected.params.S}`, expected] as const))('and Doorbell agree on %s', (_, expected) => {
    const read = readGoal(readFileSync(join(folder, expected.file), 'utf8'));
    if (!read.ok) throw new Error(read.error.message);
    const outcome = simulateLoggops(read.goal.program, expected.params);
    if (!outcome.ok) throw new Error(outcome.waiting.operations[0]?.what);
    const { finishNs, maxNs, events } = outcome.result;
    expect({ finishNs: [...finishNs], maxNs, events }).toEqual({ finishNs: expected.finishNs, maxNs: expected.maxNs, events: expected.events });
  });
});

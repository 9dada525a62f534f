import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collectiveNames, type CollectiveName, type CollectiveOperation, type CollectiveSettings, type Operation } from '../contract/index.ts';
import { seeded } from '../engine/testing/property.ts';
import { algorithms, readAlgorithm } from './algorithms.ts';
import { memberBlocks, resultBlocks } from './blocks.ts';
import { lowerStep } from './flow.ts';
import { collectiveSchedule, defaultCollectives } from './schedule.ts';
import { callOf, checkCollective, stepsOf } from './testing/expectation.ts';

const settings: CollectiveSettings = { ...defaultCollectives, reduceNsPerByte: 1 };
const cases = collectiveNames.flatMap((collective) => Object.keys(algorithms[collective]).map((algorithm) => ({ collective, algorithm })));

function* unrolled(operations: readonly Operation[]): Generator<Operation> {
  for (const operation of operations) {
    if (operation.op !== 'loop') yield operation;
    else for (let i = 0; i < operation.count; i++) yield* unrolled(operation.body);
  }
}

function partOf(call: CollectiveOperation, members: number): (cell: number) => number {
  const blocks = (call.collective === 'reduce-scatter' ? resultBlocks : memberBlocks)(call.bytes, members, call.counts);
  const starts = Array.from({ length: members }, (_, index) => blocks.range(0, index + 1).bytes);
  return (cell) => starts.findIndex((end) => cell < end);
}

function check(call: CollectiveOperation, members: number): void {
  for (const sends of ['eager', 'synchronous'] as const) checkCollective(call, members, settings, sends, partOf(call, members));
  stepsOf(call, members, settings).forEach((steps, member) => {
    const lowered = [...unrolled(collectiveSchedule(callOf(call, member, members), member, members, settings))];
    expect(JSON.stringify(lowered)).toBe(JSON.stringify(steps.flatMap((step) => lowerStep(step, settings) ?? [])));
  });
}

const rooted: readonly CollectiveName[] = ['bcast', 'reduce', 'gather', 'scatter'];
const counted: readonly CollectiveName[] = ['gather', 'scatter', 'allgather', 'reduce-scatter'];

describe('data flow, with eager and with synchronous sends', () => {
  test.each(cases)('$collective $algorithm', ({ collective, algorithm }) => {
    for (let members = 1; members <= 9; members++) {
      for (const root of rooted.includes(collective) ? new Set([0, 1, members - 1].filter((member) => member < members)) : [0]) {
        for (const bytes of [0, members, 24]) check({ op: 'collective', collective, bytes, root, algorithm }, members);
      }
    }
  });

  test.each(cases)('$collective $algorithm with any members, root, size, counts and segments', ({ collective, algorithm }) => {
    const calls = fc.record({
      members: fc.integer({ min: 1, max: 40 }), root: fc.nat(), bytes: fc.integer({ min: 0, max: 90 }), segment: fc.option(fc.integer({ min: 1, max: 40 })),
      counts: fc.option(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 40, maxLength: 40 })),
    });
    fc.assert(fc.property(calls, ({ members, root, bytes, segment, counts }) => {
      const cut = segment === null ? algorithm : `${algorithm}:${segment}`;
      const call: CollectiveOperation = {
        op: 'collective', collective, bytes, algorithm: readAlgorithm(collective, cut).ok ? cut : algorithm,
        ...(rooted.includes(collective) ? { root: root % members } : {}),
        ...(counts !== null && counted.includes(collective) ? { counts: counts.slice(0, members) } : {}),
      };
      check(call, members);
    }), seeded(collective.startsWith('alltoall') ? 4 : 12));
  });
});

import type { Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation, RunInput, RunResult } from '../../contract/index.ts';
import { resultOf } from '../result.ts';
import { createSimulation, createWorld, simulate } from '../simulation.ts';
import { builtInModel, builtInPaths } from '../testing/built-in-paths.ts';
import { worldAfter } from '../testing/outcomes.ts';
import { seeded } from '../testing/property.ts';
import { randomPlainRun } from '../testing/random-plain-run.ts';
import { onCores, path, runInput, serve } from '../testing/run-input.ts';
import { advancePlain, createPlainRun, isPlain, resultOfPlain } from './plain-run.ts';

/** What the plain kernel says; undefined where it leaves the run to the other one. `events` at once. */
function plainResult(input: RunInput, events = 1_000_000): RunResult | undefined {
  if (!isPlain(input)) return undefined;
  const world = createWorld(input);
  const state = createPlainRun(world);
  if (state === undefined) return undefined;
  for (;;) {
    const progress = advancePlain(state, events);
    if (progress === 'ended') return resultOfPlain(state);
    if (progress === 'given-up') return undefined;
  }
}

const otherResult = (input: RunInput): RunResult => resultOf(worldAfter(input));

/** Paths without driver domains, caches and rules of steering, as their plugins have them where nothing is said. */
const plainPaths = ['native', 'sr-iov', 'vfio-bypass', 'passthrough', 'inter-vm-shm', 'double-bypass', 'vrdma'];

describe('the plain kernel', () => {
  test('says of random runs what the other kernel says, to the last byte', () => {
    let plain = 0;
    let all = 0;
    fc.assert(fc.property(randomPlainRun, (input) => {
      const result = plainResult(input);
      all++;
      if (result === undefined) return;
      plain++;
      expect(JSON.stringify(result)).toBe(JSON.stringify(otherResult(input)));
    }), seeded(600));
    // Else the property would hold for nothing.
    expect(plain / all).toBeGreaterThan(0.3);
  });

  test('says the same however few events it is told to do at once', () => {
    const [input] = fc.sample(randomPlainRun.filter((run) => plainResult(run) !== undefined), { seed: 5, numRuns: 1 });
    expect(JSON.stringify(plainResult(input, 1))).toBe(JSON.stringify(plainResult(input)));
  });

  const exchange = (bytes: number): RunInput => runInput({
    model: path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 })], receive: [serve('take', 'guest-kernel', { perUnitNs: 80 })] }), places: [...onCores(0), { host: 1, vm: 1, core: 0 }],
    ranks: [[{ op: 'send', to: 1, bytes, tag: 0 }], [{ op: 'receive', from: 0, bytes: 2000, tag: 0 }]],
  });

  test('does a message of one segment, and leaves longer ones to the other kernel', () => {
    expect(plainResult(exchange(1000))).toBeDefined();
    expect(plainResult(exchange(1001))).toBeUndefined();
    expect(simulate(exchange(1001))).toEqual({ ok: true, result: otherResult(exchange(1001)) });
  });

  test('leaves cores that ranks share and wild cards to the other kernel', () => {
    const input = exchange(10);
    expect(isPlain(input)).toBe(true);
    expect(isPlain({ ...input, places: [...onCores(0), { host: 0, vm: 1, core: 0 }] })).toBe(false);
    expect(plainResult({ ...input, program: { ...input.program, ranks: [input.program.ranks[0], [{ op: 'receive', from: 'any', bytes: 2000, tag: 0 }]] } })).toBeUndefined();
  });

  test('does what the other kernel does with a message that comes past an earlier one', () => {
    const slow = (id: string, ns: number): Stage => ({ kind: 'delay', id, title: id, executor: 'wire', cost: { perUnitNs: ns } });
    const byBytes: Stage = { kind: 'choose', id: 'by-size', title: 'by size', executor: 'wire', branches: [{ upToBytes: 100, stages: [slow('small', 50)] }, { upToBytes: 1e9, stages: [slow('large', 5000)] }] };
    const input = runInput({
      model: path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 }), byBytes], receive: [serve('take', 'guest-kernel', { perUnitNs: 80 })] }),
      ranks: [[{ op: 'isend', to: 1, bytes: 500, tag: 0 }, { op: 'isend', to: 1, bytes: 50, tag: 1 }, { op: 'waitall' }], [{ op: 'receive', from: 0, bytes: 50, tag: 1 }, { op: 'receive', from: 0, bytes: 500, tag: 0 }]],
    });
    const result = plainResult(input);
    // The large one is there at 100 + 5000 + 80, and only then is the small one taken in.
    expect(result?.messages.find(({ bytes }) => bytes === 50)?.maxNs).toBe(5180);
    expect(JSON.stringify(result)).toBe(JSON.stringify(otherResult(input)));
  });

  test('that leaves a run to the other kernel late does not take back its progress', () => {
    const input = exchange(10);
    const [few] = input.program.ranks;
    const ranks: Operation[][] = [[{ op: 'loop', count: 50, body: few }, { op: 'collective', collective: 'bcast', bytes: 5000 }], [{ op: 'loop', count: 50, body: [{ op: 'receive', from: 0, bytes: 10, tag: 0 }] }, { op: 'collective', collective: 'bcast', bytes: 5000 }]];
    const whole = { ...input, program: { ...input.program, ranks } };
    expect(plainResult(whole)).toBeUndefined();
    const simulation = createSimulation(whole);
    const progress: number[] = [];
    while (!simulation.advance(1)) progress.push(simulation.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(simulation.outcome()).toEqual({ ok: true, result: otherResult(whole) });
  });

  test('takes programs of very many phases', () => {
    const phases = Array.from({ length: 200_000 }, (): Operation => ({ op: 'compute', ns: 1, variation: { kind: 'exponential' } }));
    const input = exchange(10);
    expect(plainResult({ ...input, program: { ...input.program, ranks: [[...phases, ...input.program.ranks[0]], input.program.ranks[1]] } })?.counts.messages).toBe(1);
  });

  test('leaves it to the other kernel to say what is wrong', () => {
    const input = exchange(10);
    const alone = { ...input, program: { ...input.program, ranks: [[], input.program.ranks[1]] } };
    expect(plainResult(alone)).toBeUndefined();
    expect(simulate(alone)).toMatchObject({ ok: false, failure: { kind: 'deadlock' } });
    const short = { ...input, program: { ...input.program, ranks: [input.program.ranks[0], [{ op: 'receive', from: 0, bytes: 5, tag: 0 } as const]] } };
    expect(simulate(short)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
  });
});

describe('of the built-in paths', () => {
  const platform = runInput({ ranks: [[], []] }).platform;
  const ranks = Array.from({ length: 6 }, (_, rank): Operation[] => [{
    op: 'loop', count: 3, body: [
      { op: 'compute', ns: 700 * rank }, { op: 'isend', to: (rank + 1) % 6, bytes: 1000, tag: 0 }, { op: 'isend', to: (rank + 2) % 6, bytes: 8, tag: 1 }, { op: 'ireceive', from: (rank + 5) % 6, bytes: 1000, tag: 0 },
      { op: 'ireceive', from: (rank + 4) % 6, bytes: 8, tag: 1 }, { op: 'waitall' }, { op: 'collective', collective: 'allreduce', bytes: 64 },
    ],
  }]);

  test.each(builtInPaths)('%s is done by either kernel, with the same bytes', (id) => {
    const model = builtInModel(id, { ...platform, host: { ...platform.host, cores: 7 } });
    const perHost = model.otherHost === undefined ? 6 : model.sameHost === undefined ? 1 : 2;
    const input = runInput({ ranks, places: ranks.map((_, rank) => ({ host: Math.floor(rank / perHost), vm: rank, core: rank % perHost })), cores: 7, model });
    const result = plainResult(input);
    if (result !== undefined) expect(JSON.stringify(result)).toBe(JSON.stringify(otherResult(input)));
    expect(result !== undefined).toBe(plainPaths.includes(id));
  });
});

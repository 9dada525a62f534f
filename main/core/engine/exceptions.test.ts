import { unloadedLatency, type PathModel } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelException, Operation, RankPlace, RunInput, RunResult } from '../contract/index.ts';
import { simulate } from './index.ts';
import { vmRelations } from './pair-models.ts';
import { resultOf } from './result.ts';
import { advance, createWorld } from './simulation.ts';
import { leaksOf, resultFor, sumOf } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { randomModel } from './testing/random-model.ts';
import { randomRun, sentIn } from './testing/random-run.ts';
import { delay, path, runInput, serve } from './testing/run-input.ts';

const slow = path({ id: 'slow', send: [serve('post', 'guest-kernel', { perUnitNs: 1000 }), delay('wire', { perUnitNs: 4000 })] });
const fast = path({ id: 'fast', send: [serve('post', 'guest-user', { perUnitNs: 20 }), delay('wire', { perUnitNs: 30 })], receive: [serve('take', 'guest-user', { perUnitNs: 10 })] });
/** Two hosts with two VMs each. */
const places: readonly RankPlace[] = [0, 0, 1, 1].map((host, vm) => ({ host, vm, core: vm % 2 }));

/** Rank `from` sends one message to rank `to`, all others do nothing. */
function oneMessage(from: number, to: number, exceptions?: readonly ModelException[], model: PathModel = slow, sameHost: PathModel = slow): RunResult {
  const ranks = places.map((_, rank): Operation[] => (rank === from ? [{ op: 'send', to, bytes: 500, tag: 0 }] : rank === to ? [{ op: 'receive', from, bytes: 500, tag: 0 }] : []));
  return resultFor(runInput({ ranks, places, model, sameHost, layer: 'raw', cores: 4, ...(exceptions === undefined ? {} : { exceptions }) }));
}

describe('a pair of VMs with a path of its own', () => {
  const exceptions: readonly ModelException[] = [{ model: fast, vms: [[0, 3], [2, 3]] }];

  test.each([[0, 3, 'other-host'], [3, 0, 'other-host'], [2, 3, 'same-host'], [3, 2, 'same-host']] as const)('takes it from rank %i to rank %i', (from, to, relation) => {
    const [row] = oneMessage(from, to, exceptions).messages;
    expect(row).toMatchObject({ path: 'fast', relation, messages: 1, maxNs: unloadedLatency(fast, relation === 'same-host' ? 'sameHost' : 'otherHost', 500).totalNs });
  });

  test.each([[0, 2, 'other-host'], [1, 3, 'other-host'], [0, 1, 'same-host']] as const)('leaves the pair %i, %i alone', (from, to, relation) => {
    const [row] = oneMessage(from, to, exceptions).messages;
    expect(row).toMatchObject({ path: 'slow', relation, maxNs: unloadedLatency(slow, 'otherHost', 500).totalNs });
  });

  test('makes a mixed exchange as fast as the arithmetic over both paths says', () => {
    const ring = places.map((_, rank): Operation[] => [
      { op: 'loop', count: 10, body: rank === 0
        ? [{ op: 'send', to: 1, bytes: 500, tag: 0 }, { op: 'receive', from: 3, bytes: 500, tag: 0 }]
        : [{ op: 'receive', from: rank - 1, bytes: 500, tag: 0 }, { op: 'send', to: (rank + 1) % 4, bytes: 500, tag: 0 }] },
    ]);
    const result = resultFor(runInput({ ranks: ring, places, model: slow, sameHost: path({ id: 'near' }), layer: 'raw', cores: 4, exceptions }));
    const near = unloadedLatency(path(), 'sameHost', 500).totalNs;
    const quick = unloadedLatency(fast, 'otherHost', 500).totalNs;
    const far = unloadedLatency(slow, 'otherHost', 500).totalNs;
    // 0 → 1 near, 1 → 2 far, 2 → 3 and 3 → 0 by the exception.
    expect(result.metrics['executionTime']?.value).toBe(10 * (near + far + quick + quick));
    expect(result.messages.map((row) => [row.path, row.relation, row.messages]).sort()).toEqual([['fast', 'other-host', 10], ['fast', 'same-host', 10], ['near', 'same-host', 10], ['slow', 'other-host', 10]]);
  });

  test('is told apart in results when others take a variant of the same path', () => {
    const variant = { ...fast, id: 'slow' };
    const row = oneMessage(0, 3, [{ model: variant, vms: [[0, 3], [1, 2]] }]);
    expect(row.messages[0]?.path).toBe('slow (VMs 0 and 3 and 1 more)');
    expect(new Set(row.stages.map((stage) => stage.path))).toEqual(new Set(['slow (VMs 0 and 3 and 1 more)']));
    // Nobody else of the relation takes it here.
    expect(oneMessage(2, 3, [{ model: variant, vms: [[2, 3]] }], slow, fast).messages[0]?.path).toBe('slow');
  });
});

describe('paths that lack a relation', () => {
  const local: PathModel = { ...fast, id: 'local', otherHost: undefined };
  const failure = (input: RunInput): string => {
    const outcome = simulate(input);
    return outcome.ok ? 'ran' : `${outcome.failure.kind}: ${outcome.failure.message}`;
  };
  const idle = (parts: Partial<Parameters<typeof runInput>[0]>): RunInput => runInput({ ranks: places.map(() => []), places, ...parts });

  test('run where nobody needs it', () => {
    expect(failure(idle({ model: local, places: places.map((place) => ({ ...place, host: 0 })), cores: 4 }))).toBe('ran');
    expect(failure(idle({ model: slow, sameHost: local }))).toBe('ran');
    expect(failure(idle({ model: local, sameHost: local, exceptions: [{ model: slow, vms: [[0, 2], [0, 3], [1, 2], [1, 3]] }] }))).toBe('ran');
  });

  test('are refused where a pair needs it', () => {
    expect(failure(idle({ model: local }))).toContain('Path local has no pipelines between two hosts.');
    expect(failure(idle({ model: local, exceptions: [{ model: slow, vms: [[0, 2], [0, 3], [1, 2]] }] }))).toContain('Path local has no pipelines between two hosts.');
    expect(failure(idle({ model: slow, exceptions: [{ model: local, vms: [[2, 3], [1, 2]] }] }))).toContain('Path local has no pipelines between VMs 1 and 2, which are on two hosts.');
    expect(failure(idle({ model: slow, exceptions: [{ model: fast, vms: [[1, 1]] }] }))).toContain('names VM 1 twice');
  });

  test('are found among all pairs, not only neighbours', () => {
    const spread: readonly RankPlace[] = [{ host: 0, vm: 0, core: 0 }, { host: 1, vm: 2, core: 0 }, { host: 0, vm: 1, core: 1 }];
    expect([...vmRelations(spread, {}).plain]).toEqual(['same-host', 'other-host']);
    expect([...vmRelations(spread, { exceptions: [{ model: fast, vms: [[0, 1]] }] }).plain]).toEqual(['other-host']);
    expect(vmRelations(spread, { exceptions: [{ model: fast, vms: [[0, 1], [1, 2], [2, 9]] }] }).excepted.map(({ relation }) => relation)).toEqual(['same-host', 'other-host']);
  });
});

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

test('with random exceptions what goes in comes out, nothing is kept, and every nanosecond has a name', () => {
  const pairs = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })).filter(([a, b]) => a < b), { minLength: 1, maxLength: 4 });
  const other = randomModel({ moody: true, driver: false, tandem: false });
  fc.assert(fc.property(randomRun({ noise: true }), other, pairs, (plain, model, chosen) => {
    const vms = [...new Map(chosen.map((pair) => [pair.join(), pair])).values()];
    const input: RunInput = { ...plain, models: { ...plain.models, exceptions: [{ model: { ...model, id: 'other' }, vms }] } };
    const world = createWorld(input);
    expect(advance(world, 3_000_000)).toBe(true);
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
    const sent = sentIn(input);
    const result = resultOf(world);
    expect([world.statistics.messages, world.statistics.bytesDelivered]).toEqual([sent.messages, sent.bytes]);
    expect(sum(result.stages.map((row) => row.serviceNs + row.waitingNs))).toBe(sum(world.statistics.messageRows.map((row) => row.sumNs)));
    for (const time of result.ranks) expect(sumOf(time)).toBe(time.finishedNs);
    // Every message is in a row of the path that its pair takes.
    const isException = (a: number, b: number): boolean => vms.some((pair) => input.places[a].vm !== input.places[b].vm && pair.includes(input.places[a].vm) && pair.includes(input.places[b].vm));
    const expected = sum(result.traffic.map(([from, to, messages]) => (from !== to && isException(from, to) ? messages : 0)));
    expect(sum(result.messages.filter(({ path: id }) => id === 'other').map(({ messages }) => messages))).toBe(expected);
    expect(JSON.stringify(simulate(input))).toBe(JSON.stringify(simulate(structuredClone(input))));
  }), seeded(200));
});

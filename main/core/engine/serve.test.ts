import type { Resource, Stage } from '@doorbell/sdk';
import { describe, expect, test } from 'vitest';
import type { Operation, RankPlace } from '../contract/index.ts';
import { leaksOf, resultFor, worldAfter } from './testing/outcomes.ts';
import { onCores, path, runInput, serve } from './testing/run-input.ts';

const isend = (to: number, count = 1): Operation => ({ op: 'loop', count, body: [{ op: 'isend', to, bytes: 1, tag: 0 }] });
const ireceive = (from: number, count = 1): Operation => ({ op: 'loop', count, body: [{ op: 'ireceive', from, bytes: 1, tag: 0 }] });
const waitall: Operation = { op: 'waitall' };
const post = serve('post', 'guest-kernel', { perUnitNs: 1 });
const take = serve('take', 'guest-kernel', { perUnitNs: 1 });

/** Everything passes one stage that holds `on` for 1000 ns. */
function engine(resources: readonly Resource[], on: readonly string[] = resources.map((r) => r.id), more: readonly Stage[] = []) {
  return path({ send: [post, serve('engine', 'device', { perUnitNs: 1000 }, on), ...more], receive: [take], resources });
}

/** Ranks 0 and 1 of host 0 send `counts` messages each to ranks 2 and 3 of host 1. */
function twoSenders(model: ReturnType<typeof path>, counts: readonly [number, number], places?: readonly RankPlace[]) {
  return runInput({
    model, cores: 4, places: places ?? [...onCores(0, 1), { host: 1, vm: 2, core: 0 }, { host: 1, vm: 3, core: 1 }],
    ranks: [[isend(2, counts[0]), waitall], [{ op: 'compute', ns: 10 }, isend(3, counts[1]), waitall], [ireceive(0, counts[0]), waitall], [ireceive(1, counts[1]), waitall]],
  });
}

describe('a resource', () => {
  test('with one server serves one segment at a time, first come first served', () => {
    const { ranks, resources } = resultFor(twoSenders(engine([{ id: 'r', title: 'R', scope: 'nic' }]), [10, 1]));
    // Rank 1 comes 10 ns after: behind all that rank 0 sent until then.
    expect(ranks.slice(2).map((r) => r.finishedNs)).toEqual([1 + 10_000 + 1, 1 + 11_000 + 1]);
    expect(resources.filter((r) => r.resource === 'r')).toMatchObject([{ resource: 'r', instance: 'host 0', busyNs: 11_000, visits: 11, longestQueue: 10 }]);
  });

  test('taken in turns lets the other key in before the first is through', () => {
    const finish = (resource: Partial<Resource>): number => resultFor(twoSenders(engine([{ id: 'r', title: 'R', scope: 'nic', ...resource }]), [10, 1])).ranks[3].finishedNs;
    for (const key of ['rank', 'vm', 'function', 'connection'] as const) expect(finish({ discipline: 'round-robin', key })).toBe(1 + 2000 + 1);
    expect(finish({ discipline: 'round-robin', key: 'vm', servers: 2 })).toBe(1 + 2000 + 1);
    expect(finish({})).toBeGreaterThan(9000);
  });

  test('taken in turns by VM does not tell two ranks of one VM apart', () => {
    const places: readonly RankPlace[] = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 0, core: 1 }, { host: 1, vm: 2, core: 0 }, { host: 1, vm: 3, core: 1 }];
    const finish = (key: Resource['key']): number => resultFor(twoSenders(engine([{ id: 'r', title: 'R', scope: 'nic', discipline: 'round-robin', key }]), [10, 1], places)).ranks[3].finishedNs;
    expect(finish('rank')).toBe(2002);
    expect(finish('vm')).toBeGreaterThan(9000);
  });

  test('taken in turns gives each of its keys the same', () => {
    const { ranks } = resultFor(twoSenders(engine([{ id: 'r', title: 'R', scope: 'nic', discipline: 'round-robin', key: 'vm' }]), [10, 10]));
    expect(ranks[3].finishedNs - ranks[2].finishedNs).toBe(1000);
  });

  test('with several servers serves as many at once', () => {
    for (const discipline of ['fifo', 'round-robin'] as const) {
      const model = engine([{ id: 'r', title: 'R', scope: 'nic', servers: 4, discipline }]);
      const world = worldAfter(twoSenders(model, [6, 6]));
      expect(world.statistics.lastCompletionNs).toBeGreaterThanOrEqual(3002);
      expect(world.statistics.lastCompletionNs).toBeLessThan(3100);
      expect(leaksOf(world)).toEqual([]);
    }
  });

  test('is one for each instance of its scope', () => {
    const end = (scope: Resource['scope'], places?: readonly RankPlace[]): number => resultFor(twoSenders(engine([{ id: 'r', title: 'R', scope }]), [5, 5], places)).metrics.executionTime.value;
    const oneVm: readonly RankPlace[] = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 0, core: 1 }, { host: 1, vm: 2, core: 0 }, { host: 1, vm: 3, core: 1 }];
    for (const scope of ['nic', 'host', 'link', 'switch-port'] as const) expect(end(scope)).toBeGreaterThan(10_000);
    for (const scope of ['rank', 'vm', 'function'] as const) expect(end(scope)).toBeLessThan(5100);
    expect(end('vm', oneVm)).toBeGreaterThan(10_000);
    expect(end('function', oneVm)).toBeGreaterThan(10_000);
    expect(end('rank', oneVm)).toBeLessThan(5100);
  });

  test('of a link is another one in each direction', () => {
    const model = engine([{ id: 'link', title: 'Link', scope: 'link' }]);
    const both = runInput({ model, ranks: [[isend(1, 5), ireceive(1, 5), waitall], [isend(0, 5), ireceive(0, 5), waitall]] });
    const { metrics, resources } = resultFor(both);
    expect(metrics.executionTime.value).toBeLessThan(5100);
    expect(resources.filter((r) => r.resource === 'link').map((r) => [r.instance, r.busyNs])).toEqual([['host 0 out', 5000], ['host 1 out', 5000]]);
  });

  test('of a switch port is that of the host where traffic leaves the switch', () => {
    const model = engine([{ id: 'port', title: 'Port', scope: 'switch-port' }]);
    const toOne = runInput({ model, ranks: [[isend(2, 5), waitall], [isend(2, 5), waitall], [ireceive(0, 5), ireceive(1, 5), waitall]] });
    expect(resultFor(toOne).resources.filter((r) => r.resource === 'port').map((r) => [r.instance, r.busyNs])).toEqual([['port 2', 10_000]]);
  });
});

test('a stage that holds two resources waits for both and holds both', () => {
  const resources: readonly Resource[] = [{ id: 'own', title: 'Own', scope: 'rank' }, { id: 'shared', title: 'Shared', scope: 'nic' }];
  const { metrics, resources: times } = resultFor(twoSenders(engine(resources), [3, 3]));
  expect(metrics.executionTime.value).toBe(1 + 6000 + 1);
  expect(times.filter((r) => r.resource !== 'core').map((r) => [r.resource, r.busyNs])).toEqual([['own', 3000], ['own', 3000], ['shared', 6000]]);
});

describe('cut-through', () => {
  const wire = (cutThrough: boolean, ns: number): Stage => ({ kind: 'serve', id: 'second', title: 'Second', executor: 'device', cost: { perUnitNs: ns }, resources: ['second'], cutThrough });
  const model = (cutThrough: boolean, ns: number) => engine([{ id: 'first', title: 'First', scope: 'nic' }, { id: 'second', title: 'Second', scope: 'nic' }], ['first'], [wire(cutThrough, ns)]);
  const latency = (cutThrough: boolean, ns: number, count = 1): number => {
    const { messages } = resultFor(runInput({ model: model(cutThrough, ns), ranks: [[{ op: 'compute', ns: 1e5 }, isend(1, count), waitall], [ireceive(0, count), waitall]] }));
    return messages[0].maxNs;
  };

  test('works while the segment arrives, so an idle server adds nothing', () => {
    expect([latency(false, 700), latency(true, 700), latency(true, 5000)]).toEqual([1702, 1002, 1002]);
  });

  test('is bound by its server all the same when segments follow each other', () => {
    expect(latency(true, 700, 4)).toBe(1 + 4000 + 1);
    expect(latency(true, 1500, 4)).toBe(1 + 1000 + 3 * 1500 + 1);
  });
});

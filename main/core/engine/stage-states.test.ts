import type { BatchStage, Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { advance, createWorld } from './simulation.ts';
import { createStageStates, touch } from './stage-states.ts';
import { leaksOf, resultFor, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { delay, onCores, path, runInput, serve } from './testing/run-input.ts';

const base = { title: 'x', executor: 'device' } as const;
const isend = (to: number, bytes: number, tag = 0): Operation => ({ op: 'isend', to, bytes, tag });
const ireceive = (from: number, bytes: number, tag = 0): Operation => ({ op: 'ireceive', from, bytes, tag });
const waitall: Operation = { op: 'waitall' };

describe('a cache', () => {
  test('forgets what was used longest ago', () => {
    const cache = { entries: 2, keys: new Map<number, number>() };
    expect([1, 2, 1, 3, 1, 2, 3].map((key) => touch(cache, key, 1))).toEqual([false, false, true, false, true, false, false]);
    expect(createStageStates().caches).toEqual([]);
  });

  const missesOf = (stage: Partial<Stage & { kind: 'cache' }>, sizes: readonly number[], tag?: number): number[] => {
    const model = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 1 }), { ...base, kind: 'cache', id: 'tlb', key: 'region', entries: 8, missNs: 1000, invalidate: 'never', ...stage }], receive: [serve('take', 'guest-kernel', { perUnitNs: 1 })] });
    const send = sizes.flatMap((bytes, i): Operation[] => [isend(1, bytes, tag ?? i), waitall, { op: 'compute', ns: 1e5 }]);
    const { stages } = resultFor(runInput({ ranks: [send, [...sizes.map((bytes, i) => ireceive(0, bytes, tag ?? i)), waitall]], model }));
    return stages.filter((row) => row.stage === 'tlb').map((row) => row.busyNs / 1000);
  };

  test('is one for messages of all sizes', () => {
    expect(missesOf({ key: 'connection' }, [10, 20, 30])).toEqual([1]);
    expect(missesOf({ key: 'region' }, [10, 20, 30])).toEqual([3]);
  });

  test('knows the pages of a buffer one by one', () => {
    // Segments of 1000 B: nine of them lie on three pages; the second message of the same size and tag finds them.
    expect(missesOf({ key: 'page' }, [9000])).toEqual([3]);
    expect(missesOf({ key: 'page' }, [9000, 9000], 0)).toEqual([3]);
    // Two entries for three pages used in order: each is gone when it is wanted again.
    expect(missesOf({ key: 'page', entries: 2 }, [9000, 9000], 0)).toEqual([6]);
    expect(missesOf({ key: 'page', invalidate: 'use' }, [9000])).toEqual([11]);
    expect(missesOf({ key: 'region' }, [9000, 9000], 0)).toEqual([1]);
    expect(missesOf({ key: 'region', entries: 1 }, [9000, 9000, 9000])).toEqual([3]);
  });

  test('of a host is shared by its ranks, who push each other out', () => {
    const both = (scope: 'rank' | 'host', entries: number): number => {
      const model = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 1 }), { ...base, kind: 'cache', id: 'tlb', key: 'peer', entries, missNs: 1000, invalidate: 'never', scope }], receive: [serve('take', 'guest-kernel', { perUnitNs: 1 })] });
      const again = (to: number): Operation[] => [{ op: 'loop', count: 4, body: [isend(to, 10), waitall, { op: 'compute', ns: 1e5 }] }];
      const take = (from: number): Operation[] => [{ op: 'loop', count: 4, body: [ireceive(from, 10), waitall] }];
      const places = [...onCores(0, 1), { host: 1, vm: 2, core: 0 }, { host: 1, vm: 3, core: 1 }];
      return resultFor(runInput({ ranks: [again(2), [{ op: 'compute', ns: 5e4 }, ...again(3)], take(0), take(1)], model, places, cores: 4 })).stages.find((row) => row.stage === 'tlb')?.busyNs ?? 0;
    };
    expect([both('rank', 1), both('host', 2), both('host', 1)]).toEqual([2000, 2000, 8000]);
  });

  test('costs a miss for every page, and every time where it is invalidated', () => {
    expect(missesOf({ key: 'page' }, [1000, 1000])).toEqual([2]);
    expect(missesOf({ key: 'connection', invalidate: 'use' }, [1, 1, 1])).toEqual([3]);
    expect(missesOf({ key: 'connection', invalidate: { every: 2 } }, [1, 1, 1, 1])).toEqual([3]);
  });
});

test('a device that a request woke is still awake for the data', () => {
  const notify: Stage = { ...base, kind: 'notify', id: 'kick', target: 'device', idleNs: 1000, pollBudgetNs: 1e9 };
  const model = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 }), notify], receive: [serve('take', 'guest-kernel', { perUnitNs: 80 })], protocol: { eagerLimitBytes: 0 } });
  const { messages } = resultFor(runInput({ ranks: [[isend(1, 500), waitall], [ireceive(0, 500), waitall]], model }));
  // Request and grant each wake the device of their side; the data finds the sender's awake.
  expect(messages[0].maxNs).toBe(3 * 180 + 2 * 1000);
});

test('wake-ups of one process run side by side, keep no core busy and are the seconds of the stage\'s executor', () => {
  const wake: Stage = { title: 'x', executor: 'hypervisor', kind: 'notify', id: 'wake', target: 'process', idleNs: 1000 };
  const model = path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 })], receive: [wake, serve('take', 'guest-kernel', { perUnitNs: 80 })] });
  const { metrics, cpuSeconds } = resultFor(runInput({ ranks: [[isend(1, 1), isend(1, 2), waitall], [ireceive(0, 1), ireceive(0, 2), waitall]], model, mpi: { waiting: 'block', wakeUpNs: 0 } }));
  expect(metrics.executionTime.value).toBe(2 * 100 + 1000 + 80);
  expect(cpuSeconds.hypervisor).toBeCloseTo(2000e-9, 15);
  expect(cpuSeconds['guest-kernel']).toBeCloseTo(2 * 180e-9, 15);
});

describe('a batch', () => {
  const batch = (count: number, timeoutNs: number): Stage => ({ ...base, kind: 'batch', id: 'moderate', count, timeoutNs });
  const run = (count: number, sizes: readonly number[]) => resultFor(runInput({
    ranks: [[...sizes.map((bytes) => isend(1, bytes)), waitall], [...sizes.map((bytes) => ireceive(0, bytes)), waitall]],
    model: path({ send: [serve('post', 'guest-kernel', { perUnitNs: 100 })], receive: [batch(count, 10_000), serve('take', 'guest-kernel', { perUnitNs: 80 })] }),
  }));

  test('goes on when it is full, whatever the sizes of its messages', () => {
    expect(run(2, [1, 2]).metrics.executionTime.value).toBe(2 * 100 + 2 * 80);
  });

  test('goes on after its timeout when it is not', () => {
    expect(run(2, [1, 2, 3]).metrics.executionTime.value).toBe(3 * 100 + 10_000 + 80);
    expect(run(4, [1]).metrics.executionTime.value).toBe(100 + 10_000 + 80);
  });

  describe('that counts from the last one', () => {
    /** When each of several messages was received, ns: each is sent at its time, and takes no time but in the batch. */
    const receivedAt = (sentAt: readonly number[], { count = 65_536, since = 'last-batch' }: Partial<BatchStage> = {}): number[] => {
      const model = path({ send: [serve('post', 'guest-kernel', {})], receive: [{ ...base, kind: 'batch', id: 'moderate', count, timeoutNs: 10_000, since }, serve('take', 'guest-kernel', {})] });
      const world = createWorld(runInput({
        ranks: [sentAt.flatMap((at, i): Operation[] => [{ op: 'compute', ns: at - (sentAt[i - 1] ?? 0) }, isend(1, 1, i)]), [...sentAt.map((_, i) => ireceive(0, 1, i)), waitall]], model, layer: 'raw',
      }));
      const times: number[] = [];
      const { receiveDone } = world;
      world.receiveDone = (...about) => { times.push(world.now); receiveDone.apply(world, about); };
      while (!advance(world, 1000));
      expect([world.failure, ...leaksOf(world)]).toEqual([undefined]);
      return times;
    };

    test('lets each through at once where they come further apart than its timeout', () => {
      const idle = [1, 20_000, 30_000, 40_001];
      expect(receivedAt(idle)).toEqual(idle);
      expect(receivedAt(idle, { since: 'first' })).toEqual(idle.map((at) => at + 10_000));
    });

    test('lets the first of a burst through, and all others after one timeout', () => {
      expect(receivedAt([100, 200, 300, 9000, 10_099])).toEqual([100, 10_100, 10_100, 10_100, 10_100]);
    });

    test('counts anew from each time that segments go on, however many', () => {
      // 15,000 lies within the timeout that began at 10,100; 30,100 ends the one that began at 20,100.
      expect(receivedAt([100, 200, 15_000, 30_100, 35_000])).toEqual([100, 10_100, 20_100, 30_100, 40_100]);
    });

    test('lets go on a steady stream in pulses of its timeout: every second of twice its rate, each of half its rate', () => {
      const every = (ns: number): number[] => Array.from({ length: 9 }, (_, i) => 1 + i * ns);
      expect(receivedAt(every(20_000))).toEqual(every(20_000));
      // 5101 waits until 10,001, those of 10,201 and 15,301 until 20,001, and so on.
      const twice = receivedAt(every(5_100));
      expect(twice).toEqual([1, 10_001, 20_001, 20_001, 30_001, 30_001, 40_001, 40_001, 50_001]);
      // From the first of them on it would be a timeout and a gap, so fewer interrupts.
      expect(new Set(receivedAt(every(5_100), { since: 'first' })).size).toBeLessThan(new Set(twice).size);
    });

    test('ends when enough wait, and counts from then', () => {
      expect(receivedAt([100, 200, 300, 400, 500], { count: 3 })).toEqual([100, 400, 400, 400, 10_400]);
    });

    test('keeps a timeout between any two times that segments go on, and holds nobody without such a time before', () => {
      fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 25_000 }), { minLength: 1, maxLength: 30 }), (gaps) => {
        let now = 0;
        const sentAt = gaps.map((gap) => (now += gap));
        const times = receivedAt(sentAt);
        expect(times.length).toBe(sentAt.length);
        const pulses = [...new Set(times)];
        pulses.forEach((at, i) => { if (i > 0) expect(at - pulses[i - 1]).toBeGreaterThanOrEqual(10_000); });
        times.forEach((at, i) => {
          expect(at).toBeGreaterThanOrEqual(sentAt[i]);
          if (at > sentAt[i]) expect(pulses.includes(at - 10_000) && at - 10_000 <= sentAt[i]).toBe(true);
        });
      }), seeded(100));
    });

    test('holds nothing where one is enough', () => {
      expect(receivedAt([100, 200, 300], { count: 1 })).toEqual([100, 200, 300]);
    });
  });
});

describe('a ring', () => {
  const ring = (slots: number, onFull: 'block' | 'drop' = 'block', scope: 'vm' | 'link' = 'vm'): Stage => ({ ...base, kind: 'ring', id: 'take-slot', ring: 'r', scope, slots, onFull });
  const release: Stage = { ...base, kind: 'release', id: 'free-slot', ring: 'r' };
  const post = serve('post', 'guest-kernel', { perUnitNs: 10 });
  const take = serve('take', 'guest-kernel', { perUnitNs: 10 });
  const traffic = (count: number, bytes = 1): Operation[][] => [[{ op: 'loop', count, body: [isend(1, bytes)] }, waitall], [{ op: 'loop', count, body: [ireceive(0, bytes)] }, waitall]];

  test('lets in as many as it has slots', () => {
    const time = (slots: number): number => resultFor(runInput({ ranks: traffic(6), model: path({ send: [post, ring(slots), delay('work', { perUnitNs: 1000 }), release], receive: [take] }) })).metrics.executionTime.value;
    expect(time(1)).toBe(10 + 6 * 1000 + 10);
    expect(time(3)).toBe(10 + 2 * 1000 + 3 * 10);
    expect(time(6)).toBe(6 * 10 + 1000 + 10);
  });

  test('gets its slots back also from a stage of the other side', () => {
    const model = path({ send: [post], receive: [ring(2), take], complete: [delay('ack', { perUnitNs: 500 }), release] });
    const world = worldAfter(runInput({ ranks: traffic(5), model }));
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
  });

  test('of a link is not the link itself', () => {
    const model = path({
      send: [post, ring(1, 'block', 'link'), serve('wire', 'wire', { perUnitNs: 1000 }, ['link']), release], receive: [take],
      resources: [{ id: 'link', title: 'Link', scope: 'link', discipline: 'round-robin', key: 'rank' }],
    });
    const world = worldAfter(runInput({ ranks: traffic(5), model }));
    expect(leaksOf(world)).toEqual([]);
    expect(world.resources.groups.map((g) => [g.declared.id, g.declared.discipline])).toEqual([['r', undefined], ['link', 'round-robin']]);
  });

  const lossy = (retries: number, onExhausted: 'fail' | 'reconnect' = 'fail') => runInput({
    ranks: traffic(4), model: path({
      send: [post, ring(1, 'drop'), delay('work', { perUnitNs: 1000 }), release], receive: [take],
      protocol: { reliability: { kind: 'timeout', rtoNs: 300, backoff: 2, retries, onExhausted } },
    }),
  });

  test('that drops is tried again later, each time twice as long', () => {
    const world = worldAfter(lossy(10));
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
    // Posted at 10, 20, 30, 40 and the work takes 1000: 20 tries at 320, 920, 2120; 30 at 330, 930, 2130, 4530; 40 at 340, 940, 2140, 4540, 9340.
    expect(world.statistics.retransmissions).toBe(3 + 4 + 5);
    expect(world.statistics.lastCompletionNs).toBe(9340 + 1000 + 10);
  });

  test('that stays full is given up, or begun again after the last retry', () => {
    const given = worldAfter(lossy(3));
    expect(given.failure).toMatchObject({ kind: 'protocol' });
    expect(given.failure?.message).toContain('3 retries');
    const again = worldAfter(lossy(3, 'reconnect'));
    expect(again.failure).toBeUndefined();
    expect(leaksOf(again)).toEqual([]);
  });

  test('that drops what nobody sends again fails the run', () => {
    const world = worldAfter(runInput({ ranks: traffic(4), model: path({ send: [post, ring(1, 'drop'), delay('work', { perUnitNs: 1000 }), release], receive: [take] }) }));
    expect(world.failure).toMatchObject({ kind: 'protocol' });
  });

  test('serves those who wait in turn across VMs of one host', () => {
    const model = path({
      send: [post, { ...base, kind: 'ring', id: 'take-slot', ring: 'r', scope: 'nic', slots: 1, onFull: 'block' }, delay('work', { perUnitNs: 1000 }), release], receive: [take],
    });
    const sender: Operation[] = [isend(2, 1), isend(2, 1), waitall];
    const world = worldAfter(runInput({ ranks: [sender, sender, [ireceive(0, 1), ireceive(1, 1), ireceive(0, 1), ireceive(1, 1), waitall]], model, cores: 4, places: [...onCores(0, 1), { host: 1, vm: 2, core: 0 }] }));
    expect(leaksOf(world)).toEqual([]);
    expect(world.statistics.lastCompletionNs).toBe(10 + 4 * 1000 + 10);
  });
});

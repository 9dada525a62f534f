import type { DriverDomain } from '@doorbell/sdk';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { leaksOf, resultFor, sumOf, worldAfter } from './testing/outcomes.ts';
import { delay, onCores, path, runInput, serve } from './testing/run-input.ts';

const floating: DriverDomain = { vcpus: 1, pinning: 'floating', weight: 256, sliceNs: 30e6, switchNs: 0 };
const ms = 1e6;

const compute = (ns: number): Operation => ({ op: 'compute', ns });
const repeat = (count: number, ...body: readonly Operation[]): Operation => ({ op: 'loop', count, body });
const isend = (to: number, bytes = 1): Operation => ({ op: 'isend', to, bytes, tag: 0 });
const ireceive = (from: number, bytes = 1): Operation => ({ op: 'ireceive', from, bytes, tag: 0 });
const send = (to: number, bytes = 1): Operation => ({ op: 'send', to, bytes, tag: 0 });
const receive = (from: number, bytes = 1): Operation => ({ op: 'receive', from, bytes, tag: 0 });
const waitall: Operation = { op: 'waitall' };

/** Every message costs the driver domain `ns`; the guests nearly nothing. */
function through(driverDomain: DriverDomain, ns: number) {
  return path({
    driverDomain, send: [serve('post', 'guest-kernel', { perUnitNs: 10 }), serve('bridge', 'driver-domain', { perUnitNs: ns })],
    receive: [serve('take', 'guest-kernel', { perUnitNs: 10 })],
  });
}

describe('ranks that share a core', () => {
  test('compute as long as they would alone; the rest of their time is stolen', () => {
    const { ranks } = resultFor(runInput({ ranks: [[compute(10 * ms)], [compute(10 * ms)]], places: onCores(0, 0), cores: 1 }));
    expect(ranks.map((r) => r.computeNs)).toEqual([10 * ms, 10 * ms]);
    // Turns of 6 ms: 0 runs to 6, 1 to 12, 0 to 16, 1 to 20.
    expect(ranks.map((r) => r.finishedNs)).toEqual([16 * ms, 20 * ms]);
    expect(ranks.map((r) => r.stolenNs)).toEqual([6 * ms, 10 * ms]);
    expect(ranks.map((r) => r.waitingNs)).toEqual([0, 0]);
  });

  test('take turns when one of them only polls, which costs the other its turns', () => {
    const ranks = [[receive(1)], [compute(10 * ms), send(0)]];
    const polling = resultFor(runInput({ ranks, places: onCores(0, 0), cores: 1 }));
    const blocking = resultFor(runInput({ ranks, places: onCores(0, 0), cores: 1, mpi: { waiting: 'block', wakeUpNs: 5000 } }));
    expect(polling.ranks[1]).toMatchObject({ computeNs: 10 * ms, stolenNs: 12 * ms });
    expect(polling.ranks[0].stolenNs).toBe(0);
    expect(blocking.ranks[1]).toMatchObject({ computeNs: 10 * ms, stolenNs: 0 });
    expect(blocking.ranks[0].overheadNs - polling.ranks[0].overheadNs).toBe(5000);
  });

  test('on cores of their own take nothing from each other', () => {
    const { ranks } = resultFor(runInput({ ranks: [[compute(10 * ms)], [compute(7 * ms)]], places: onCores(0, 1) }));
    expect(ranks.map((r) => [r.finishedNs, r.stolenNs])).toEqual([[10 * ms, 0], [7 * ms, 0]]);
  });
});

describe('a floating driver domain', () => {
  const traffic = [[compute(5 * ms)], [isend(2), waitall, compute(5 * ms)], [ireceive(1), waitall, compute(5 * ms)]];

  test('takes an idle core before it takes a busy one', () => {
    const { ranks } = resultFor(runInput({ ranks: traffic, places: onCores(0, 1, 2), cores: 4, model: through(floating, ms) }));
    expect(ranks.map((r) => r.stolenNs)).toEqual([0, 0, 0]);
  });

  test('preempts a guest when no core is idle, and the guest computes as much as before', () => {
    const { ranks } = resultFor(runInput({ ranks: traffic, places: onCores(0, 1, 2), cores: 3, model: through(floating, ms) }));
    expect(ranks.reduce((sum, r) => sum + r.stolenNs, 0)).toBeGreaterThan(0);
    expect(ranks.map((r) => r.computeNs)).toEqual([5 * ms, 5 * ms, 5 * ms]);
    for (const time of ranks) expect(sumOf(time)).toBe(time.finishedNs);
  });

  test('costs nobody anything while it has nothing to do', () => {
    const { ranks } = resultFor(runInput({ ranks: [[compute(ms)], [compute(ms)]], places: onCores(0, 1), model: through(floating, ms) }));
    expect(ranks.map((r) => r.stolenNs)).toEqual([0, 0]);
  });

  test('loses no work when a guest that it wakes wants the core back', () => {
    const messages = 5;
    const world = worldAfter(runInput({
      ranks: [[repeat(messages, isend(1)), waitall], [repeat(messages, ireceive(0)), waitall]],
      places: onCores(0, 1), cores: 3, model: through(floating, 1000), mpi: { waiting: 'block' },
    }));
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
    expect(world.statistics.messages).toBe(messages);
  });

  test.each([1, 2, 3])('ends with more vCPUs than cores (%i cores)', (cores) => {
    const world = worldAfter(runInput({
      ranks: [[repeat(20, isend(1)), repeat(20, ireceive(1)), waitall], [repeat(20, isend(0)), repeat(20, ireceive(0)), waitall]],
      places: onCores(0, cores - 1), cores, model: through({ ...floating, vcpus: 4, sliceNs: ms }, 300_000),
    }), 100_000);
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
  });

  test('uses as many vCPUs as it has', () => {
    const ranks = [[isend(1), waitall], [ireceive(0), waitall], [isend(3), waitall], [ireceive(2), waitall]];
    const time = (vcpus: number): number => resultFor(runInput({
      ranks, cores: 8, places: [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 2, core: 1 }, { host: 0, vm: 1, core: 2 }, { host: 0, vm: 3, core: 3 }],
      model: through({ ...floating, vcpus }, ms),
    })).metrics.executionTime.value;
    expect(time(1)).toBeGreaterThan(2 * ms);
    expect(time(2)).toBeLessThan(1.01 * ms);
  });

  test('pays for every change of a core\'s owner', () => {
    const run = (switchNs: number) => resultFor(runInput({ ranks: traffic, places: onCores(0, 1, 2), cores: 3, model: through({ ...floating, switchNs }, ms) }));
    const without = run(0);
    const with3000 = run(3000);
    expect(with3000.metrics.executionTime.value - without.metrics.executionTime.value).toBeGreaterThanOrEqual(3000);
    for (const time of with3000.ranks) expect(sumOf(time)).toBe(time.finishedNs);
  });
});

describe('the share of a driver domain that always has work', () => {
  const cores = 8;
  const others = Array.from({ length: cores - 2 }, () => [compute(10_000 * ms)]);
  const places = onCores(0, 1, 2, 3, 4, 5, 6, 7);

  function shareOf(weight: number, ranks: readonly (readonly Operation[])[], driverNs: number, messages: number): number {
    const input = runInput({ ranks: [...ranks, ...others], places, cores, model: through({ ...floating, weight }, driverNs) });
    const { ranks: times } = resultFor(input);
    // What was done until the receiver had everything, less the credit it began with.
    return (driverNs * messages - floating.sliceNs) / times[1].finishedNs;
  }

  test.each([[256, 8 / 9], [128, 8 / 17]])('approaches its weight (%i)', (weight, expected) => {
    const messages = 2000;
    const share = shareOf(weight, [[repeat(messages, isend(1)), waitall, compute(10_000 * ms)], [repeat(messages, ireceive(0)), waitall]], ms, messages);
    expect(share).toBeGreaterThan(expected * 0.97);
    expect(share).toBeLessThan(expected * 1.03);
  });

  test('is the same when its work comes in bursts shorter than a turn', () => {
    const rounds = 1000;
    const pingPong = [[repeat(rounds, send(1), receive(1))], [repeat(rounds, receive(0), send(0))]];
    const share = shareOf(256, pingPong, ms, 2 * rounds);
    expect(share).toBeGreaterThan((8 / 9) * 0.97);
    expect(share).toBeLessThan((8 / 9) * 1.03);
  });
});

describe('a pinned driver domain', () => {
  const pinned: DriverDomain = { ...floating, pinning: 'pinned' };

  test('never steals', () => {
    const ranks = [[compute(5 * ms)], [repeat(20, isend(2)), compute(ms), waitall], [repeat(20, ireceive(1)), compute(ms), waitall]];
    const { ranks: times } = resultFor(runInput({ ranks, places: onCores(0, 1, 2), cores: 4, model: through(pinned, ms) }));
    expect(times.map((r) => r.stolenNs)).toEqual([0, 0, 0]);
  });

  test('takes its cores from the guests, who share what is left', () => {
    const run = (model: ReturnType<typeof path>) => resultFor(runInput({ ranks: [[compute(12 * ms)], [compute(12 * ms)]], places: onCores(0, 1), cores: 2, model }));
    expect(run(through(floating, ms)).metrics.executionTime.value).toBe(12 * ms);
    expect(run(through(pinned, ms)).metrics.executionTime.value).toBe(24 * ms);
  });
});

describe('time of a rank', () => {
  test('adds up exactly to when it finished, whatever happened', () => {
    const ranks = Array.from({ length: 4 }, (_, rank) => [
      repeat(20, compute(100_000.3), { op: 'pack', ns: 7001.7 }, isend((rank + 1) % 4, 5000), ireceive((rank + 3) % 4, 5000), waitall),
    ]);
    for (const waiting of ['poll', 'block'] as const) {
      const { ranks: times } = resultFor(runInput({
        ranks, places: onCores(0, 1, 1, 0), cores: 2, mpi: { waiting, wakeUpNs: 3000 }, noise: { compute: 0.1, startSkewNs: 50_000, service: 0.1 },
        model: through({ ...floating, switchNs: 2500, sliceNs: ms }, 50_000),
      }));
      for (const time of times) expect(sumOf(time)).toBe(time.finishedNs);
    }
  });

  test('is stolen while a rank that polled has work again and somebody else has its core', () => {
    // Rank 0 polls; the driver domain takes its core for the first message, and the second arrives by another way.
    const model = path({
      driverDomain: floating,
      send: [serve('post', 'guest-kernel', { perUnitNs: 10 }), delay('way', { table: [[1, 10], [2, 200_000]] }), { kind: 'choose', id: 'which', title: 'which', executor: 'device', branches: [
        { upToBytes: 1, stages: [serve('bridge', 'driver-domain', { perUnitNs: ms })] }, { upToBytes: 1e9, stages: [] },
      ] }],
      receive: [serve('take', 'guest-kernel', { perUnitNs: 10 })],
    });
    const { ranks } = resultFor(runInput({ ranks: [[ireceive(1, 1), ireceive(1, 2), waitall], [isend(0, 1), isend(0, 2), compute(5 * ms)]], places: onCores(0, 1), cores: 2, model }));
    expect(ranks[0].stolenNs).toBeGreaterThan(0.7 * ms);
    expect(ranks[0].stolenNs).toBeLessThan(0.9 * ms);
    for (const time of ranks) expect(sumOf(time)).toBe(time.finishedNs);
  });

  test('before its first instruction is its start, not waiting', () => {
    const { ranks } = resultFor(runInput({ ranks: [[compute(ms)], [compute(ms)]], noise: { startSkewNs: 100_000 } }));
    for (const time of ranks) {
      expect(time.startNs).toBeGreaterThan(0);
      expect(time.finishedNs).toBe(time.startNs + ms);
    }
  });
});

describe('a waiting rank', () => {
  const ranks = [[send(1), receive(1)], [compute(ms), receive(0), send(0)]];

  test('that blocks pays for waking up, one that polls does not', () => {
    const polling = resultFor(runInput({ ranks }));
    const blocking = resultFor(runInput({ ranks, mpi: { waiting: 'block', wakeUpNs: 5000 } }));
    expect(blocking.metrics.executionTime.value - polling.metrics.executionTime.value).toBe(5000);
    expect(polling.ranks[0].waitingNs).toBeGreaterThan(ms / 2);
    expect(blocking.ranks[0].waitingNs).toBeGreaterThan(ms / 2);
  });

  test('that blocks leaves its core to the driver domain', () => {
    const traffic = [[send(1), receive(1)], [receive(0), send(0)]];
    const input = (waiting: 'poll' | 'block') => runInput({ ranks: traffic, places: onCores(0, 1), model: through({ ...floating, switchNs: 0 }, ms), mpi: { waiting } });
    const world = worldAfter(input('block'));
    expect(world.cpu.credit[2]).toBe(floating.sliceNs);
    expect(leaksOf(world)).toEqual([]);
    expect(resultFor(input('block')).ranks.map((r) => r.stolenNs)).toEqual([0, 0]);
  });
});

describe('progress of the MPI library', () => {
  // Received by the library on the rank's core while the rank computes, or afterwards.
  const model = path({ receive: [serve('take', 'guest-user', { perUnitNs: 1000 })] });
  const ranks = [[send(1), compute(10)], [ireceive(0), compute(ms), waitall]];

  test('in calls only: a message that arrives during compute waits until the rank calls the library', () => {
    const { messages, ranks: times } = resultFor(runInput({ ranks, model, mpi: { progress: 'in-call' } }));
    expect(messages[0].maxNs).toBe(ms + 1000);
    expect(times[1].finishedNs).toBe(ms + 1000);
  });

  test('asynchronous: it interrupts the compute', () => {
    const { messages, ranks: times } = resultFor(runInput({ ranks, model, mpi: { progress: 'asynchronous' } }));
    expect(messages[0].maxNs).toBe(100 + 50 + 1000);
    expect(times[1].finishedNs).toBe(ms + 1000);
  });
});

import type { Resource, Stage } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation, RankPlace } from '../contract/index.ts';
import { leaksOf, resultFor, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { path, runInput, serve } from './testing/run-input.ts';

const waitall: Operation = { op: 'waitall' };
const post = serve('post', 'guest-kernel', { perUnitNs: 1 });
const take = serve('take', 'guest-kernel', { perUnitNs: 1 });
const isend = (to: number, count: number, bytes = 1000): Operation => ({ op: 'loop', count, body: [{ op: 'isend', to, bytes, tag: 0 }] });
const ireceive = (from: number, count: number, bytes = 1000): Operation => ({ op: 'loop', count, body: [{ op: 'ireceive', from, bytes, tag: 0 }] });

/** One engine per NIC takes 1 ns per byte. */
function engine(resource: Partial<Resource>, cost: Stage & { kind: 'serve' } = { kind: 'serve', id: 'engine', title: 'Engine', executor: 'device', cost: { perByteNs: 1 }, resources: ['r'] }) {
  return path({ send: [post, cost], receive: [take], resources: [{ id: 'r', title: 'R', scope: 'nic', ...resource }] });
}

/** Senders in VMs of their own on host 0, receivers on host 1; sender i sends `counts[i]` messages of `sizes[i]` bytes at once. */
function senders(model: ReturnType<typeof path>, counts: readonly number[], sizes: readonly number[], weights: readonly (number | undefined)[] = []) {
  const n = counts.length;
  const place = (host: number, i: number): RankPlace => ({ host, vm: host * n + i, core: i, ...(weights[i] === undefined ? {} : { weight: weights[i] }) });
  return runInput({
    model, cores: 8, places: [...counts.map((_, i) => place(0, i)), ...counts.map((_, i) => place(1, i))],
    ranks: [...counts.map((count, i) => [isend(n + i, count, sizes[i]), waitall]), ...counts.map((count, i) => [ireceive(i, count, sizes[i]), waitall])],
  });
}
const finished = (input: ReturnType<typeof runInput>): number[] => resultFor(input).ranks.map((r) => r.finishedNs);

describe('a share', () => {
  test('is of time, not of segments: small segments are not held up by large ones', () => {
    // 900 B against 100 B: in turns each small one waits for a large one, in shares nine small ones pass for each large one.
    const turns = finished(senders(engine({ discipline: 'round-robin' }), [20, 20], [900, 100]));
    const shares = finished(senders(engine({ discipline: 'share' }), [20, 20], [900, 100]));
    expect(turns[3]).toBeGreaterThan(19 * 1000);
    expect(shares[3]).toBeLessThan(2 * 20 * 100 + 2 * 900);
    expect(Math.max(...shares)).toBe(Math.max(...turns));
  });

  test('follows the weights of the VMs', () => {
    // 3 : 1. When the heavy one has had its 30 segments the light one has had 10.
    const model = engine({ discipline: 'share', key: 'vm' });
    const [, , heavy, light] = finished(senders(model, [30, 30], [1000, 1000], [768, 256]));
    expect(heavy).toBeGreaterThan(39_000);
    expect(heavy).toBeLessThan(41_100);
    expect(light).toBeGreaterThan(60_000);
  });

  test('is fair at any time to all who always have something, whatever their sizes and weights', () => {
    const flow = fc.record({ bytes: fc.integer({ min: 50, max: 1000 }), weight: fc.constantFrom(64, 128, 256, 512) });
    fc.assert(fc.property(fc.array(flow, { minLength: 2, maxLength: 4 }), (flows) => {
      // All get their fair time T by T × Σ weights: give each as much work as it gets then.
      const counts = flows.map(({ bytes, weight }) => Math.ceil((weight * 200) / bytes));
      const world = worldAfter(senders(engine({ discipline: 'share' }), counts, flows.map(({ bytes }) => bytes), flows.map(({ weight }) => weight)));
      expect(leaksOf(world)).toEqual([]);
      const total = flows.reduce((sum, { bytes }, i) => sum + counts[i] * bytes, 0);
      expect(world.statistics.lastCompletionNs).toBeGreaterThanOrEqual(total);
      // Start-time fair queueing: a flow's lag is at most one segment of each flow, weighted.
      const slack = flows.reduce((sum, { bytes }) => sum + 2 * bytes, 0) + flows.reduce((sum, { weight }) => sum + weight, 0) * Math.max(...flows.map(({ bytes, weight }) => (2 * bytes) / weight));
      for (let i = 0; i < flows.length; i++) expect(world.ranks.finishedNs[flows.length + i]).toBeGreaterThan(total - slack);
    }), seeded(60));
  });
});

describe('priority', () => {
  const staged = (priority: number, other: number): ReturnType<typeof path> => path({
    send: [post, {
      kind: 'choose', id: 'class', title: 'Class', executor: 'device', branches: [
        { upToBytes: 100, stages: [{ kind: 'serve', id: 'small', title: 'Small', executor: 'device', cost: { perUnitNs: 1000 }, resources: ['r'], priority }] },
        { upToBytes: 1e9, stages: [{ kind: 'serve', id: 'large', title: 'Large', executor: 'device', cost: { perUnitNs: 1000 }, resources: ['r'], priority: other }] },
      ],
    }], receive: [take], resources: [{ id: 'r', title: 'R', scope: 'nic', discipline: 'priority' }],
  });

  test('lets a class pass all who wait, not who is served', () => {
    // Both post from 1 ns on; the large one came first by rank and is served until 1001.
    expect(finished(senders(staged(1, 0), [10, 3], [1000, 100])).slice(2)).toEqual([1 + 13_000 + 1, 1 + 4000 + 1]);
    expect(finished(senders(staged(0, 1), [10, 3], [1000, 100])).slice(2)).toEqual([1 + 10_000 + 1, 1 + 13_000 + 1]);
  });

  test('among equals is first come, first served', () => {
    expect(finished(senders(staged(3, 3), [10, 3], [1000, 100]))).toEqual(finished(senders(engine({}, { kind: 'serve', id: 'e', title: 'E', executor: 'device', cost: { perUnitNs: 1000 }, resources: ['r'] }), [10, 3], [1000, 100])));
  });
});

describe('a rate cap', () => {
  test('holds a key to its rate, whoever else is there', () => {
    // 1000 B at 0.25 B/ns: one segment every 4000 ns, each served in 1000.
    const model = engine({ discipline: 'rate-cap', key: 'vm', rateBytesPerSecond: 0.25e9 });
    expect(finished(senders(model, [10], [1000]))[1]).toBe(1 + 9 * 4000 + 1000 + 1);
    // Three VMs fit side by side: the engine is busy three quarters of the time.
    expect(finished(senders(model, [10, 10, 10], [1000, 1000, 1000])).slice(3)).toEqual([1, 2, 3].map((i) => 1 + 9 * 4000 + i * 1000 + 1));
  });

  test('is no promise: more keys than fit share the engine', () => {
    const model = engine({ discipline: 'rate-cap', key: 'vm', rateBytesPerSecond: 0.5e9 });
    expect(Math.max(...finished(senders(model, [10, 10, 10, 10], [1000, 1000, 1000, 1000])))).toBe(1 + 40_000 + 1);
  });

  test('is never exceeded, and everything arrives', () => {
    fc.assert(fc.property(fc.array(fc.record({ count: fc.integer({ min: 1, max: 12 }), bytes: fc.integer({ min: 1, max: 1000 }) }), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 2 }), (flows, percent, servers) => {
      const rate = percent / 100;
      const world = worldAfter(senders(engine({ discipline: 'rate-cap', key: 'vm', rateBytesPerSecond: rate * 1e9, servers }), flows.map((f) => f.count), flows.map((f) => f.bytes)));
      expect(world.failure).toBeUndefined();
      expect(leaksOf(world)).toEqual([]);
      expect(world.statistics.messages).toBe(flows.reduce((sum, { count }) => sum + count, 0));
      flows.forEach(({ count, bytes }, i) => {
        expect(world.ranks.finishedNs[flows.length + i]).toBeGreaterThanOrEqual(((count - 1) * bytes) / rate + bytes);
      });
    }), seeded(150));
  });
});

test('what is taken in turns may cut through: an idle engine adds nothing, a busy one its time', () => {
  const wire: Stage = { kind: 'serve', id: 'first', title: 'First', executor: 'device', cost: { perByteNs: 1 }, resources: ['first'] };
  const port: Stage = { kind: 'serve', id: 'port', title: 'Port', executor: 'device', cost: { perByteNs: 1 }, resources: ['port'], cutThrough: true, side: 'receiver' };
  const model = (discipline: Resource['discipline']): ReturnType<typeof path> => path({ send: [post, wire, port], receive: [take], resources: [{ id: 'first', title: 'First', scope: 'rank' }, { id: 'port', title: 'Port', scope: 'nic', discipline }] });
  for (const discipline of ['fifo', 'round-robin', 'share', 'priority'] as const) {
    expect(finished(senders(model(discipline), [1], [1000]))[1]).toBe(1 + 1000 + 1);
    expect(Math.max(...finished(senders(model(discipline), [5, 5], [1000, 1000])))).toBe(1 + 1000 + 9 * 1000 + 1);
  }
});

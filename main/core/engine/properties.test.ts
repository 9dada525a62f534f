import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simulate } from './index.ts';
import { action } from './profile.ts';
import { resultOf } from './result.ts';
import { advance, createWorld } from './simulation.ts';
import { countVisits } from './statistics.ts';
import { leaksOf, sumOf } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { randomRun, sentIn, withoutCosts } from './testing/random-run.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** The same document with the keys of every object in the opposite order. */
function turned<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(turned) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, turned(inner)])) as Value;
}

test('whatever runs: what goes in comes out, nothing is kept, and every nanosecond has a name', () => {
  fc.assert(fc.property(randomRun({ noise: true }), (input) => {
    const world = createWorld(input);
    const { statistics } = world;
    const receiveDone = world.receiveDone.bind(world);
    let received = 0;
    let explained = 0;
    let latencies = 0;
    world.receiveDone = (rank, request, message) => {
      received++;
      // Of this one message: its parts, and its latency.
      countVisits(statistics);
      const parts = sum(statistics.serviceNs) + sum(statistics.waitingNs);
      const times = sum(statistics.messageRows.map((row) => row.sumNs));
      expect(parts - explained).toBe(times - latencies);
      expect(parts).toBeGreaterThanOrEqual(explained);
      [explained, latencies] = [parts, times];
      receiveDone(rank, request, message);
    };
    expect(advance(world, 2_000_000)).toBe(true);
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
    const sent = sentIn(input);
    expect(received).toBe(sent.messages - sent.oneSided);
    expect([statistics.messages, statistics.bytesDelivered]).toEqual([sent.messages, sent.bytes]);
    expect([...statistics.serviceNs, ...statistics.waitingNs].every((ns) => ns >= 0)).toBe(true);
    const result = resultOf(world);
    expect([sum(result.traffic.map((row) => row[2])), sum(result.traffic.map((row) => row[3]))]).toEqual([sent.messages, sent.bytes]);
    expect(sum(result.stages.map((row) => row.serviceNs + row.waitingNs))).toBe(sum(statistics.messageRows.map((row) => row.sumNs)));
    for (const time of result.ranks) {
      expect(sumOf(time)).toBe(time.finishedNs);
      expect(Math.min(time.computeNs, time.overheadNs, time.waitingNs, time.stolenNs, time.startNs)).toBeGreaterThanOrEqual(0);
    }
    for (const resource of result.resources) expect(resource.utilisation).toBeLessThanOrEqual(1 + 1e-9);
  }), seeded(400));
});

test('nothing is lost where nothing takes time', () => {
  fc.assert(fc.property(randomRun({ noise: false }), (input) => {
    const world = createWorld(withoutCosts(input));
    expect(advance(world, 100_000)).toBe(true);
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
    expect(world.statistics.messages).toBe(sentIn(input).messages);
  }), seeded(300));
});

test('no message is faster than its stages one after the other', () => {
  fc.assert(fc.property(randomRun({ noise: false }), (input) => {
    const world = createWorld(input);
    while (!advance(world, 100_000));
    for (const { stages, deliverAt, segments, costs, row } of world.statistics.profiles) {
      if (row === undefined) continue;
      const alone = Math.max(...Array.from({ length: segments }, (_, s) => sum(costs.subarray(s * stages.length, s * stages.length + deliverAt))));
      expect(row.minNs).toBeGreaterThanOrEqual(alone);
      // A core, a vCPU and a resource with one server take the segments one after the other.
      for (let p = 0; p < deliverAt; p++) {
        const { action: kind, stage } = stages[p];
        const held = stage.kind === 'serve' ? (stage.resources ?? []).map((id) => input.models.otherHost.resources.find((resource) => resource.id === id)?.servers ?? 1) : [];
        const single = kind === action.cpuKernel || kind === action.cpuUser || kind === action.driver || held.includes(1);
        if (single) expect(row.minNs).toBeGreaterThanOrEqual(sum(Array.from({ length: segments }, (_, s) => costs[s * stages.length + p])));
      }
      expect(row.sumNs / row.messages).toBeLessThanOrEqual(row.maxNs);
    }
  }), seeded(200));
});

test('the same input gives the same bytes, whatever the order of its keys', () => {
  fc.assert(fc.property(randomRun({ noise: true }), (input) => {
    const first = JSON.stringify(simulate(input));
    expect(JSON.stringify(simulate(structuredClone(input)))).toBe(first);
    expect(JSON.stringify(simulate(turned(input)))).toBe(first);
  }), seeded(100));
});

test('slices of any length give the same result as one go', () => {
  fc.assert(fc.property(randomRun({ noise: true }), fc.integer({ min: 1, max: 50 }), (input, slice) => {
    const whole = createWorld(input);
    while (!advance(whole, 1_000_000));
    const parts = createWorld(input);
    while (!advance(parts, slice));
    expect(JSON.stringify(resultOf(parts))).toBe(JSON.stringify(resultOf(whole)));
  }), seeded(50));
});

test('nobody is served longer on the way that bound a message than in all visits', () => {
  fc.assert(fc.property(randomRun({ noise: true }), (input) => {
    const world = createWorld(input);
    while (!advance(world, 1_000_000));
    const { send, receive, complete = [], put = [], get = [] } = input.models.otherHost.otherHost ?? { send: [], receive: [] };
    // A batch is held, not served.
    const batches = new Set([...send, ...receive, ...complete, ...put, ...get].filter((stage) => stage.kind === 'batch').map((stage) => stage.id));
    for (const row of resultOf(world).stages) if (!batches.has(row.stage)) expect(row.serviceNs).toBeLessThanOrEqual(row.busyNs);
  }), seeded(200));
});

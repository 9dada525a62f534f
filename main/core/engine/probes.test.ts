import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation } from '../contract/index.ts';
import { resultOf } from './result.ts';
import { resultFor, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { randomRun } from './testing/random-run.ts';
import { onCores, runInput } from './testing/run-input.ts';

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

test('whatever runs: every probe adds up to what the run counted, exactly', () => {
  fc.assert(fc.property(randomRun({ noise: true }), (input) => {
    const world = worldAfter(input);
    const result = resultOf(world);
    const { ranks, messages, sizes = [], throughput, activity, waitedFor = [], traffic, resources, timeline, timelineCoverage } = result;
    for (const { rank, waitingNs, computeNs, overheadNs, stolenNs } of ranks) {
      expect(sum(waitedFor.filter((row) => row[0] === rank).map((row) => row[2]))).toBe(waitingNs);
      const shown = activity?.ranks.find((row) => row.rank === rank)?.ns ?? [];
      expect([0, 1, 2, 3].map((channel) => sum(shown.filter((_, at) => at % 4 === channel)))).toEqual([computeNs, overheadNs, waitingNs, stolenNs]);
      // Changes of a core's owner are no spans of their own.
      const spans = sum(timeline.filter((span) => span.rank === rank).map((span) => span.toNs - span.fromNs));
      if (timelineCoverage?.windowNs === 0) expect(spans).toBeLessThanOrEqual(computeNs + overheadNs + waitingNs + stolenNs);
    }
    expect(waitedFor.every(([rank, peer, ns]) => ns > 0 && rank < ranks.length && peer < ranks.length)).toBe(true);
    const count = sum(messages.map((row) => row.messages));
    expect([sum(sizes.map((row) => row.messages)), sum(throughput?.messages ?? []), sum(traffic.map((row) => row[2]))]).toEqual([count, count, count]);
    const bytes = sum(messages.map((row) => row.messages * row.bytes));
    expect([sum(sizes.map((row) => row.bytes)), sum(throughput?.bytes ?? []), sum(traffic.map((row) => row[3]))]).toEqual([bytes, bytes, bytes]);
    for (const size of sizes) {
      const inside = messages.filter((row) => row.bytes >= size.fromBytes && row.bytes < size.belowBytes);
      expect(sum(inside.map((row) => row.messages))).toBe(size.messages);
      expect([size.minNs, size.maxNs]).toEqual([Math.min(...inside.map((row) => row.minNs)), Math.max(...inside.map((row) => row.maxNs))]);
      expect(size.p50Ns).toBeGreaterThanOrEqual(size.minNs);
      expect(size.p99Ns).toBeGreaterThanOrEqual(size.p50Ns);
      expect(size.maxNs).toBeGreaterThanOrEqual(size.p99Ns);
    }
    // What ran on cores is what entities did; a core is either owned or free.
    const cores = resources.filter((row) => row.resource === 'core');
    expect(sum(cores.map((row) => row.busyNs))).toBe(sum(world.cpu.busyNs));
    for (const core of cores) {
      expect(core.utilisation).toBeLessThanOrEqual(1);
      expect(core.pollingNs).toBeLessThanOrEqual(core.busyNs);
    }
  }), seeded(300));
});

test('two ranks on one core: the queue is what the other waits', () => {
  const work: Operation[] = [{ op: 'compute', ns: 1e6 }];
  const { resources } = resultFor(runInput({ ranks: [work, work], places: onCores(0, 0) }));
  expect(resources.filter((row) => row.resource === 'core')).toEqual([
    { resource: 'core', title: 'Core', instance: 'host 0 core 0', busyNs: 2e6, utilisation: 1, meanQueue: 0.5, longestQueue: 1, visits: 2, pollingNs: 0 },
  ]);
});

test('a rank that polls keeps its core', () => {
  const { resources } = resultFor(runInput({ ranks: [[{ op: 'compute', ns: 5000 }, { op: 'send', to: 1, bytes: 0, tag: 0 }], [{ op: 'receive', from: 0, bytes: 0, tag: 0 }]] }));
  expect(resources.find((row) => row.resource === 'core' && row.instance === 'host 1 core 0')).toMatchObject({ busyNs: 5230, pollingNs: 5150 });
});

test('many ranks are grouped in matrices and sampled in pictures', () => {
  const count = 300;
  const ranks = Array.from({ length: count }, (_, r): Operation[] => [{ op: 'isend', to: (r + 1) % count, bytes: 10, tag: 0 }, { op: 'ireceive', from: (r + count - 1) % count, bytes: 10, tag: 0 }, { op: 'waitall' }]);
  const result = resultFor(runInput({ ranks }));
  expect(result.ranksPerGroup).toBe(2);
  expect(Math.max(...result.traffic.flatMap(([from, to]) => [from, to]))).toBe(149);
  expect(sum(result.traffic.map((row) => row[2]))).toBe(count);
  expect(sum(result.waitedFor?.map((row) => row[2]) ?? [])).toBe(sum(result.ranks.map((rank) => rank.waitingNs)));
  expect(result.timelineCoverage?.ranks.length).toBeLessThanOrEqual(64);
  expect(result.activity?.ranks.length).toBeLessThanOrEqual(32);
});

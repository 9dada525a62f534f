import { describe, expect, test } from 'vitest';
import type { CriticalPath, RunResult } from '../contract/index.ts';
import { criticalFinding, criticalPathContrast, criticalRows, matrixTable, pairMatrix, throughputLine, timelineSpec } from './index.ts';
import { testResult } from './test-result.ts';

const stage = { path: 'xen-bridged', relation: 'other-host', side: 'sender', stage: 'netback', title: 'Netback', executor: 'driver-domain' } as const;
const criticalPath: CriticalPath = {
  totalNs: 1000, rank: 0, messages: 1, hops: [{ from: 1, to: 0, fromNs: 500, toNs: 900 }],
  parts: [{ kind: 'compute', ns: 600 }, { kind: 'waiting', ns: 250, ...stage }, { kind: 'service', ns: 100, ...stage }, { kind: 'stolen', ns: 50 }],
};
const result: RunResult = {
  ...testResult, criticalPath, waitedFor: [[0, 1, 150], [0, -1, 50], [1, 0, 250]],
  throughput: { binNs: 512, bytes: [1000, 100], messages: [10, 1] },
  timeline: [{ rank: 1, kind: 'compute', fromNs: 0, toNs: 500 }], timelineCoverage: { ranks: [0, 1], windowNs: 0, every: 1 },
  activity: { binNs: 512, ranks: [{ rank: 0, ns: [400, 12, 100, 0, 100, 188, 100, 100] }, { rank: 1, ns: [500, 0, 12, 0, 0, 100, 238, 50] }] },
};

describe('the critical path in words', () => {
  test('has every part with its share of the run', () => {
    const rows = criticalRows(criticalPath);
    expect(rows.map((row) => row.title)).toEqual(['Computing', 'Netback', 'Netback', 'Core taken away']);
    expect(rows.map((row) => row.note)).toEqual(['the program itself', 'xen-bridged, other host, sender, waiting', 'xen-bridged, other host, sender, service', 'by a driver domain or another rank']);
    expect(rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1, 12);
    expect(criticalFinding(criticalPath)).toBe('Computing 60\u00a0%, waiting at “Netback” 25\u00a0%, Netback 10\u00a0%, all else 5\u00a0%.');
  });

  test('stacks to the time of each run', () => {
    const spec = criticalPathContrast([{ label: 'a', result }, { label: 'old', result: testResult }, { label: 'b', result: { ...result, criticalPath: { ...criticalPath, totalNs: 600, parts: [{ kind: 'compute', ns: 600 }] } } }]);
    expect(spec?.x.categories).toEqual(['a', 'b']);
    expect([0, 1].map((x) => spec?.series.reduce((sum, series) => sum + (series.points[x]?.y ?? 0), 0))).toEqual([1000, 600]);
    expect(spec?.series.filter((series) => series.muted).map((series) => series.label)).toEqual(['waiting: driver-domain']);
    expect(criticalPathContrast([{ label: 'old', result: testResult }])).toBeUndefined();
  });
});

test('matrices name their largest pair, and their table has all pairs', () => {
  expect(pairMatrix(result, 'bytes').finding).toBe('Most: 1.07\u00a0KiB from rank 0 to rank 1, 100\u00a0% of 1.07\u00a0KiB.');
  const waiting = pairMatrix(result, 'waiting');
  expect(waiting.finding).toBe('Most: rank 1 waited 250\u00a0ns for rank 0, 63\u00a0% of 400\u00a0ns.');
  expect(matrixTable(waiting)).toEqual([{ row: '1', column: '0', value: 250, share: 0.625 }, { row: '0', column: '1', value: 150, share: 0.375 }]);
  const grouped = pairMatrix({ ...result, ranks: Array.from({ length: 600 }, (_, rank) => ({ ...result.ranks[0], rank })), ranksPerGroup: 3 }, 'messages');
  expect([grouped.rows.labels.length, grouped.rows.labels[199]]).toEqual([200, '597–599']);
});

test('a timeline has lanes for what was kept, and results of old have none', () => {
  const spec = timelineSpec(result);
  expect(spec?.endNs).toBe(1000);
  expect(spec?.detail.spans).toEqual([{ lane: 1, style: 'compute', fromNs: 0, toNs: 500 }]);
  expect(spec?.hops).toEqual(criticalPath.hops);
  expect(spec?.finding).toBe('Time: compute 53\u00a0%, overhead 16\u00a0%, waiting 24\u00a0%, stolen 7.9\u00a0%.');
  expect(timelineSpec(testResult)).toBeUndefined();
});

test('throughput is bytes by the length of an interval', () => {
  const spec = throughputLine(result);
  expect(spec?.y.unit).toBe('GB/s');
  expect(spec?.series[0]?.points.map((point) => point.y.toFixed(3))).toEqual(['1.953', '0.195']);
  expect(throughputLine(testResult)).toBeUndefined();
});

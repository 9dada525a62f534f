import { describe, expect, it } from 'vitest';
import { compareRuns } from '../compare/index.ts';
import { advectionRows, advectionTimes, streamRows, testRow } from '../compare/test-rows.ts';
import {
  bandwidthCurve, cellLabel, chartTable, comparisonBars, crossoverLines, formatPoint, hasSizes, latencyCurve, meanRankTimeBars,
  messageClasses, mtbfLines, rankTimeBars, resourceBars, scalingLines, sizeCurves, speedUpBars, stageWaterfall,
} from './index.ts';
import { testResult } from './test-result.ts';

const byPath = { fingerprints: [], by: 'path' };
const streams = compareRuns(streamRows({ native: [812e6, 1238e6], 'xen-bridged': [426e6, 749e6], 'sr-iov': [635e6, 885e6] }), byPath);
const advection = compareRuns(advectionRows(advectionTimes), byPath);

describe('comparisonBars', () => {
  it('has a series per path, a category per cell, one unit, and no interval where nothing varied', () => {
    const spec = comparisonBars(streams);
    expect(spec.x.categories).toEqual(['netperf', 'iperf']);
    expect(spec.y).toMatchObject({ title: 'Goodput', unit: 'MB/s' });
    expect(spec.series.map((series) => [series.label, series.style])).toEqual([['native', 'native'], ['xen-bridged', 'xen-bridged'], ['sr-iov', 'sr-iov']]);
    expect(spec.series[1]?.points).toEqual([{ x: 0, y: 426 }, { x: 1, y: 749 }]);
    expect(spec.finding).toBe('Higher is better. Best candidate of 2 cells: sr-iov in 2.');
  });

  it('carries the intervals of replicates', () => {
    const point = comparisonBars(advection).series[1]?.points[0];
    const estimate = advection.cells[0]?.entries[1]?.estimate;
    expect(point?.low).toBeCloseTo((estimate?.low ?? NaN) / 1e6, 6);
    expect(point?.high).toBeGreaterThan(point?.y ?? NaN);
  });

  it('gives values of other axes styles of their own', () => {
    const byPlacement = comparisonBars(compareRuns(advectionRows({ 'sr-iov': advectionTimes['sr-iov'] }), { fingerprints: [], by: 'placement' }));
    expect(new Set(byPlacement.series.map((series) => series.style)).size).toBe(4);
  });

  it('leaves out what is missing, and the baseline of speed-ups', () => {
    const rows = streamRows({ native: [1e8, 2e8], 'sr-iov': [1e8, 2e8] }).slice(0, 3);
    expect(comparisonBars(compareRuns(rows, byPath)).series[1]?.points).toHaveLength(1);
    const ups = speedUpBars(streams);
    expect(ups.series.map((series) => series.label)).toEqual(['xen-bridged', 'sr-iov']);
    expect(ups.rules).toEqual([{ axis: 'y', at: 1, label: 'native' }]);
  });
});

describe('crossoverLines', () => {
  it('shows the line, every placement, speed-up 1 and the crossover', () => {
    if (advection.crossover === undefined) throw new Error('no crossover');
    const spec = crossoverLines(advection.crossover);
    expect(spec.series.map((series) => series.draw)).toEqual(['line', 'points']);
    expect(spec.series[1]?.points.map((point) => point.label)).toEqual(['inter', 'hybrid', 'intra-block', 'intra-round-robin']);
    expect(spec.rules?.map((rule) => [rule.axis, Math.round(rule.at)])).toEqual([['y', 1], ['x', 19]]);
    expect(spec.finding).toMatch(/xen-bridged wins below 19\u00a0% of operations crossing hosts, sr-iov above/);
  });
});

describe('curves', () => {
  const rows = ['raw', 'mpi'].flatMap((layer) => [1, 64, 4096].map((size) => testRow({ path: 'vfio-bypass', layer, size }, { halfRoundTrip: { value: 4880 + (layer === 'mpi' ? 290 : 0) + size, unit: 'ns' } })));
  const comparison = compareRuns(rows, { fingerprints: [], by: 'layer' });

  it('run over sizes on logarithmic axes', () => {
    expect(hasSizes(comparison)).toBe(true);
    expect(hasSizes(streams)).toBe(false);
    const latency = latencyCurve(comparison);
    expect([latency.x.scale, latency.y.scale, latency.y.unit]).toEqual(['log', 'log', 'µs']);
    expect(latency.series.map((series) => series.label)).toEqual(['raw', 'MPI']);
    expect(latency.series[0]?.points[0]).toEqual({ x: 1, y: 4.881 });
    expect(latency.finding).toContain('raw 4.88 µs, MPI 5.17 µs');
    const bandwidth = bandwidthCurve(comparison);
    expect(bandwidth.series[0]?.points[2]?.y).toBeCloseTo(4096 / 8976 * 1000, 9);
    expect(bandwidth.y.unit).toBe('MB/s');
  });

  it('draw what the metric means: a bandwidth for one message, a rate as it is, nothing without sizes', () => {
    const titles = (metric: string, unit: 'ns' | 'B/s' | '1/s') => {
      const sized = [1, 64].flatMap((size) => ['native', 'sr-iov'].map((path) => ({ ...testRow({ path, size, replicate: 1 }, {}), metrics: { [metric]: { value: 1000 * size, unit } } })));
      return sizeCurves(compareRuns(sized, { fingerprints: [], by: 'path', metric })).map(({ title, y }) => `${title}, ${y.unit ?? ''}`);
    };
    expect(titles('halfRoundTrip', 'ns')).toEqual(['Half round trip by message size, µs', 'Bandwidth by message size, MB/s']);
    expect(titles('collectiveLatency', 'ns')).toEqual(['Latency of the collective by message size, µs']);
    expect(titles('messageRate', '1/s')).toEqual(['Message rate by message size, k/s']);
    expect(sizeCurves(streams)).toEqual([]);
  });

  it('keeps one colour for one path and tells its curves apart by variant', () => {
    const spec = latencyCurve(compareRuns(rows, byPath));
    expect(spec.series.map((series) => [series.style, series.variant ?? 0])).toEqual([['vfio-bypass', 0], ['vfio-bypass', 1]]);
  });
});

describe('scalingLines', () => {
  it('follows ranks, leaves out factors that go with them, and takes a binary scale', () => {
    const rows = [[2, 2], [4, 2], [8, 2], [32, 4]].flatMap(([ranks = 0, hosts = 0]) => ['native', 'sr-iov'].map((path) => testRow({ path, ranks, hosts }, { executionTime: { value: 1e9 / ranks, unit: 'ns' } })));
    const spec = scalingLines(compareRuns(rows, byPath), 'ranks');
    expect(spec?.x.scale).toBe('log');
    expect(spec?.series.map((series) => [series.label, series.points.length])).toEqual([['native', 4], ['sr-iov', 4]]);
    expect(scalingLines(advection, 'ranks')).toBeUndefined();
  });
});

describe('mtbfLines', () => {
  const rows = (times: Readonly<Record<number, readonly [number, number]>>) => Object.entries(times).flatMap(([hours, pair]) => (['reactive', 'proactive'] as const).flatMap((recovery, at) => [-1, 0, 1].map((off) =>
    testRow({ path: 'vrdma', mtbf: Number(hours) * 3600e9, recovery, replicate: off + 2 }, { timeToSolution: { value: pair[at] + (at === 1 ? off : 0), unit: 'ns' } }))));
  const linesOf = (times: Parameters<typeof rows>[0]) => mtbfLines(compareRuns(rows(times), { fingerprints: [], by: 'recovery' }));

  it('draws the speed-up over failure rates, in hours, with a rule where it passes 1', () => {
    const spec = linesOf({ 6: [1100, 1000], 2: [900, 1000] });
    expect(spec?.series.map(({ points }) => points.map(({ x, y }) => [x, Math.round(y * 100) / 100]))).toEqual([[[2, 0.9], [6, 1.1]]]);
    expect(spec?.rules).toEqual([{ axis: 'y', at: 1, label: 'equal' }, { axis: 'x', at: expect.closeTo(3, 1) as number, label: expect.stringContaining('h') as string }]);
    expect(spec?.finding).toMatch(/^Equal at an MTBF of 3.h\.$/);
  });

  it('says where no line passes 1, and draws nothing for one rate', () => {
    const spec = linesOf({ 6: [1100, 1000], 2: [1200, 1000] });
    expect([spec?.finding, spec?.rules?.length]).toEqual([expect.stringMatching(/against [Rr]eactive.*: no line surely passes 1\.$/), 1]);
    expect(linesOf({ 2: [1200, 1000] })).toBeUndefined();
  });
});

describe('charts of one run', () => {
  it('stacks the time of each rank to its whole', () => {
    const spec = rankTimeBars(testResult);
    expect(spec.series.map((series) => series.label)).toEqual(['compute', 'overhead', 'waiting', 'stolen']);
    const sums = testResult.ranks.map((_, x) => spec.series.reduce((sum, series) => sum + (series.points[x]?.y ?? 0), 0));
    expect(sums[0]).toBeCloseTo(1, 12);
    expect(sums[1]).toBeCloseTo(0.9, 12);
    const mean = meanRankTimeBars([{ label: 'one', result: testResult }, { label: 'two', result: testResult }]);
    expect(mean.x.categories).toEqual(['one', 'two']);
    expect(mean.series.reduce((sum, series) => sum + (series.points[1]?.y ?? 0), 0)).toBeCloseTo(950, 12);
  });

  it('walks the stages of the class with most time, per message, service and waiting apart', () => {
    expect(messageClasses(testResult)).toEqual([{ path: 'xen-bridged', relation: 'other-host' }, { path: 'xen-bridged', relation: 'same-host' }]);
    const spec = stageWaterfall(testResult);
    expect(spec.x.categories).toEqual(['Fill ring', 'Netback (sender)', 'Netback (receiver)']);
    const sum = spec.series.flatMap((series) => series.points).reduce((total, point) => total + point.y, 0);
    expect(sum).toBeCloseTo(100, 12);
    expect(spec.series.filter((series) => series.muted).map((series) => [series.style, series.points])).toEqual([['driver-domain', [{ x: 1, y: 50 }]]]);
    expect(stageWaterfall(testResult, { path: 'xen-bridged', relation: 'same-host' }).series).toHaveLength(1);
  });

  it('ranks resources by their busiest instance', () => {
    const spec = resourceBars(testResult);
    expect(spec.x.categories).toEqual(['Driver domain vCPU (2)', 'Link']);
    expect(spec.series.map((series) => series.points[0]?.y)).toEqual([90, 70]);
  });
});

describe('chartTable', () => {
  it('holds every point once', () => {
    for (const spec of [comparisonBars(streams), comparisonBars(advection), crossoverLines(advection.crossover ?? neverHere()), rankTimeBars(testResult), stageWaterfall(testResult)]) {
      const table = chartTable(spec);
      const cells = table.rows.flatMap((row) => row.cells.map((point, column) => ({ point, column }))).filter((cell) => cell.point !== undefined);
      const points = spec.series.flatMap((series, column) => series.points.map((point) => ({ point, column })));
      expect(cells).toHaveLength(points.length);
      expect(cells).toEqual(expect.arrayContaining(points));
    }
  });

  it('keeps points of one place and different names apart', () => {
    const rows = chartTable(crossoverLines(advection.crossover ?? neverHere())).rows.map((row) => row.header.replaceAll('\u00a0', ' '));
    expect(rows).toContain('intra-block, 6.67 %');
    expect(rows).toContain('intra-round-robin, 6.67 %');
  });

  it('writes points with their interval', () => {
    expect(formatPoint({ x: 0, y: 1.234, low: 1.2, high: 1.27 })).toBe('1.23 (1.20 to 1.27)');
    expect(cellLabel({ placement: 'inter', distribution: '1x1xN', ranks: 16, hosts: 1, size: 65536, layer: 'mpi', engine: 2 })).toBe('inter · 1×1×N · 16 ranks · 1 host · 64\u00a0KiB · MPI · engine 2');
  });
});

function neverHere(): never {
  throw new Error('no crossover');
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossoverLines } from '../charts/index.ts';
import { compareRuns } from './index.ts';
import { passing } from './crossover.ts';
import { advectionRows, advectionTimes, testRow } from './test-rows.ts';

const seed = 20100603;
console.info(`crossover.test: fast-check seed ${seed}`);

describe('passing', () => {
  it('interpolates linearly', () => {
    expect(passing([{ share: 0, speedUp: 0.5 }, { share: 1, speedUp: 1.5 }])).toBe(0.5);
    expect(passing([{ share: 0.1, speedUp: 0.8 }, { share: 0.5, speedUp: 1.6 }, { share: 1, speedUp: 2 }])).toBeCloseTo(0.2, 12);
    expect(passing([{ share: 0, speedUp: 1 }, { share: 1, speedUp: 2 }])).toBe(0);
  });

  it('is undefined where the line stays on one side or lies on 1', () => {
    expect(passing([{ share: 0, speedUp: 1.1 }, { share: 1, speedUp: 2 }])).toBeUndefined();
    expect(passing([{ share: 0, speedUp: 1 }, { share: 1, speedUp: 1 }])).toBeUndefined();
    expect(passing([])).toBeUndefined();
  });

  it('lies between two points on different sides', () => {
    fc.assert(fc.property(fc.double({ min: 0.1, max: 0.99, noNaN: true }), fc.double({ min: 1.01, max: 5, noNaN: true }), fc.boolean(), (low, high, rising) => {
      const at = passing([{ share: 0.2, speedUp: rising ? low : high }, { share: 0.8, speedUp: rising ? high : low }]);
      expect(at).toBeGreaterThan(0.2);
      expect(at).toBeLessThan(0.8);
    }), { seed });
  });
});

describe('findCrossover', () => {
  it('has one point per placement, averaged over distributions, and a line through the mean of equal shares', () => {
    const { crossover } = compareRuns(advectionRows(advectionTimes), { fingerprints: [], by: 'path' });
    expect(crossover?.challenger).toBe('sr-iov');
    expect(crossover?.incumbent).toBe('xen-bridged');
    expect(crossover?.points.map((point) => point.label)).toEqual(['inter', 'hybrid', 'intra-block', 'intra-round-robin']);
    expect(crossover?.line.map((point) => point.share)).toEqual([1 / 15, 7 / 15, 1]);
    const mean = (700 / 860 + 650 / 900) / 2;
    expect(crossover?.line[0]?.speedUp).toBeCloseTo(mean, 2);
    expect(crossover?.at).toBeGreaterThan(crossover?.range?.low ?? NaN);
    expect(crossover?.at).toBeLessThan(crossover?.range?.high ?? NaN);
  });

  it('says that placements of one share disagree, and that one of them never crosses', () => {
    const rows = advectionRows({ ...advectionTimes, 'xen-bridged': { ...advectionTimes['xen-bridged'], 'intra-block': 910 } });
    const { crossover, caveats } = compareRuns(rows, { fingerprints: [], by: 'path' });
    expect(crossover?.range).toEqual({ high: expect.any(Number) });
    expect(caveats.join()).toContain('one of them never crosses');
  });

  it('holds other factors fixed and says at which value', () => {
    const rows = [4, 16].flatMap((ranks) => advectionRows(advectionTimes).map((row) => ({ ...row, fingerprint: `${row.fingerprint}${ranks}`, factors: { ...row.factors, ranks } })));
    const { crossover, caveats } = compareRuns(rows, { fingerprints: [], by: 'path' });
    expect(crossover?.context).toEqual({ ranks: 16 });
    expect(crossover?.points).toHaveLength(4);
    expect(caveats.join()).toContain('drawn for 16 ranks only');
  });

  it('offers every size of a sweep, and says which one is drawn', () => {
    const sized = [1024, 65536].flatMap((size) => advectionRows(advectionTimes).map((row) => ({ ...row, fingerprint: `${row.fingerprint}${size}`, factors: { ...row.factors, size } })));
    const { crossover, crossovers } = compareRuns(sized, { fingerprints: [], by: 'path' });
    expect(crossovers?.map((one) => one.context)).toEqual([{ size: 1024 }, { size: 65536 }]);
    expect(crossover).toEqual(crossovers?.[1]);
    expect(crossover === undefined ? '' : crossoverLines(crossover).title.replaceAll('\u00a0', ' ')).toBe('Speed-up of sr-iov over xen-bridged with 64 KiB');
  });

  it('draws no line and reads no crossing between two placements', () => {
    const { inter, 'intra-block': block } = advectionTimes['sr-iov'];
    const { crossover } = compareRuns(advectionRows({ 'xen-bridged': { inter: 1700, 'intra-block': 700 }, 'sr-iov': { inter, 'intra-block': block } }), { fingerprints: [], by: 'path' });
    expect([crossover?.line.length, crossover?.at]).toEqual([2, undefined]);
    const spec = crossover === undefined ? undefined : crossoverLines(crossover);
    expect(spec?.series.map((series) => series.draw)).toEqual(['points']);
    expect(spec?.finding.replaceAll('\u00a0', ' ')).toBe('xen-bridged wins with 6.7 % of operations crossing hosts, sr-iov with 100 %; nothing was simulated between them.');
  });

  it('is not drawn between different programs', () => {
    const rows = (factor: string): ReturnType<typeof testRow>[] => [['a', 0.2], ['b', 0.8]].flatMap(([value, share]) => (['xen-bridged', 'sr-iov'] as const).map((path, index) =>
      testRow({ path, [factor]: String(value) }, { executionTime: { value: 1 + index, unit: 'ns' }, crossingShare: { value: Number(share), unit: '1' } })));
    expect(compareRuns(rows('placement'), { fingerprints: [], by: 'path' }).crossover?.points).toHaveLength(2);
    for (const factor of ['benchmark', 'events']) expect(compareRuns(rows(factor), { fingerprints: [], by: 'path' }).crossover).toBeUndefined();
  });

  it('is absent without two shares, and without the metric', () => {
    const inter = advectionRows({ 'xen-bridged': { inter: 2 }, 'sr-iov': { inter: 1 } });
    expect(compareRuns(inter, { fingerprints: [], by: 'path' }).crossover).toBeUndefined();
    const bare = [testRow({ path: 'sr-iov' }, { executionTime: { value: 1, unit: 'ns' } }), testRow({ path: 'xen-bridged' }, { executionTime: { value: 1, unit: 'ns' } })];
    expect(compareRuns(bare, { fingerprints: [], by: 'path' }).crossover).toBeUndefined();
  });
});

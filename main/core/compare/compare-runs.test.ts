import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison, ComparisonRequest, RunSummary } from '../contract/index.ts';
import { compareRuns } from './index.ts';
import { advectionRows, advectionTimes, streamRows, testRow } from './test-rows.ts';

const seed = 20100602;
console.info(`compare-runs.test: fast-check seed ${seed}`);
const byPath: ComparisonRequest = { fingerprints: [], by: 'path' };

/** Execution times in s by path, one list of replicates each, in one cell. */
function times(byPathTimes: Readonly<Record<string, readonly number[]>>): readonly RunSummary[] {
  return Object.entries(byPathTimes).flatMap(([path, list]) =>
    list.map((value, index) => testRow({ path, replicate: index + 1 }, { executionTime: { value: value * 1e9, unit: 'ns' } })));
}

function entryOf(comparison: Comparison, value: string, cell = 0): Comparison['cells'][number]['entries'][number] {
  const entry = comparison.cells[cell]?.entries.find((one) => one.value === value);
  if (entry === undefined) throw new Error(`no entry ${value}`);
  return entry;
}

describe('metric and cells', () => {
  it('compares streams by goodput, applications by time, ping-pong by half round trip', () => {
    const streams = compareRuns(streamRows({ native: [8e8, 1e9], 'sr-iov': [6e8, 8e8] }), byPath);
    expect([streams.metric, streams.unit, streams.higherIsBetter]).toEqual(['goodput', 'B/s', true]);
    const advection = compareRuns(advectionRows(advectionTimes), byPath);
    expect([advection.metric, advection.higherIsBetter]).toEqual(['executionTime', false]);
    const row = testRow({ path: 'vfio-bypass', size: 1 }, { halfRoundTrip: { value: 4880, unit: 'ns' }, executionTime: { value: 1, unit: 'ns' } });
    expect(compareRuns([row], byPath).metric).toBe('halfRoundTrip');
  });

  it('makes cells of all factors that differ, never of the replicate', () => {
    const comparison = compareRuns(advectionRows(advectionTimes), byPath);
    expect(comparison.cells).toHaveLength(12);
    expect(comparison.cells[0]?.factors).toEqual({ placement: 'inter', distribution: '1x1xN' });
    expect(comparison.equal).toEqual({ ranks: 16, hosts: 2 });
    expect(comparison.differing).toEqual(['path', 'placement', 'distribution']);
    expect(entryOf(comparison, 'sr-iov').estimate?.samples).toHaveLength(5);
  });

  it('names the job whose metric it compares', () => {
    const rows = [['solver', 100], ['all', 300]].map(([jobs, ns]) => testRow({ path: 'vrdma', jobs: String(jobs), replicate: 1 }, { 'halfRoundTrip@solver': { value: Number(ns), unit: 'ns' } }));
    expect(compareRuns(rows, { fingerprints: [], by: 'jobs', baseline: 'solver', metric: 'halfRoundTrip@solver' }).answer).toBe('With all jobs, the half round trip of solver is 3.00 times that with solver alone in the only cell.');
    const paths = [['vrdma', 2e9], ['virtio-net', 1e9]].map(([path, rate]) => testRow({ path: String(path), replicate: 1 }, { 'goodput@bulk': { value: Number(rate), unit: 'B/s' } }));
    expect(compareRuns(paths, { ...byPath, metric: 'goodput@bulk' }).answer).toContain('with 2.00 times the goodput that bulk has with virtio-net');
  });

  it('does not depend on the order of the rows', () => {
    const rows = advectionRows(advectionTimes);
    const expected = JSON.stringify(compareRuns(rows, byPath));
    fc.assert(fc.property(fc.shuffledSubarray(rows.map((_, index) => index), { minLength: rows.length }), (order) => {
      const shuffled = order.flatMap((index) => rows[index] ?? []);
      expect(JSON.stringify(compareRuns(shuffled, byPath)) === expected).toBe(true);
    }), { seed, numRuns: 20 });
  });

  it('takes the requested runs alone and says how many have no result', () => {
    const rows = times({ native: [1], 'sr-iov': [2], 'xen-bridged': [3] });
    const comparison = compareRuns(rows, { ...byPath, fingerprints: [...rows.slice(0, 2).map((row) => row.fingerprint), 'gone'] });
    expect(comparison.values).toEqual(['native', 'sr-iov']);
    expect(comparison.caveats.join()).toContain('1 requested run has no result');
  });

  it('holds paths against the LogGOPS model and never recommends it', () => {
    const comparison = compareRuns(times({ native: [10, 11], 'sr-iov': [20, 21], 'xen-bridged': [30, 31], 'loggops (L 1)': [1], loggops: [2] }), byPath);
    expect(comparison.recommendation).toBe('sr-iov');
    expect(comparison.cells[0]?.best).toBe('sr-iov');
    expect(comparison.caveats.join(' ')).toContain('loggops is a cost model and no data path');
    expect(compareRuns(times({ native: [10, 11], 'sr-iov': [20, 21] }), byPath).caveats.join(' ')).not.toContain('loggops');
  });

  it('never recommends native with a preset either, and begins with it', () => {
    const comparison = compareRuns(times({ 'sr-iov': [20, 21], 'native (same-nic, flavour verbs)': [10, 11], 'native (same-nic)': [15, 16], 'xen-bridged': [30, 31] }), byPath);
    expect(comparison.values).toEqual(['native (same-nic)', 'native (same-nic, flavour verbs)', 'xen-bridged', 'sr-iov']);
    expect(comparison.baseline).toBe('native (same-nic)');
    expect(comparison.recommendation).toBe('sr-iov');
    expect(comparison.caveats.join(' ')).toContain('native runs without virtual machines');
  });

  it('never averages runs of different versions: what differs becomes a factor', () => {
    const rows = times({ native: [1], 'sr-iov': [2] });
    const newer = rows.map((row) => ({ ...row, fingerprint: `${row.fingerprint}+`, versions: { ...row.versions, engine: 2 } }));
    const comparison = compareRuns([...rows, ...newer], byPath);
    expect(comparison.differing).toContain('engine');
    expect(comparison.cells).toHaveLength(2);
    expect(comparison.caveats.join()).toContain('versions of the engine');
    const across = compareRuns([...rows, ...newer], { fingerprints: [], by: 'engine' });
    expect(across.values).toEqual([1, 2]);
    expect(across.cells.flatMap((cell) => cell.entries.map((entry) => entry.verdict))).toEqual(['baseline', 'no-difference', 'baseline', 'no-difference']);
  });

  it('keeps names such as __proto__ apart from what objects inherit', () => {
    const rows = [testRow({ path: '__proto__' }, { executionTime: { value: 1, unit: 'ns' } }), testRow({ path: 'constructor' }, { executionTime: { value: 2, unit: 'ns' } })];
    const comparison = compareRuns(rows, { ...byPath, metric: 'toString' });
    expect(comparison.cells[0]?.entries.map((entry) => entry.verdict)).toEqual(['not-comparable', 'not-comparable']);
  });

  it('chooses the axis where none is named', () => {
    const rows = ['raw', 'mpi'].flatMap((layer) => [1, 2].map((size) => testRow({ path: 'vfio-bypass', layer, size }, { halfRoundTrip: { value: 5000, unit: 'ns' } })));
    expect(compareRuns(rows, { fingerprints: [], by: '' }).by).toBe('layer');
    expect(compareRuns(streamRows({ native: [1, 1], 'sr-iov': [1, 1] }), { fingerprints: [], by: '' }).by).toBe('path');
  });
});

describe('verdicts', () => {
  it('gives paired ratios and their interval where both sides have the same replicates', () => {
    const comparison = compareRuns(times({ native: [10, 11, 12], 'sr-iov': [20, 22, 24.1] }), byPath);
    const { speedUp, verdict, reason } = entryOf(comparison, 'sr-iov');
    expect(speedUp?.samples).toHaveLength(3);
    [10 / 20, 11 / 22, 12 / 24.1].forEach((ratio, index) => { expect(speedUp?.samples[index]).toBeCloseTo(ratio, 12); });
    expect(speedUp?.mean).toBeCloseTo(33 / 66.1, 10);
    expect(speedUp?.spread).toBe('replicates');
    expect(verdict).toBe('worse');
    expect(reason).toContain('3 paired replicates');
  });

  it('does not pair what has other replicates', () => {
    const rows = [...times({ native: [10, 11, 12] }), ...times({ 'sr-iov': [20, 22, 24, 26] })];
    expect(entryOf(compareRuns(rows, byPath), 'sr-iov').reason).toContain('4 against 3 runs');
  });

  it.each([
    ['within the threshold', 1.019, 'no-difference'], ['at the threshold', 1.02, 'no-difference'], ['beyond it', 1.0201, 'worse'],
    ['faster within', 1 / 1.019, 'no-difference'], ['faster beyond', 1 / 1.021, 'better'],
  ])('judges single runs by the threshold alone: %s', (_, time, verdict) => {
    const entry = entryOf(compareRuns(times({ native: [1], 'sr-iov': [time] }), byPath), 'sr-iov');
    expect(entry.verdict).toBe(verdict);
    expect(entry.speedUp?.spread).toBe('none');
    expect(entry.speedUp?.low).toBeUndefined();
    expect(entry.reason).toContain('deterministic: one run, no interval');
  });

  it('does not call a clear but unimportant difference one', () => {
    const rows = times({ native: [1, 1.0001, 0.9999, 1], 'sr-iov': [1.01, 1.0101, 1.0099, 1.0102] });
    const entry = entryOf(compareRuns(rows, byPath), 'sr-iov');
    expect(entry.speedUp?.high).toBeLessThan(1);
    expect(entry.verdict).toBe('no-difference');
    expect(entryOf(compareRuns(rows, { ...byPath, practicalThreshold: 0.005 }), 'sr-iov').verdict).toBe('worse');
  });

  it('does not call a large but noisy difference one', () => {
    const entry = entryOf(compareRuns(times({ native: [10, 12, 14], 'sr-iov': [15, 12, 16] }), byPath), 'sr-iov');
    expect(Math.abs((entry.speedUp?.mean ?? 1) - 1)).toBeGreaterThan(0.1);
    expect(entry.verdict).toBe('no-difference');
    expect(entry.reason).toContain('includes 1');
  });

  it('has no interval where a single run meets replicates', () => {
    const entry = entryOf(compareRuns(times({ native: [1, 1.1, 0.9], 'sr-iov': [2] }), byPath), 'sr-iov');
    expect(entry.verdict).toBe('worse');
    expect(entry.reason).toContain('one side has a single run');
  });

  it('turns round when the baseline and the challenger change places', () => {
    const opposite = { better: 'worse', worse: 'better', 'no-difference': 'no-difference', 'not-comparable': 'not-comparable', baseline: 'baseline' };
    const list = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(list, list, (left, right) => {
      const rows = times({ a: left, b: right });
      const there = entryOf(compareRuns(rows, { ...byPath, baseline: 'a' }), 'b');
      const back = entryOf(compareRuns(rows, { ...byPath, baseline: 'b' }), 'a');
      expect(opposite[there.verdict]).toBe(back.verdict);
    }), { seed });
  });

  it('does not change with the unit of time', () => {
    const list = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(fc.property(list, list, fc.integer({ min: 0, max: 20 }), (left, right, exponent) => {
      const factor = 2 ** exponent;
      const verdict = (scale: number): string => entryOf(compareRuns(times({ a: left.map((one) => one * scale), b: right.map((one) => one * scale) }), byPath), 'b').verdict;
      expect(verdict(factor)).toBe(verdict(1));
    }), { seed });
  });

  describe('not comparable', () => {
    it.each<[string, RunSummary, RegExp]>([
      ['another unit', testRow({ path: 'sr-iov' }, { executionTime: { value: 1, unit: 's' } }), /is in s, elsewhere in ns|is in ns, elsewhere in s/],
      ['no such metric', testRow({ path: 'sr-iov' }, { goodput: { value: 1, unit: 'B/s' } }), /have no executionTime/],
      ['no finite number', testRow({ path: 'sr-iov' }, { executionTime: { value: NaN, unit: 'ns' } }), /no finite number/],
      ['zero on one side', testRow({ path: 'sr-iov' }, { executionTime: { value: 0, unit: 'ns' } }), /there is no ratio/],
    ])('%s', (_, row, reason) => {
      const rows = [...times({ native: [1], 'xen-bridged': [1] }), row];
      const entry = entryOf(compareRuns(rows, { ...byPath, metric: 'executionTime' }), 'sr-iov');
      expect(entry.verdict).toBe('not-comparable');
      expect(entry.reason).toMatch(reason);
    });

    it('says that a run is missing, or why it failed', () => {
      const rows = [
        testRow({ path: 'native', ranks: 8 }, { executionTime: { value: 1, unit: 'ns' } }),
        testRow({ path: 'sr-iov', ranks: 8 }, { executionTime: { value: 2, unit: 'ns' } }),
        testRow({ path: 'native', ranks: 32 }, { executionTime: { value: 1, unit: 'ns' } }),
      ];
      expect(entryOf(compareRuns(rows, byPath), 'sr-iov', 1).reason).toBe('No run of sr-iov here.');
      const failures = [{ factors: { path: 'sr-iov', ranks: 32, replicate: 1 }, message: 'all ranks wait' }];
      expect(entryOf(compareRuns(rows, byPath, { failures }), 'sr-iov', 1).reason).toContain('failed: all ranks wait');
    });
  });
});

describe('best', () => {
  it('is absent on a tie and never native', () => {
    const tie = compareRuns(times({ native: [1], 'xen-bridged': [2], 'sr-iov': [2.01] }), byPath);
    expect(tie.cells[0]?.best).toBeUndefined();
    expect(tie.recommendation).toBeUndefined();
    const clear = compareRuns(times({ native: [1], 'xen-bridged': [2], 'sr-iov': [1.5] }), byPath);
    expect(clear.cells[0]?.best).toBe('sr-iov');
  });

  it('asks the winner to beat every candidate, not the next alone', () => {
    const rows = times({ 'xen-bridged': [2, 2.01, 2], 'sr-iov': [1.5, 1.51, 1.5], vrdma: [0.8, 2.6, 1.6] });
    expect(compareRuns(rows, byPath).cells[0]?.best).toBeUndefined();
  });
});

describe('answer', () => {
  it('recommends the winner and flips when the data flip', () => {
    const there = compareRuns(streamRows({ native: [812e6, 1238e6], 'xen-bridged': [426e6, 749e6], 'sr-iov': [635e6, 885e6] }), byPath);
    expect(there.answer).toBe('Choose sr-iov: it wins in both cells, with 1.18 to 1.49 times the goodput of xen-bridged.');
    expect(there.recommendation).toBe('sr-iov');
    const back = compareRuns(streamRows({ native: [812e6, 1238e6], 'xen-bridged': [635e6, 885e6], 'sr-iov': [426e6, 749e6] }), byPath);
    expect(back.answer).toBe('Choose xen-bridged: it wins in both cells, with 1.18 to 1.49 times the goodput of sr-iov.');
    expect(back.recommendation).toBe('xen-bridged');
  });

  it('names the share of operations where the winner changes, and flips with the data', () => {
    const there = compareRuns(advectionRows(advectionTimes), byPath);
    expect(there.answer).toMatch(/^Choose xen-bridged where less than 19\u00a0% of operations cross hosts, else sr-iov: xen-bridged wins in 6 of 12 cells/);
    const flipped = compareRuns(advectionRows({ native: advectionTimes.native, 'xen-bridged': advectionTimes['sr-iov'], 'sr-iov': advectionTimes['xen-bridged'] }), byPath);
    expect(flipped.answer).toMatch(/^Choose xen-bridged where more than \d+\u00a0% of operations cross hosts, else sr-iov/);
  });

  it('does not claim a share where a cell contradicts it', () => {
    // With block placement sr-iov wins although few operations cross.
    const rows = advectionRows({ ...advectionTimes, 'xen-bridged': { ...advectionTimes['xen-bridged'], 'intra-block': 910, 'intra-round-robin': 600 } });
    const { answer, crossover } = compareRuns(rows, byPath);
    expect(crossover?.at).toBeDefined();
    expect(answer).toMatch(/^Choose sr-iov: it wins in 9 of 12 cells/);
    expect(answer).toContain('xen-bridged wins in 3 (with placement intra-round-robin)');
  });

  it('says that nothing differs, that nothing can be compared, that there is nothing', () => {
    expect(compareRuns(times({ 'xen-bridged': [1], 'sr-iov': [1] }), byPath).answer).toContain('choose by what they can do');
    // The slowest of three differs although the two fastest do not, so nothing may say that all are equal.
    expect(compareRuns(times({ 'xen-bridged': [2], 'sr-iov': [1], vrdma: [1] }), byPath).answer)
      .toBe('None of xen-bridged, sr-iov, vrdma leads all others by a difference that counts in the only cell: choose among the fastest by what they can do.');
    expect(compareRuns([], byPath).answer).toBe('There are no runs to compare.');
    const apart = [testRow({ path: 'xen-bridged', ranks: 2 }, { executionTime: { value: 1, unit: 'ns' } }), testRow({ path: 'sr-iov', ranks: 4 }, { executionTime: { value: 1, unit: 'ns' } })];
    expect(compareRuns(apart, byPath).answer).toContain('Nothing can be compared');
    expect(compareRuns(times({ 'sr-iov': [1] }), byPath).answer).toContain('nothing to compare by path');
  });

  it('does not recommend a load: layers are measured, not chosen', () => {
    const rows = [['raw', 4880], ['mpi', 5170]].map(([layer, value]) => testRow({ path: 'vfio-bypass', layer: String(layer), size: 1 }, { halfRoundTrip: { value: Number(value), unit: 'ns' } }));
    const comparison = compareRuns(rows, { fingerprints: [], by: 'layer' });
    expect(comparison.answer).toBe('MPI has 1.06 times the half round trip of raw in the only cell.');
    expect(comparison.recommendation).toBeUndefined();
  });

  it('states what a reader must know', () => {
    const { caveats } = compareRuns(advectionRows(advectionTimes, 1), byPath);
    expect(caveats.join('\n')).toContain('native runs without virtual machines');
    expect(caveats.join('\n')).toContain('One run per value and no interval');
    expect(compareRuns(advectionRows(advectionTimes, 3), byPath).caveats.join('\n')).toContain('only 3 replicates');
  });
});

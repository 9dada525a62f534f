import { describe, expect, test } from 'vitest';
import type { RunResult } from '../contract/index.ts';
import { chartTable, incidentBands, incidentFacts, incidentsFinding, incidentTitle, isTrouble, latencyLine, outcomeWords, phaseRows, rankTimeBars, roundBars, throughputLine, timelineSpec } from './index.ts';
import { eventfulResult, testFailure, testMigration, testSnapshot } from './test-incidents.ts';
import { testResult } from './test-result.ts';

describe('incidents in words', () => {
  test('say who, from where to where, and how it ended', () => {
    expect([testMigration, testSnapshot, testFailure].map(incidentTitle)).toEqual(['VM 3 from host 1 to host 2', 'Snapshot of VMs 0 to 3', 'Host 1 failed']);
    expect([testMigration, testSnapshot, testFailure].map(isTrouble)).toEqual([false, false, false]);
    expect(outcomeWords({ ...testMigration, converged: false })).toContain('did not converge');
    expect(isTrouble({ ...testMigration, converged: false })).toBe(true);
    expect(outcomeWords({ ...testMigration, outcome: 'abandoned', converged: false })).toBe('Left where it was: pre-copy did not converge');
    expect(outcomeWords({ ...testMigration, outcome: 'unfinished' })).toBe('Not moved');
    const restarted = (...phases: readonly ('restore' | 'redo')[]): string => outcomeWords({ ...testFailure, phases: phases.map((name, i) => ({ name, fromNs: i, toNs: i + 1 })) });
    expect(restarted('restore', 'redo')).toBe('The VMs were restarted from the last snapshot');
    expect(restarted('redo')).toBe('The VMs were restarted from the beginning: there was no snapshot');
    expect(restarted()).toBe('The VMs were to be restarted');
  });

  test('have figures with units', () => {
    const facts = Object.fromEntries(incidentFacts(testMigration).map(({ title, value }) => [title, value.replaceAll('\u00a0', ' ')]));
    expect(facts).toMatchObject({ Downtime: '30.0 ms', Total: '690 ms', Sent: '718 MiB', 'Left for the stop': '18 MiB', 'Device state': '256 KiB', 'Held segments': '12', 'Tries lost': '2', Means: 'transparent' });
    expect(incidentFacts(testFailure).map(({ title }) => title)).toEqual(['Lost work', 'Downtime', 'Total', 'On the host', 'Stopped with them', 'Failed at']);
    expect(incidentsFinding(eventfulResult.incidents ?? [])).toBe('1 migration, 1 snapshot, 1 failed host; VMs stood still for 1.52\u00a0s in all.');
    expect(incidentsFinding([])).toBe('Nothing happened to any VM.');
  });

  test('phases add up to the whole, in their order', () => {
    const rows = phaseRows(testMigration);
    expect(rows.map((row) => row.name)).toEqual(testMigration.phases.map((phase) => phase.name));
    expect(rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1, 12);
  });
});

describe('bands', () => {
  test('join phases of one kind, and cover the incident', () => {
    const bands = incidentBands({ ...eventfulResult, incidents: [testMigration] });
    expect(bands.map((band) => [band.label, band.fromNs, band.toNs])).toEqual([
      ['VM 3 set-up', 1e8, 1.5e8], ['VM 3 pre-copy', 1.5e8, 7.5e8], ['VM 3 stopped', 7.5e8, 7.8e8], ['VM 3 announce', 7.8e8, 7.9e8],
    ]);
  });

  test('lie on the charts over time and on the timeline, in the unit of the axis, and in the table twins', () => {
    const [throughput, latency] = [throughputLine(eventfulResult), latencyLine(eventfulResult)];
    expect(throughput?.bands).toHaveLength(incidentBands(eventfulResult).length);
    expect(throughput?.bands).toEqual(latency?.bands);
    expect(throughput?.x.unit).toBe('s');
    expect(throughput?.bands?.[0]).toMatchObject({ from: 0.1, to: 0.15 });
    expect(chartTable(throughput ?? never()).bands).toEqual(throughput?.bands);
    expect(timelineSpec(eventfulResult)?.bands).toHaveLength(throughput?.bands?.length ?? -1);
  });

  test('are absent where nothing happened, and in results of earlier engines', () => {
    expect(throughputLine({ ...eventfulResult, incidents: [] })?.bands).toBeUndefined();
    expect(timelineSpec(Object.fromEntries(Object.entries(eventfulResult).filter(([name]) => name !== 'incidents')) as unknown as RunResult)?.bands).toBeUndefined();
    expect(latencyLine(testResult)).toBeUndefined();
  });
});

test('latency has no point where nothing arrived, and powers where a stop makes it huge', () => {
  const spec = latencyLine(eventfulResult);
  expect(spec?.series[0]?.points).toHaveLength(19);
  expect([spec?.y.scale, spec?.y.unit]).toEqual(['log', 'µs']);
  expect(spec?.finding.replaceAll('\u00a0', ' ')).toBe('The median interval has a mean latency of 50.0 µs, the worst 40.0 ms at 850 ms.');
});

test('rounds show what was sent and what was written meanwhile', () => {
  const spec = roundBars(testMigration);
  expect(spec?.series.map((series) => [series.label, series.points.map((point) => Math.round(point.y))])).toEqual([['sent', [600, 100]], ['written meanwhile', [100, 18]]]);
  expect(spec?.y.unit).toBe('MiB');
  expect(roundBars({ ...testMigration, rounds: [] })).toBeUndefined();
});

test('time of a stopped VM is a part of its ranks\' time', () => {
  const spec = rankTimeBars(eventfulResult);
  expect(spec.series.map((series) => series.label)).toEqual(['compute', 'overhead', 'waiting', 'paused']);
  expect(spec.series.reduce((sum, series) => sum + (series.points[0]?.y ?? 0), 0)).toBeCloseTo(2, 12);
});

function never(): never {
  throw new Error('no chart');
}

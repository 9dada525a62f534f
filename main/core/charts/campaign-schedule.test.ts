import { expect, test } from 'vitest';
import { campaignSchedule, formatLongTime, jobTimeBars, longUnit, rankTimeBars } from './index.ts';
import { testCampaign } from './test-campaign.ts';
import { testResult } from './test-result.ts';

test('every span is a bar of its host, in the colour of its tenant', () => {
  const spec = campaignSchedule(testCampaign);
  expect(spec.lanes).toEqual(['0', '1', '2']);
  expect(spec.owners.map((owner) => owner.label)).toEqual(['climate', 'urgent']);
  expect(spec.bars).toHaveLength(testCampaign.spans.length);
  expect(spec.bars.find((bar) => bar.kind === 'failed')).toMatchObject({ lane: 1, owner: -1, label: 'host 1: host failed' });
  expect(spec.finding.replaceAll('\u00a0', ' ')).toBe('3 jobs of 2 tenants on 3 hosts end after 10 h; hosts are busy 71 % of that time. Only the time until 6 h is drawn: a result keeps its first 6 spans.');
  expect(spec.endNs).toBe(6 * 3600e9);
  const whole = campaignSchedule({ ...testCampaign, makespanNs: 6 * 3600e9 });
  expect([whole.endNs, whole.finding.includes('drawn')]).toEqual([6 * 3600e9, false]);
});

test('jobs that share a host lie below each other, others fill it', () => {
  const rows = campaignSchedule(testCampaign).bars.map((bar) => [bar.lane, bar.row, bar.rows]);
  expect(rows.filter(([lane]) => lane === 2)).toEqual([[2, 0, 2], [2, 1, 2]]);
  expect(rows.filter(([lane]) => lane === 0)).toEqual([[0, 0, 1], [0, 0, 1], [0, 0, 1]]);
});

test('no two bars of one lane and row overlap', () => {
  for (const lane of [0, 1, 2]) {
    const bars = campaignSchedule(testCampaign).bars.filter((bar) => bar.lane === lane);
    for (const one of bars) for (const other of bars) if (one !== other && one.row === other.row) expect(one.toNs <= other.fromNs || other.toNs <= one.fromNs).toBe(true);
  }
});

test('times of days are written as people say them', () => {
  const text = (ns: number): string => formatLongTime(ns).replaceAll('\u00a0', ' ');
  expect([0, 5e6, 90e9, 200e9, 3600e9, 5.5 * 3600e9, 86400e9, 2.52 * 86400e9, 119.9999e9].map(text)).toEqual(['0', '5.00 ms', '90.0 s', '3 min 20 s', '1 h', '5 h 30 min', '1 d', '2 d 12 h', '120 s']);
  expect([1e9, 600e9, 36000e9, 5 * 86400e9].map((ns) => longUnit(ns).label)).toEqual(['s', 'min', 'h', 'd']);
});

test('ranks are told apart by job', () => {
  const jobs = [{ id: 'solver', firstRank: 0, ranks: 1 }, { id: 'service', firstRank: 1, ranks: 1 }];
  expect(rankTimeBars(testResult, jobs).x.categories).toEqual(['0 (solver)', '1 (service)']);
  expect(rankTimeBars(testResult).x.categories).toEqual(['0', '1']);
  expect(jobTimeBars(testResult, jobs)?.x.categories).toEqual(['solver', 'service']);
  expect(jobTimeBars(testResult, jobs.slice(0, 1))).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import { campaignSchedule, chartTable } from '../charts/index.ts';
import { campaignRun, testCampaign } from '../charts/test-campaign.ts';
import { eventfulResult, testMigration } from '../charts/test-incidents.ts';
import { compareRuns } from '../compare/index.ts';
import type { RunResult } from '../contract/index.ts';
import { testRow } from '../compare/test-rows.ts';
import { renderReport, type ReportInput, type ReportResult } from './index.ts';
import { comparisonCharts, resultCharts } from './sections/evidence.ts';
import { incidentCharts } from './sections/incidents.ts';
import { testInput, testModel } from './test-input.ts';

const textOf = (markup: string): string => markup.replace(/<style>[^]*?<\/style>/g, '').replace(/<[^>]*>/g, ' ').replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ').replace(/\s+/g, ' ');
const rows = [1, 2, 3].flatMap((replicate) => [
  testRow({ path: 'vrdma', events: 'without', replicate }, { executionTime: { value: 1e9 + replicate * 1e6, unit: 'ns' } }),
  testRow({ path: 'vrdma', events: 'with', replicate }, { executionTime: { value: 1.1e9 + replicate * 1e6, unit: 'ns' }, downtime: { value: 3e7, unit: 'ns' } }),
  testRow({ path: 'sr-iov', events: 'without', replicate }, { executionTime: { value: 9e8, unit: 'ns' } }),
]);
const models = [testModel('vrdma', []), testModel('sr-iov', [])];
const comparison = compareRuns(rows, { fingerprints: [], by: 'path' }, { models });
const result: RunResult = {
  ...eventfulResult, incidents: [...(eventfulResult.incidents ?? []), { ...testMigration, vm: 5, outcome: 'abandoned' as const, converged: false, note: 'It writes <faster> than the link.' }],
  jobs: [{ id: 'batch', startNs: 0, finishedNs: 1e9, metrics: {}, messages: 10, meanLatencyNs: 5e4, p99LatencyNs: 9e4 }, { id: 'service', startNs: 1e6, finishedNs: 9e8, metrics: { requestRate: { value: 1500, unit: '1/s' as const } }, messages: 1, meanLatencyNs: 2e4, p99LatencyNs: 2e4 }],
};
const results: readonly ReportResult[] = [{ label: 'vrdma · with events', result }, { label: 'two tenants', result: campaignRun }];
const input: ReportInput = { ...testInput(), comparison, rows, models, results };
const markup = renderReport(input);
const text = textOf(markup);

describe('a report of runs in which something happened', () => {
  it('says what it costs to be able to move, with the reason where a path cannot', () => {
    expect(text).toContain('What does it cost to be able to move?');
    expect(text).toMatch(/vrdma transparent 1002 ± 2\.5 1102 ± 2\.5 \+100 ms \(\+10 %\) 30\.0 ms/);
    expect(text).toMatch(/sr-iov no 900\.0 Cannot be moved: sr-iov/);
  });

  it('lists what happened, what went wrong first in full, with phases', () => {
    expect(text).toContain('2 migrations (1 moved), 1 snapshot, 1 failed host');
    expect(text).toContain('▲ Left where it was: pre-copy did not converge . It writes &lt;faster&gt; than the link.');
    expect(text).toContain('Stop-and-copy what is left is sent; the VM stands still 755.00 ms 15.0 ms');
    expect(text.indexOf('VM 5 from host 1 to host 2 Downtime')).toBeLessThan(text.indexOf('VM 3 from host 1 to host 2 Downtime'));
  });

  it('draws bands and points of every chart as the table twins have them', () => {
    const figures = markup.match(/<figure id=[^]*?<\/figure>/g) ?? [];
    const specs = [...comparisonCharts(comparison), ...resultCharts(results), ...incidentCharts(results)];
    expect(figures).toHaveLength(specs.length);
    specs.forEach((spec, at) => {
      const drawn = [...(figures[at] ?? '').matchAll(/data-band-from="([^"]+)" data-band-to="([^"]+)"/g)].map(([, from, to]) => [Number(from), Number(to)]);
      expect(drawn).toEqual(chartTable(spec).bands.map((band) => [band.from, band.to]));
      expect([...(figures[at] ?? '').matchAll(/data-series=/g)]).toHaveLength(spec.series.reduce((sum, series) => sum + series.points.length, 0));
    });
    expect(specs.some((spec) => (spec.bands ?? []).length > 5)).toBe(true);
  });

  it('has the jobs, and a campaign with what it rests on before its numbers', () => {
    expect(text).toMatch(/service 1\.00 ms 900 ms Requests per second 1\.50 k\/s 1 20\.0 µs 20\.0 µs/);
    expect(text.indexOf('This is a job-level model')).toBeGreaterThan(0);
    expect(text.indexOf('Between jobs of different tenants no message is simulated.')).toBeLessThan(text.indexOf('urgent 2 15 min 1.25 1.50 180 % of alone'));
    const bars = [...markup.matchAll(/data-lane="(\d+)" data-from="([^"]+)" data-to="([^"]+)"/g)].map(([, lane, from, to]) => [lane, from, to].map(Number));
    expect(bars).toEqual(campaignSchedule(testCampaign).bars.map((bar) => [bar.lane, bar.fromNs, bar.toNs]));
    expect(text).toContain('Patterns: recovering falling lines, host failed crossed lines.');
  });

  it('stays one valid file: every tag is closed, ids are unique, nothing is fetched', () => {
    const open: string[] = [];
    const body = markup.replace(/<style>[^]*?<\/style>/g, '').replace('<!doctype html>', '');
    for (const [, close, name, rest] of body.matchAll(/<(\/?)([a-zA-Z0-9]+)([^>]*)>/g)) {
      if (close === '/') expect(open.pop()).toBe(name);
      else if (rest?.endsWith('/') !== true && name !== 'meta') open.push(name ?? '');
    }
    expect(open).toEqual([]);
    const ids = [...markup.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(markup).not.toMatch(/https?:|<script|NaN|Infinity|undefined/);
    expect(markup.match(/url\([^)]*\)/g)?.every((url) => ids.includes(url.slice(5, -1)))).toBe(true);
  });
});

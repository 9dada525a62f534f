import { describe, expect, it } from 'vitest';
import type { ScheduleSpec, TimelineSpec } from '../contract/index.ts';
import { coarseMatrix, pairMatrix, scheduleTable, timelineTables } from './index.ts';
import { testResult } from './test-result.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

const spec: TimelineSpec = {
  kind: 'timeline', title: 'Timeline', finding: 'Time.', endNs: 1000,
  overview: { binNs: 256, parts: ['compute', 'waiting'], lanes: [{ label: '0', ns: [256, 0, 100, 156, 0, 256, 232, 0] }, { label: '7', ns: [0, 256, 256, 0, 256, 0, 0, 232] }] },
  detail: { windowNs: 0, every: 1, lanes: ['0', '7'], spans: [{ lane: 1, style: 'waiting', fromNs: 0, toNs: 256 }, { lane: 0, style: 'compute', fromNs: 0, toNs: 356 }, { lane: 0, style: 'waiting', fromNs: 356, toNs: 768 }] },
  hops: [{ from: 7, to: 0, fromNs: 700, toNs: 768 }],
  bands: [{ fromNs: 500, toNs: 600, label: 'VM 0 moves', style: 'phase-copy', group: 'copying' }],
};

describe('the table of a timeline', () => {
  it('has the sums of every rank, what went on, and the messages of the critical path', () => {
    const tables = timelineTables(spec);
    expect(tables.map(({ title }) => plain(title))).toEqual(['Time of each rank from 0 to 1.000000 µs', 'What went on meanwhile', 'Messages of the critical path']);
    expect(tables[0]?.columns.map(({ title }) => title)).toEqual(['rank', 'compute, ns', 'share', 'waiting, ns', 'share']);
    expect(tables[0]?.rows.map((row) => row.map(plain))).toEqual([['0', '588.0', '58.8 %', '412.0', '41.2 %'], ['7', '512.0', '51.2 %', '488.0', '48.8 %']]);
    expect(tables[1]?.rows[0]?.map(plain)).toEqual(['VM 0 moves', 'copying', '500.0000 ns', '600.0000 ns']);
  });

  it('has what is in view, to whole intervals', () => {
    const [sums, ...rest] = timelineTables(spec, { fromNs: 256, toNs: 512, detailed: false });
    expect(sums?.rows.map((row) => row.map(plain))).toEqual([['0', '100.0', '39.1 %', '156.0', '60.9 %'], ['7', '256.0', '100 %', '0', '0 %']]);
    expect(rest.map(({ title }) => title)).toEqual(['What went on meanwhile']);
  });

  it('has single spans where they are shown, and says what is left out', () => {
    const [spans] = timelineTables(spec, { fromNs: 100, toNs: 400, detailed: true });
    expect(spans?.rows.map((row) => row.slice(0, 2))).toEqual([['0', 'compute'], ['0', 'waiting'], ['7', 'waiting']]);
    const many = { ...spec, detail: { ...spec.detail, spans: Array.from({ length: 1500 }, (_, at) => ({ lane: 0, style: 'compute', fromNs: at / 2, toNs: at / 2 + 0.5 })) } };
    const [cut] = timelineTables(many, { fromNs: 0, toNs: 1000, detailed: true });
    expect([cut?.rows.length, cut?.note]).toEqual([1000, 'The first 1000 of 1500 rows. Zoom in for the others.']);
  });
});

it('the table of a schedule has every bar of the part that is shown', () => {
  const schedule: ScheduleSpec = {
    kind: 'schedule', title: 'Hosts over time', finding: '', endNs: 7200e9, lanes: ['0', '1'], owners: [{ label: 'alice', style: 'value-1' }],
    bars: [
      { lane: 1, owner: 0, label: 'alice 1: running', kind: 'running', fromNs: 0, toNs: 3600e9, row: 0, rows: 1 },
      { lane: 0, owner: -1, label: 'host 0: host failed', kind: 'failed', fromNs: 3600e9, toNs: 7200e9, row: 0, rows: 1 },
    ],
  };
  expect(scheduleTable(schedule).rows.map((row) => row.map(plain))).toEqual([['0', 'nobody', 'host failed', '1 h', '2 h', '1 h'], ['1', 'alice 1', 'running', '0', '1 h', '1 h']]);
  expect(scheduleTable(schedule, { fromNs: 0, toNs: 1800e9 }).rows).toHaveLength(1);
});

it('a matrix for print joins neighbours and keeps all sums', () => {
  const ranks = Array.from({ length: 300 }, (_, rank) => ({ ...testResult.ranks[0], rank }));
  const traffic = Array.from({ length: 300 }, (_, rank) => [rank, (rank + 1) % 300, 2, 1000 + rank] as const);
  const fine = pairMatrix({ ...testResult, ranks, traffic }, 'bytes');
  const coarse = coarseMatrix(fine, 64);
  expect(coarse.rows.labels).toHaveLength(60);
  expect(coarse.rows.labels.slice(0, 2).concat(coarse.columns.labels.slice(-1))).toEqual(['0–4', '5–9', '295–299']);
  const sum = (cells: typeof fine.cells): number => cells.reduce((all, [, , value]) => all + value, 0);
  expect(sum(coarse.cells)).toBe(sum(fine.cells));
  expect(coarse.cells.find(([row, column]) => row === 0 && column === 0)?.[2]).toBe(1000 + 1001 + 1002 + 1003);
  expect(coarseMatrix(fine, 300)).toBe(fine);
  const grouped = coarseMatrix(pairMatrix({ ...testResult, ranks, ranksPerGroup: 2, traffic: [] }, 'bytes'), 64);
  expect(grouped.rows.labels.at(-1)).toBe('294–299');
});

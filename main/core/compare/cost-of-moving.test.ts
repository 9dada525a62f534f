import { describe, expect, it } from 'vitest';
import { testFailure, testMigration } from '../charts/test-incidents.ts';
import type { ComparisonContext, RunSummary } from '../contract/index.ts';
import { incidentMetrics } from '../engine/manager/index.ts';
import { testModel } from '../report/test-input.ts';
import { compareRuns } from './compare-runs.ts';
import { testRow } from './test-rows.ts';

const request = { fingerprints: [], by: 'path' };
const base = testModel('vrdma', []);
const context: ComparisonContext = {
  models: [base],
  pathModels: [
    { path: 'vrdma', models: [base] },
    { path: 'sr-iov (bonded)', models: [{ ...base, id: 'sr-iov', capabilities: { ...base.capabilities, liveMigration: 'detach-reattach' }, migration: { fallbackPath: 'virtio-net' } as never }] },
    { path: 'passthrough', models: [{ ...base, id: 'passthrough', capabilities: { ...base.capabilities, hypervisorBypass: true, liveMigration: 'unsupported', snapshot: 'unsupported' }, limits: { ...base.limits, functionsPerNic: 1 } }] },
  ],
};

/** Times of five replicates in ms; with events every replicate takes `cost` ms and a little of its own longer. */
function rows(path: string, ms: number, cost?: number): readonly RunSummary[] {
  return [1, 2, 3, 4, 5].flatMap((replicate) => {
    const own = (ms + (replicate - 3) * 2) * 1e6;
    const without = testRow({ path, events: 'without', replicate }, { executionTime: { value: own, unit: 'ns' } });
    if (cost === undefined) return [without];
    return [without, testRow({ path, events: 'with', replicate }, {
      executionTime: { value: own + (cost + replicate * 0.1) * 1e6, unit: 'ns' }, downtime: { value: 3e7, unit: 'ns' }, migrationTime: { value: 7e8, unit: 'ns' },
      migrations: { value: 1, unit: '1' }, heldSegments: { value: replicate, unit: '1' }, lostTries: { value: 2, unit: '1' },
    })];
  });
}

describe('cost of moving', () => {
  const comparison = compareRuns([...rows('vrdma', 1000, 100), ...rows('sr-iov (bonded)', 900, 300), ...rows('passthrough', 800)], request, context);
  const moving = comparison.moving ?? { rows: [], finding: '' };

  it('has a row per path: what it can, without, with, and the difference replicate by replicate', () => {
    expect(moving.rows.map((row) => [row.path, row.liveMigration, row.fallbackPath])).toEqual([['sr-iov (bonded)', 'detach-reattach', 'virtio-net'], ['vrdma', 'transparent', undefined], ['passthrough', 'unsupported', undefined]]);
    const vrdma = moving.rows[1];
    expect(vrdma?.without?.mean).toBeCloseTo(1e9, 0);
    expect(vrdma?.difference?.mean).toBeCloseTo(100.3e6, 0);
    // Replicates differ by 4 ms and more, what events cost them by tenths: only pairs show that.
    expect((vrdma?.difference?.high ?? NaN) - (vrdma?.difference?.low ?? NaN)).toBeLessThan(1e6);
    expect([vrdma?.downtime?.mean, vrdma?.migrationTime?.mean, vrdma?.heldSegments, vrdma?.lostTries, vrdma?.migrations]).toEqual([3e7, 7e8, 3, 2, 1]);
    expect(vrdma?.fingerprints).toHaveLength(5);
  });

  it('has the reason in the place of numbers where a path cannot', () => {
    const passthrough = moving.rows[2];
    expect(passthrough?.reason).toBe('Cannot be moved: passthrough gives the whole device to the VM (liveMigration: unsupported).');
    expect([passthrough?.with, passthrough?.difference, passthrough?.downtime]).toEqual([undefined, undefined, undefined]);
    expect(passthrough?.without?.mean).toBeCloseTo(8e8, 0);
  });

  it('compares each way to recover with the runs without events, which know of none', () => {
    const recovered = rows('vrdma', 1000, 100).flatMap((row) => (row.factors['events'] === 'without'
      ? [{ ...row, factors: { ...row.factors, recovery: 'none' } }]
      : ['reactive', 'proactive'].map((recovery) => ({ ...row, fingerprint: `${row.fingerprint} ${recovery}`, factors: { ...row.factors, recovery } }))));
    const { moving: each } = compareRuns(recovered, { fingerprints: [], by: 'recovery' }, context);
    const byEvents = compareRuns(recovered, { fingerprints: [], by: 'events' }, context);
    expect(byEvents.cells.map(({ factors, entries }) => [factors, entries.map(({ value, verdict }) => [value, verdict])])).toEqual(
      ['reactive', 'proactive'].map((recovery) => [{ recovery }, [['without', 'baseline'], ['with', 'worse']]]),
    );
    expect(byEvents.answer).toContain('With events has 1.10 times');
    const byRecovery = compareRuns(recovered, { fingerprints: [], by: 'recovery' }, context);
    expect(byRecovery.cells.map(({ factors, entries }) => [factors, entries.map(({ value, verdict }) => [value, verdict])])).toEqual([[{}, [['none', 'baseline'], ['reactive', 'worse'], ['proactive', 'worse']]]]);
    expect(each?.rows.map(({ factors, without, difference }) => [factors['recovery'], without?.mean, Math.round((difference?.mean ?? NaN) / 1e5)])).toEqual([['reactive', 1e9, 1003], ['proactive', 1e9, 1003]]);
  });

  it('says which is cheapest, which is fastest, and what being able to move costs', () => {
    expect(moving.finding.replaceAll('\u00a0', ' ')).toBe('Events cost vrdma least: 100 ms, 10 % of its time without them. vrdma is the fastest with events, in 1.10 s. passthrough cannot be moved and takes 800 ms without events: to be able to move costs 38 % against it.');
  });

  it('says what events save, and that they cost nothing', () => {
    const finding = (extraMs: number): string => compareRuns(rows('vrdma', 1000, extraMs), request, context).moving?.finding.replaceAll('\u00a0', ' ') ?? '';
    expect(finding(100)).toMatch(/^Events cost vrdma 100 ms, 10 % of its time without them\.$/);
    expect(finding(-300)).toMatch(/^Events save vrdma 300 ms, 30 % of its time without them\.$/);
    const [without] = rows('vrdma', 1000);
    const idle = compareRuns([without, { ...without, fingerprint: 'with', factors: { ...without.factors, events: 'with' } }], request, context);
    expect(idle.moving?.finding).toBe('Events cost vrdma nothing.');
  });

  it('holds no time against that of other work, and says where runs end before their events', () => {
    const sized = [64, 1024].flatMap((size) => rows('vrdma', size, 100).map((row) => ({ ...row, fingerprint: `${row.fingerprint}${size}`, factors: { ...row.factors, size } })));
    expect(compareRuns(sized, request, context).moving?.finding.replaceAll('\u00a0', ' ')).toBe('Events change time to solution by 9.8 % (vrdma, 1 KiB) to 157 % (vrdma, 64 B).');
    const early = rows('vrdma', 1000, 0).map((row) => ({ ...row, metrics: { executionTime: { value: 1e9, unit: 'ns' as const }, ...(row.factors['events'] === 'with' ? { downtime: { value: 0, unit: 'ns' as const } } : {}) } }));
    expect(compareRuns(early, request, context).moving?.finding).toBe('Nothing happens to VMs in these runs: they end before their events.');
  });

  it('tells of a failed run why it failed', () => {
    const failed = compareRuns([...rows('vrdma', 1000, 100), ...rows('sr-iov (bonded)', 900)], request, { ...context, failures: [{ factors: { path: 'sr-iov (bonded)', events: 'with', replicate: 1 }, message: 'Retries are exhausted.' }] });
    expect(failed.moving?.rows[0]?.reason).toBe('With events the run failed: Retries are exhausted.');
  });

  it('keeps other axes apart', () => {
    const both = ['reactive', 'proactive'].flatMap((recovery) => rows('vrdma', 1000, 100).map((row) => ({ ...row, fingerprint: `${row.fingerprint}${recovery}`, factors: { ...row.factors, recovery } })));
    expect(compareRuns(both, request, context).moving?.rows.map((row) => row.factors)).toEqual([{ recovery: 'reactive' }, { recovery: 'proactive' }]);
  });

  it('is there where something happened without the axis, and absent where nothing could', () => {
    const happened = [testRow({ path: 'vrdma' }, { executionTime: { value: 1, unit: 'ns' }, downtime: { value: 1, unit: 'ns' } })];
    expect(compareRuns(happened, request).moving?.rows[0]).toMatchObject({ path: 'vrdma', downtime: { mean: 1 } });
    expect(compareRuns([testRow({ path: 'vrdma' }, { executionTime: { value: 1, unit: 'ns' } })], request).moving).toBeUndefined();
  });
});

describe('abilities', () => {
  it('are those of the settings that ran, the least able of several paths together', () => {
    const comparison = compareRuns([...rows('sr-iov (bonded)', 900), ...rows('passthrough', 800)], request, context);
    expect(comparison.abilities?.map((can) => [can.path, can.liveMigration, can.snapshot])).toEqual([['sr-iov (bonded)', 'detach-reattach', 'supported'], ['passthrough', 'unsupported', 'unsupported']]);
    expect(compareRuns(rows('vrdma + passthrough', 1), request, { models: [base, testModel('sr-iov', [])] }).abilities).toBeUndefined();
  });
});

describe('metrics of incidents', () => {
  it('sum what happened', () => {
    const metrics = incidentMetrics([testMigration, { ...testMigration, outcome: 'abandoned' }, testFailure]);
    expect(Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]))).toEqual({
      downtime: 1.16e9, lostWork: 2e8, migrations: 1, migrationTime: 1.38e9, migratedBytes: 2 * testMigration.sentBytes, heldSegments: 24, lostTries: 4,
    });
  });
});

import { expect, test } from 'vitest';
import type { Experiment } from '../../main/core/contract/index.ts';
import { parseExperiment } from '../../main/core/experiment/index.ts';
import { fakeRun } from '../testing/fake-runs.ts';
import { computeFloorNs, lastRunNs, onStep, stepNs, timeScale } from './time-scale.ts';

test('a bar is as long as the last runs, else as the computation, and never ends before an event', () => {
  expect(timeScale(0, undefined, undefined)).toMatchObject({ toNs: 1e9, from: 'guess' });
  expect(timeScale(8e9, undefined, undefined)).toMatchObject({ toNs: 1e10, from: 'events' });
  expect(timeScale(1e9, undefined, 4e9)).toMatchObject({ toNs: 5e9, from: 'compute' });
  expect(timeScale(1e9, 6e9, 4e9)).toMatchObject({ toNs: 6e9, from: 'runs' });
  expect(timeScale(8e9, 6e9, 4e9)).toMatchObject({ toNs: 1e10, from: 'events', lastRunNs: 6e9 });
});

test('events stand on round times that people can read', () => {
  expect([stepNs(1e9), stepNs(8e9), stepNs(100), stepNs(50)]).toEqual([1e7, 1e8, 1, 1]);
  expect([onStep(123_456_789, 1e9), onStep(-5, 1e9), onStep(2e9, 1e9)]).toEqual([120_000_000, 0, 1e9]);
});

test('the last batch is the newest one of the experiment', () => {
  const rows = [{ ...fakeRun({}, 9e9), batch: 'old' }, { ...fakeRun({}, 2e9), batch: 'new' }, { ...fakeRun({}, 3e9), batch: 'new' }, { ...fakeRun({}, 7e9), experiment: 'other' }];
  expect([lastRunNs(rows, 'advection'), lastRunNs(rows, 'none')]).toEqual([3e9, undefined]);
});

test('what the busiest rank computes counts loops, and from when its job starts', () => {
  const read = (jobs: string): Experiment => parseExperiment(`name: a\ncluster: { hosts: 2 }\njobs: ${jobs}`).experiment as Experiment;
  // 64³ / 4 cells of 8 ns, in 10 steps.
  const job = '{ id: a, ranks: 4, paths: native, workload: { kind: advection, grid: 64, steps: 10, computeNsPerCell: 8 } }';
  const [alone] = [read(`[${job}]`)];
  expect(computeFloorNs(alone)).toBe(64 ** 3 / 4 * 8 * 10);
  expect(computeFloorNs({ ...alone, jobs: alone.jobs.map((each) => ({ ...each, startNs: 1e9 })) })).toBe(1e9 + 64 ** 3 / 4 * 8 * 10);
  expect(computeFloorNs(read('[{ paths: native, workload: { kind: ping-pong } }]'))).toBeUndefined();
});

import { expect, test } from 'vitest';
import { addMeasurement, estimateSeconds, mergeRates, noRates, secondsOf, unitsOf, type RateTable, type Workload } from './rates.ts';

const workload = (stageVisits: number, kind = 'advection/native'): Workload => ({ kind, stageVisits, messages: 0 });

function measured(perVisit: number, overhead: number, times = 20): RateTable {
  let rates = noRates;
  for (let time = 0; time < times; time += 1) rates = addMeasurement(rates, workload(1000), 1000 * perVisit, overhead);
  return rates;
}

test('nothing is estimated out of nothing', () => {
  expect(secondsOf(noRates, workload(100))).toBeUndefined();
  expect(estimateSeconds(noRates, [workload(100)], 2)).toBeUndefined();
  expect(estimateSeconds(noRates, [], 2)).toBe(0);
});

test('time grows with the work, and every run has its overhead', () => {
  const rates = measured(1e-5, 0.5);
  expect(secondsOf(rates, workload(1000))).toBeCloseTo(0.51, 6);
  expect(secondsOf(rates, workload(100_000))).toBeCloseTo(1.5, 6);
  expect(unitsOf({ kind: '', stageVisits: 10, messages: 5 })).toBeGreaterThan(10);
});

test('work is shared by the workers, but no run is split', () => {
  const rates = measured(1e-5, 0);
  const tenOfOne = Array.from({ length: 10 }, () => workload(100_000));
  expect(estimateSeconds(rates, tenOfOne, 2)).toBeCloseTo(5, 6);
  expect(estimateSeconds(rates, tenOfOne, 100)).toBeCloseTo(1, 6);
  expect(estimateSeconds(rates, [workload(1_000_000), workload(1000)], 2)).toBeCloseTo(10, 6);
});

test('new measurements outweigh old ones in time', () => {
  let rates = measured(1e-5, 0, 50);
  for (let time = 0; time < 200; time += 1) rates = addMeasurement(rates, workload(1000), 1000 * 4e-5, 0);
  expect(secondsOf(rates, workload(1000))).toBeGreaterThan(0.035);
});

test('what was measured is kept when something else is learnt', () => {
  const known = measured(1e-5, 0.1);
  const learnt = addMeasurement(addMeasurement(noRates, workload(1000), 5, undefined), workload(1000, 'other'), 7, undefined);
  const merged = mergeRates(known, learnt);
  expect(secondsOf(merged, workload(1000))).toBeCloseTo(0.11, 6);
  expect(secondsOf(merged, workload(1000, 'other'))).toBeCloseTo(7.1, 6);
});

import { expect, test } from 'vitest';
import type { Experiment, PlanPreview } from '../../main/core/contract/index.ts';
import { planCount, planTime } from './plan-line.ts';

const preview = (count: number, reused = 0, estimateSeconds = 40): PlanPreview => ({
  findings: [], count, reused, estimateSeconds, models: [], experiment: { replicates: 5 } as Experiment,
  axes: [{ name: 'path', values: ['native', 'xen-bridged', 'sr-iov'] }, { name: 'placement', values: ['inter'] }],
});

test('the plan line says how the count comes about, and when it is no product', () => {
  expect(planCount(preview(15))).toBe('15 runs = 3 paths × 1 placement × 5 replicates');
  expect(planCount(preview(13))).toBe('13 runs from 3 paths × 1 placement × 5 replicates');
  expect(planTime(preview(15), 2)).toBe('about 40 s on 2 workers');
  expect(planTime(preview(15, 0, 0.3), 1)).toBe('less than 1 s on 1 worker');
  expect(planTime(preview(15, 15), 2)).toBe('nothing to simulate');
});

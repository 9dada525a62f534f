import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../contract/index.ts';
import { headlineMetric, metricTitle } from './metric.ts';

describe('metricTitle', () => {
  it.each([
    ['halfRoundTrip', 'Half round trip'],
    ['cpuSeconds.driver-domain', 'CPU time, driver domain'],
    ['stolenFromCompute', 'Stolen from compute'],
    ['p99Latency@near-job', 'Message latency, 99th percentile of near-job'],
  ])('says %s as people do', (metric, title) => {
    expect(metricTitle(metric)).toBe(title);
  });
});

describe('headlineMetric', () => {
  const row = (...metrics: readonly string[]): RunSummary => ({ metrics: Object.fromEntries(metrics.map((metric) => [metric, { value: 1, unit: 'ns' }])) }) as unknown as RunSummary;

  it('is that of the workload, which most of the runs have', () => {
    expect(headlineMetric([row('executionTime', 'halfRoundTrip'), row('executionTime', 'goodput'), row('executionTime', 'halfRoundTrip')])).toBe('executionTime');
    expect(headlineMetric([row('executionTime', 'halfRoundTrip')])).toBe('halfRoundTrip');
  });

  it('is one of the first job that most of the runs have, where several run side by side', () => {
    const all = row('executionTime', 'executionTime@near', 'halfRoundTrip@near', 'executionTime@bulk', 'goodput@bulk');
    expect(headlineMetric([all, row('executionTime', 'executionTime@near', 'halfRoundTrip@near')])).toBe('halfRoundTrip@near');
    expect(headlineMetric([all, row('executionTime', 'executionTime@bulk', 'goodput@bulk')])).toBe('goodput@bulk');
    expect(headlineMetric([all])).toBe('halfRoundTrip@near');
  });
});

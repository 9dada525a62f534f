import { describe, expect, it } from 'vitest';
import { testResult } from '../charts/test-result.ts';
import { summaryMetrics } from './summary-metrics.ts';

describe('summaryMetrics', () => {
  it('adds what guests, hypervisor and driver domains did for each byte sent', () => {
    const traffic = [[0, 1, 2, 1_000_000], [1, 0, 1, 500_000]] as const;
    const cpuSeconds = { 'guest-user': 1, 'guest-kernel': 2, hypervisor: 0.5, 'driver-domain': 1, device: 7, wire: 7 };
    expect(summaryMetrics({ ...testResult, traffic, cpuSeconds })).toMatchObject({ ...testResult.metrics, cpuPerByte: { value: 3000, unit: 'ns/B' } });
  });

  it('says nothing where nothing was sent', () => {
    expect(summaryMetrics({ ...testResult, traffic: [] })).toBe(testResult.metrics);
  });
});

import { describe, expect, it } from 'vitest';
import { metricTitle } from './metric.ts';

describe('metricTitle', () => {
  it.each([
    ['halfRoundTrip', 'Half round trip'],
    ['cpuSeconds.driver-domain', 'CPU time, driver domain'],
    ['stolenFromCompute', 'Stolen from compute'],
  ])('says %s as people do', (metric, title) => {
    expect(metricTitle(metric)).toBe(title);
  });
});

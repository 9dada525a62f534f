import { describe, expect, it } from 'vitest';
import { estimateMean, mean } from '../statistics/index.ts';
import { dalyInterval, youngInterval } from './snapshot-interval.ts';
import { runCampaign } from './testing/run-campaign.ts';

describe('textbooks', () => {
  it('one host, Poisson arrivals, two lengths of jobs: the mean wait is that of Pollaczek and Khinchine', () => {
    const [short, long] = [{ ns: 1000, meanNs: 5000 }, { ns: 6000, meanNs: 15_000 }];
    const rate = 1 / short.meanNs + 1 / long.meanNs;
    const load = short.ns / short.meanNs + long.ns / long.meanNs;
    const secondMoment = (short.ns * short.ns / short.meanNs + long.ns * long.ns / long.meanNs) / rate;
    const theory = (rate * secondMoment) / (2 * (1 - load));
    const waits = Array.from({ length: 12 }, (_, seed) => {
      const { jobs } = runCampaign({ hosts: 1, seed: seed + 1, tenants: [
        { nsPerRepeat: short.ns, arrivals: { kind: 'poisson', meanNs: short.meanNs, count: 6000 } }, { nsPerRepeat: long.ns, arrivals: { kind: 'poisson', meanNs: long.meanNs, count: 2000 } },
      ] });
      return mean(jobs.map(({ waitedNs }) => waitedNs));
    });
    const { mean: measured, low = 0, high = 0 } = estimateMean(waits);
    expect([low < theory, theory < high, Math.abs(measured / theory - 1) < 0.1]).toEqual([true, true, true]);
  });

  it('Daly\'s interval is Young\'s where failures are rare, and the failure time where snapshots take longer', () => {
    expect(youngInterval(50, 1e6)).toBeCloseTo(10_000);
    expect(dalyInterval(1, 1e9) / youngInterval(1, 1e9)).toBeCloseTo(1, 3);
    expect(dalyInterval(3000, 1000)).toBe(1000);
  });

  it('a job under failures is done soonest with about the interval of Daly', () => {
    const [cost, mtbfNs] = [400, 40_000];
    const best = dalyInterval(cost, mtbfNs);
    const timeWith = (interval: number): number => mean(Array.from({ length: 150 }, (_, seed) => runCampaign({
      hosts: 2, seed: seed + 1, failures: { mtbfNs, repairNs: 0 }, recovery: { kind: 'reactive', detectNs: 0 }, snapshotEveryNs: Math.round(interval),
      tenants: [{ nsPerRepeat: 400_000, arrivals: { kind: 'at', ns: [0] }, cost: { snapshot: { downtimeNs: cost, totalNs: cost }, restartNs: 0 } }],
    }).makespanNs));
    const times = [0.25, 0.5, 1, 2, 4].map((factor) => timeWith(best * factor));
    expect(times.indexOf(Math.min(...times))).toBe(2);
    // What Daly's model expects: M × e^(R/M) × (e^((τ+δ)/M) − 1) × work / τ, here without restart.
    const expected = mtbfNs * (Math.exp((best + cost) / mtbfNs) - 1) * (400_000 / best);
    expect(Math.abs(times[2] / expected - 1)).toBeLessThan(0.02);
  });
});

import { describe, expect, it } from 'vitest';
import { createHostFailures } from './host-failures.ts';
import { redistributionNs } from './resize.ts';
import { runCampaign, someCosts, type CampaignSketch } from './testing/run-campaign.ts';

/** One job of 1000 ns on one of two hosts; the first failure of host 0 comes at `failsNs`, far from any other. */
function failingOnce(over: Partial<CampaignSketch>): { readonly sketch: CampaignSketch; readonly failsNs: number } {
  for (let seed = 1; seed < 5000; seed++) {
    const failures = createHostFailures({ mtbfNs: 3000, repairNs: 400, spareHosts: 0 }, 2, seed);
    const first = failures.pop();
    const [repaired, second] = [failures.pop(), failures.pop()];
    if (first.host !== 0 || first.ns < 500 || first.ns > 900 || repaired.kind !== 'repaired' || second.ns < 5000) continue;
    return { failsNs: first.ns, sketch: { hosts: 2, seed, failures: { mtbfNs: 3000, repairNs: 400 }, tenants: [{ nsPerRepeat: 1000, arrivals: { kind: 'at', ns: [0] } }], ...over } };
  }
  throw new Error('No seed fits.');
}

describe('a host that fails', () => {
  it('costs the work since the last snapshot, the time until it is noticed, and the restart on another host', () => {
    const { sketch, failsNs } = failingOnce({ snapshotEveryNs: 300 });
    const { jobs: [job], failures } = runCampaign(sketch);
    // Snapshots of 50 ns begin after 300, 600, … ns of work.
    const taken = Math.floor((failsNs - 50) / 350);
    const before = failsNs - 50 * Math.floor(failsNs / 350);
    const lost = Math.min(before, failsNs) - 300 * taken;
    expect([job.failures, failures, job.hosts, job.lostWorkNs]).toEqual([1, 1, [1], lost]);
    expect(job.downtimeNs).toBe(10 + 200 + 50 * job.snapshots);
    expect(job.endedNs).toBe(1000 + job.lostWorkNs + job.downtimeNs);
  });

  it('costs all of it without snapshots, and without recovery a place in the queue besides', () => {
    const { sketch, failsNs } = failingOnce({});
    const { jobs: [job] } = runCampaign(sketch);
    expect([job.lostWorkNs, job.downtimeNs, job.endedNs]).toEqual([failsNs, 210, failsNs + 210 + 1000]);
    const { jobs: [alone] } = runCampaign({ ...sketch, recovery: { kind: 'none' } });
    expect([alone.lostWorkNs, alone.downtimeNs, alone.endedNs, alone.hosts]).toEqual([failsNs, 0, failsNs + 1000, [1]]);
  });

  it('leaves its place to a spare when a job is to start', () => {
    const model = { mtbfNs: 3000, repairNs: 400, spareHosts: 1 };
    for (let seed = 1; seed < 5000; seed++) {
      const failures = createHostFailures(model, 3, seed);
      const [failed, repaired, next] = [failures.pop(), failures.pop(), failures.pop()];
      if (repaired.kind !== 'repaired' || next.ns < repaired.ns + 2000) continue;
      const arrival = failed.ns + 100;
      const { jobs: [job] } = runCampaign({ hosts: 3, seed, failures: model, tenants: [{ nsPerRepeat: 1000, arrivals: { kind: 'at', ns: [arrival] }, hosts: 2 }] });
      expect([job.startedNs, job.hosts]).toEqual([arrival, [0, 1, 2].filter((host) => host !== failed.host)]);
      return;
    }
    throw new Error('No seed fits.');
  });

  it('is waited for until it is repaired where no other is free', () => {
    const { sketch, failsNs } = failingOnce({});
    const { jobs: [job] } = runCampaign({ ...sketch, tenants: [{ ...sketch.tenants[0], hosts: 2 }] });
    expect([job.downtimeNs, job.hosts]).toEqual([400 + 200, [0, 1]]);
    expect(job.endedNs).toBe(failsNs + 600 + 1000);
  });

  it('costs a stop-and-copy where it was foretold and the path can move; all of it where the path cannot', () => {
    const predictor = { recall: 1, precision: 1, leadNs: 450 };
    for (let seed = 1; seed < 5000; seed++) {
      const failures = createHostFailures({ mtbfNs: 3000, repairNs: 400, spareHosts: 0, predictor }, 2, seed);
      const [warning, failed, , next] = [failures.pop(), failures.pop(), failures.pop(), failures.pop()];
      if (warning.kind !== 'warning' || warning.host !== 0 || failed.ns < 600 || failed.ns > 900 || next.ns < 5000) continue;
      const cost = { migration: { totalNs: 200, downtimeNs: 30 } };
      const sketch = (own: typeof cost | { readonly migration: undefined }): CampaignSketch => ({
        hosts: 2, seed, failures: { mtbfNs: 3000, repairNs: 400, predictor }, recovery: { kind: 'proactive' }, tenants: [{ nsPerRepeat: 1000, arrivals: { kind: 'at', ns: [0] }, cost: { ...someCosts, ...own } }],
      });
      const { jobs: [moved] } = runCampaign(sketch(cost));
      expect([moved.migrations, moved.failures, moved.downtimeNs, moved.endedNs, moved.hosts]).toEqual([1, 0, 30, 1030, [1]]);
      const { jobs: [stays] } = runCampaign(sketch({ migration: undefined }));
      expect([stays.migrations, stays.failures, stays.endedNs]).toEqual([0, 1, failed.ns + 210 + 1000]);
      return;
    }
    throw new Error('No seed fits.');
  });
});

describe('predictors', () => {
  it('foretell the share of failures, and are right as often, as they say', () => {
    const failures = createHostFailures({ mtbfNs: 10_000, repairNs: 500, spareHosts: 0, predictor: { recall: 0.6, precision: 0.25, leadNs: 100 } }, 20, 7);
    const counts = { warning: 0, 'false-alarm': 0, cleared: 0, failed: 0, repaired: 0 };
    let [last, upNs] = [0, 0];
    for (let event = 0; event < 60_000; event++) {
      const { kind, ns } = failures.pop();
      counts[kind]++;
      expect(ns).toBeGreaterThanOrEqual(last);
      last = ns;
    }
    upNs = 20 * last - 500 * counts.failed;
    expect(upNs / counts.failed / 10_000).toBeCloseTo(1, 1);
    expect(counts.warning / counts.failed).toBeCloseTo(0.6, 1);
    expect(counts.warning / (counts.warning + counts['false-alarm'])).toBeCloseTo(0.25, 1);
  });
});

describe('moving data to another number of hosts', () => {
  it('takes what the busiest link carries', () => {
    const costs = { ...someCosts, dataBytes: 8e9, resizeBytesPerSecond: 1e9 };
    // From 4 × 2 GB to 8 × 1 GB: old hosts give 1 GB, new ones get 1 GB.
    expect(redistributionNs(costs, 4, 8)).toBe(1e9);
    // To 16 × 0.5 GB: old hosts give 1.5 GB.
    expect(redistributionNs(costs, 4, 16)).toBe(1.5e9);
    // To 2 × 4 GB: those that leave give 2 GB, the others get 2 GB; to one: it gets 6.
    expect([redistributionNs(costs, 4, 2), redistributionNs(costs, 4, 1)]).toEqual([2e9, 6e9]);
  });
});

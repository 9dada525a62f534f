import { describe, expect, it } from 'vitest';
import { runCampaign, timesOf } from '../testing/run-campaign.ts';

const at = (...ns: readonly number[]) => ({ kind: 'at' as const, ns });

describe('hand-computed schedules', () => {
  it('first come, first served: the second job waits although hosts are free, and the third behind it', () => {
    const { jobs, makespanNs, utilisation } = runCampaign({ hosts: 4, tenants: [
      { hosts: 3, nsPerRepeat: 100, arrivals: at(0) }, { hosts: 2, nsPerRepeat: 50, arrivals: at(10) }, { hosts: 1, nsPerRepeat: 10, repeats: 2, arrivals: at(20) },
    ] });
    expect(timesOf(jobs)).toEqual(['t0.0: 0–100', 't1.0: 100–150', 't2.0: 100–120']);
    expect(jobs.map(({ waitedNs, slowdown }) => [waitedNs, slowdown])).toEqual([[0, 1], [90, 2.8], [80, 5]]);
    expect(makespanNs).toBe(150);
    expect(utilisation).toBe((300 + 100 + 20) / 600);
  });

  it('EASY backfill: a short job goes ahead, one that would delay the first does not, one on left-over hosts does', () => {
    const { jobs } = runCampaign({ hosts: 4, scheduler: { kind: 'backfill' }, tenants: [
      { hosts: 2, nsPerRepeat: 100, arrivals: at(0) },
      { hosts: 3, nsPerRepeat: 50, arrivals: at(10) },
      // Ends before 100.
      { hosts: 1, nsPerRepeat: 80, arrivals: at(20) },
      // Would not, but one host is left over beside the reservation of three.
      { hosts: 1, nsPerRepeat: 200, arrivals: at(20) },
      { hosts: 1, nsPerRepeat: 200, arrivals: at(20) },
    ] });
    expect(timesOf(jobs)).toEqual(['t0.0: 0–100', 't1.0: 100–150', 't2.0: 20–100', 't3.0: 20–220', 't4.0: 150–350']);
    expect(jobs[1].promisedNs).toBe(100);
  });

  it('EASY believes what users say: with estimates four times too long the short job must wait', () => {
    const tenants = [{ hosts: 2, nsPerRepeat: 100, arrivals: at(0) }, { hosts: 4, nsPerRepeat: 50, arrivals: at(10) }, { hosts: 1, nsPerRepeat: 60, arrivals: at(20), estimateFactor: 4 }];
    expect(timesOf(runCampaign({ hosts: 4, scheduler: { kind: 'backfill' }, tenants }).jobs)).toEqual(['t0.0: 0–100', 't1.0: 100–150', 't2.0: 150–210']);
  });

  it('priority: the urgent job takes hosts at the end of the slice; the other goes on afterwards and pays the switch', () => {
    const { jobs } = runCampaign({ hosts: 2, scheduler: { kind: 'priority', sliceNs: 100, switchNs: 5 }, tenants: [
      { hosts: 2, nsPerRepeat: 300, arrivals: at(0) }, { hosts: 2, nsPerRepeat: 40, priority: 1, arrivals: at(30) }, { hosts: 2, nsPerRepeat: 10, arrivals: at(35) },
    ] });
    expect(timesOf(jobs)).toEqual(['t0.0: 0–345', 't1.0: 100–140', 't2.0: 345–355']);
  });

  it('a preempted job goes on where hosts are free, or where its path cannot save it, on its own hosts when these are', () => {
    const tenants = (saved: boolean) => [
      { hosts: 2, nsPerRepeat: 300, arrivals: at(0), cost: saved ? {} : { snapshot: undefined } }, { hosts: 2, nsPerRepeat: 149, priority: 2, arrivals: at(1) },
      { hosts: 2, nsPerRepeat: 300, priority: 1, arrivals: at(2) },
    ];
    const run = (saved: boolean) => timesOf(runCampaign({ hosts: 4, scheduler: { kind: 'priority', sliceNs: 100 }, tenants: tenants(saved) }).jobs);
    expect(run(true)).toEqual(['t0.0: 0–350', 't1.0: 1–150', 't2.0: 100–400']);
    expect(run(false)).toEqual(['t0.0: 0–600', 't1.0: 1–150', 't2.0: 100–400']);
  });

  it('gangs: two jobs on all hosts take turns, each turn begins with the switch', () => {
    const { jobs } = runCampaign({ hosts: 2, scheduler: { kind: 'gang', sliceNs: 100, switchNs: 10 }, tenants: [
      { hosts: 2, nsPerRepeat: 150, arrivals: at(0) }, { hosts: 2, nsPerRepeat: 150, arrivals: at(0) },
    ] });
    // 0–100 first, 110–210 second, 220–270 first, 280–330 second.
    expect(timesOf(jobs)).toEqual(['t0.0: 0–270', 't1.0: 0–330']);
  });

  it('shared hosts: two jobs run at once, each half as fast again, and wait for nobody', () => {
    const { jobs, tenants, utilisation } = runCampaign({ hosts: 2, jobsPerHost: 2, besideFactor: 1.5, tenants: [
      { hosts: 2, nsPerRepeat: 100, arrivals: at(0) }, { hosts: 2, nsPerRepeat: 100, arrivals: at(0) },
    ] });
    expect(timesOf(jobs)).toEqual(['t0.0: 0–150', 't1.0: 0–150']);
    expect(tenants[0].latencyRatio).toBeCloseTo(1.5);
    expect(utilisation).toBe(1);
  });
});

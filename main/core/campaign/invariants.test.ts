import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CampaignResult, CampaignSpan } from '../contract/index.ts';
import { someCosts, runCampaign, type CampaignSketch } from './testing/run-campaign.ts';
import { sizeOf, type World } from './world.ts';

const seed = 20_261_121;
const hosts = 6;

const tenant = fc.record({
  hosts: fc.integer({ min: 1, max: 4 }), nsPerRepeat: fc.integer({ min: 10, max: 5000 }), repeats: fc.integer({ min: 1, max: 5 }), priority: fc.integer({ min: 0, max: 2 }),
  estimateFactor: fc.constantFrom(1, 1, 1.5, 4), arrivals: fc.oneof(
    fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 5 }).map((ns) => ({ kind: 'at' as const, ns })),
    fc.record({ kind: fc.constant('poisson' as const), meanNs: fc.integer({ min: 100, max: 5000 }), count: fc.integer({ min: 1, max: 6 }) }),
  ),
  cost: fc.constantFrom({}, {}, { snapshot: undefined }, { migration: undefined }, { snapshot: { downtimeNs: 20, totalNs: 300 } }),
  resizes: fc.constantFrom(undefined, undefined, [{ atShare: 0.5, hosts: 5 }], [{ atShare: 0.3, hosts: 2 }, { atShare: 0.7, hosts: 1 }]),
});
const scheduler = fc.record({
  kind: fc.constantFrom('fifo' as const, 'priority' as const, 'gang' as const, 'backfill' as const), sliceNs: fc.integer({ min: 100, max: 3000 }), switchNs: fc.constantFrom(0, 7), rows: fc.integer({ min: 1, max: 3 }),
});
const failures = fc.record({
  mtbfNs: fc.integer({ min: 30_000, max: 300_000 }), repairNs: fc.integer({ min: 0, max: 5000 }), spareHosts: fc.integer({ min: 0, max: 1 }),
  predictor: fc.constantFrom(undefined, { recall: 0.7, precision: 0.6, leadNs: 3000 }, { recall: 1, precision: 1, leadNs: 500 }),
});
const sketch: fc.Arbitrary<CampaignSketch> = fc.record({
  hosts: fc.constant(hosts), tenants: fc.array(tenant, { minLength: 1, maxLength: 4 }), scheduler, failures: fc.option(failures, { nil: undefined }),
  recovery: fc.record({ kind: fc.constantFrom('none' as const, 'reactive' as const, 'proactive' as const) }), snapshotEveryNs: fc.constantFrom(undefined, 700, 'daly' as const),
  jobsPerHost: fc.constantFrom(undefined, undefined, 2), seed: fc.integer({ min: 0, max: 4_294_967_295 }),
});

function check(property: (sketch: CampaignSketch) => void, arbitrary = sketch, numRuns = 150): void {
  fc.assert(fc.property(arbitrary, property), { seed, numRuns, endOnFailure: true });
}

function expectConsistent(world: World): void {
  const held = world.occupancy.map((row) => new Int32Array(row.length));
  for (const job of world.running) {
    for (const host of job.hosts) {
      held[job.row][host]++;
      if (!world.hosts[host].up) throw new Error(`A job runs on host ${String(host)}, which failed.`);
    }
    if (job.moving !== undefined) held[job.row][job.moving.to]++;
    if (job.pause?.kind === 'resizing') for (const host of job.pause.added) held[job.row][host]++;
    if (job.hosts.length + job.missing !== sizeOf(world, job) || new Set(job.hosts).size < job.hosts.length) throw new Error(`A job of ${String(sizeOf(world, job))} hosts has ${job.hosts.join(' ')}.`);
  }
  held.forEach((row, index) => row.forEach((jobs, host) => {
    if (jobs > world.slots || jobs !== world.occupancy[index][host]) throw new Error(`Host ${String(host)} has ${String(jobs)} jobs, and counts ${String(world.occupancy[index][host])}.`);
  }));
}

/** Time of a host in which any span covers it. */
function covered(spans: readonly CampaignSpan[]): number {
  let total = 0;
  for (let host = 0; host < hosts; host++) {
    let until = 0;
    for (const { fromNs, toNs } of spans.filter((span) => span.host === host && span.kind !== 'failed').sort((left, right) => left.fromNs - right.fromNs)) {
      total += Math.max(0, toNs - Math.max(fromNs, until));
      until = Math.max(until, toNs);
    }
  }
  return total;
}

const close = (left: number, right: number, slack: number): void => { expect(Math.abs(left - right)).toBeLessThanOrEqual(slack); };

describe('random campaigns', () => {
  it('give no host to more jobs than it takes, keep books of hosts, and end every job', () => {
    check((each) => {
      let worst: World | undefined;
      const { jobs } = runCampaign(each, (world) => { worst = world; expectConsistent(world); });
      const arrived = each.tenants.reduce((sum, { arrivals }) => sum + (arrivals.kind === 'at' ? arrivals.ns.length : arrivals.count), 0);
      expect(jobs.length).toBe(arrived);
      expect(worst?.occupancy.every((row) => row.every((count) => count === 0))).toBe(true);
    });
  });

  it('account for every ns between arrival and end, and do all of the work once beside what was lost', () => {
    check((each) => {
      let world: World | undefined;
      runCampaign(each, (there) => { world = there; });
      for (const job of world?.jobs ?? []) {
        close(job.endedNs - job.arrivedNs, job.waitedNs + job.downtimeNs + job.computedNs + job.lostWorkNs, 1e-6);
        expect(job.progress).toBe(1);
        // Alone and of one size: exactly its time, but for what rounding up to whole ns adds.
        if (each.jobsPerHost === undefined && job.spec.resizes === undefined) close(job.computedNs, job.aloneNs, 3);
      }
    });
  });

  it('are busy where spans are drawn', () => {
    check((each) => {
      const { spans, utilisation, makespanNs } = runCampaign(each);
      if (spans.length < 20_000) close(covered(spans), utilisation * makespanNs * hosts, 1e-3);
      if (each.jobsPerHost === undefined) {
        const byHost = [...spans].filter(({ kind }) => kind !== 'failed').sort((left, right) => left.host - right.host || left.fromNs - right.fromNs);
        byHost.forEach((span, index) => { if (byHost[index + 1]?.host === span.host) expect(byHost[index + 1].fromNs).toBeGreaterThanOrEqual(span.toNs); });
      }
    });
  });

  it('are the same whenever they are simulated', () => {
    check((each) => { expect(JSON.stringify(runCampaign(each))).toBe(JSON.stringify(runCampaign(each))); }, sketch, 40);
  });

  it('lose no more per failure than the time since the last complete snapshot', () => {
    const saved = sketch.map((each): CampaignSketch => ({ ...each, snapshotEveryNs: 700, recovery: { kind: 'reactive' }, tenants: each.tenants.map((one) => ({ ...one, cost: { snapshot: { downtimeNs: 20, totalNs: 300 } } })) }));
    check((each) => {
      for (const job of runCampaign(each).jobs) expect(job.lostWorkNs).toBeLessThanOrEqual(job.failures * (700 + 300 - 20) + 1e-6);
    }, saved);
    check((each) => { for (const job of runCampaign(each).jobs) if (job.failures === 0) expect(job.lostWorkNs).toBe(0); });
  });

  const plain = (kind: 'fifo' | 'backfill') => sketch.map((each): CampaignSketch => ({
    ...each, scheduler: { ...each.scheduler, kind }, failures: undefined, jobsPerHost: undefined, snapshotEveryNs: undefined, tenants: each.tenants.map((one) => ({ ...one, priority: 0, resizes: undefined })),
  }));
  const starts = ({ jobs }: CampaignResult): readonly number[] => jobs.map(({ startedNs }) => startedNs);

  it('first come, first served: nobody starts before one who came earlier', () => {
    check((each) => {
      const times = starts(runCampaign(each));
      expect(times).toEqual([...times].sort((left, right) => left - right));
    }, plain('fifo'));
  });

  it('EASY backfill: whoever was promised a start by estimates that hold has it by then', () => {
    let promises = 0;
    check((each) => {
      for (const { startedNs, promisedNs } of runCampaign(each).jobs) if (promisedNs !== undefined) { promises++; expect(startedNs).toBeLessThanOrEqual(promisedNs); }
    }, plain('backfill'));
    expect(promises).toBeGreaterThan(50);
  });

  it('gangs: jobs that came together have had equal time, to a slice', () => {
    const gangs = fc.record({ sliceNs: fc.integer({ min: 50, max: 500 }), switchNs: fc.constantFrom(0, 20), jobs: fc.integer({ min: 2, max: 4 }), ns: fc.integer({ min: 500, max: 4000 }) });
    fc.assert(fc.property(gangs, ({ sliceNs, switchNs, jobs, ns }) => {
      runCampaign({ hosts: 2, scheduler: { kind: 'gang', sliceNs, switchNs, rows: 4 }, tenants: [{ hosts: 2, nsPerRepeat: ns, arrivals: { kind: 'at', ns: Array.from({ length: jobs }, () => 0) } }] }, (world) => {
        if (world.running.length < jobs) return;
        const had = world.running.map((job) => job.computedNs + (job.mode === 'compute' ? world.now - job.anchorNs : 0));
        expect(Math.max(...had) - Math.min(...had)).toBeLessThanOrEqual(sliceNs + 1e-6);
      });
    }), { seed });
  });

  it('proactive recovery loses nothing where every failure is foretold in time and there is room to go', () => {
    let [moved, failed] = [0, 0];
    const spared = fc.integer({ min: 0, max: 4_294_967_295 });
    fc.assert(fc.property(spared, (draw) => {
      const result = runCampaign({
        hosts: 3, seed: draw, failures: { mtbfNs: 20_000, repairNs: 100, predictor: { recall: 1, precision: 1, leadNs: 2000 } }, recovery: { kind: 'proactive' },
        tenants: [{ hosts: 1, nsPerRepeat: 60_000, arrivals: { kind: 'at', ns: [0] }, cost: someCosts }],
      });
      const [job] = result.jobs;
      // A host that fails within the lead of coming back, or while the only others are away, is not left in time.
      if (job.failures === 0) expect([job.lostWorkNs, job.downtimeNs]).toEqual([0, job.migrations * 100]);
      moved += job.migrations;
      failed += job.failures;
    }), { seed, numRuns: 40 });
    expect(moved).toBeGreaterThan(20 * Math.max(1, failed));
  });
});

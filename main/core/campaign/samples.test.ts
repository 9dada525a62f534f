import { describe, expect, it } from 'vitest';
import { compareRuns } from '../compare/index.ts';
import { testRow } from '../compare/test-rows.ts';
import { mean } from '../statistics/index.ts';
import { simulateSample, type SampleRun } from './testing/simulate-sample.ts';

const withReplicates = (count: number) => (text: string): string => text.replace(/^replicates: \d+$/m, `replicates: ${String(count)}`);

function meanOf(runs: readonly SampleRun[], wanted: Readonly<Record<string, string | number>>, of: (run: SampleRun) => number): number {
  const found = runs.filter(({ factors }) => Object.entries(wanted).every(([name, value]) => factors[name] === value));
  if (found.length === 0) throw new Error(`No run has ${JSON.stringify(wanted)}.`);
  return mean(found.map(of));
}

describe('the sample of two tenants', () => {
  const runs = simulateSample('tenants', withReplicates(2));
  const slowdown = (scheduler: string, sharing: string, tenant: string): number =>
    meanOf(runs, { scheduler, sharing }, ({ campaign }) => campaign.tenants.find(({ id }) => id === tenant)?.meanSlowdown ?? NaN);

  it('on nodes of their own, short jobs wait behind long ones; backfill helps them, priority more', () => {
    const team = (scheduler: string): number => slowdown(scheduler, 'exclusive', 'team');
    expect([team('fifo') > 5, team('backfill') < 0.7 * team('fifo'), team('priority') < team('backfill')]).toEqual([true, true, true]);
    // Backfill takes nothing from the forecasts; priority does.
    const weather = (scheduler: string): number => slowdown(scheduler, 'exclusive', 'weather');
    expect(weather('backfill')).toBeLessThan(1.1 * weather('fifo'));
  });

  it('sharing hosts nearly ends the waiting, and costs each message latency', () => {
    const wait = (sharing: string): number => meanOf(runs, { scheduler: 'fifo', sharing }, ({ result }) => result.metrics.meanWait.value);
    expect(wait('shared')).toBeLessThan(0.2 * wait('exclusive'));
    for (const { factors, campaign } of runs) {
      for (const { latencyRatio } of campaign.tenants) {
        if (factors['sharing'] === 'exclusive') expect(latencyRatio).toBeUndefined();
        else expect(latencyRatio).toBeGreaterThan(1);
      }
    }
  });

  it('says what it rests on: five runs with two kinds of jobs, alone and beside each other', () => {
    const { campaign } = runs.find(({ factors }) => factors['sharing'] === 'shared') as SampleRun;
    expect(campaign.basis[0]).toMatch(/^Speeds come from 5 simulated runs: 2 with each kind of job alone on its hosts, 3 with several beside each other/);
    expect(campaign.speeds.map(({ job, beside }) => [job, ...beside.map((other) => other.job)].join(' '))).toEqual(['forecast', 'test', 'forecast forecast', 'forecast test', 'test forecast', 'test test']);
    const speed = (job: string, ...beside: readonly string[]): number => campaign.speeds.find((each) => each.job === job && each.beside.map((other) => other.job).join() === beside.join())?.nsPerRepeat ?? NaN;
    expect(speed('test', 'test')).toBeGreaterThan(1.1 * speed('test'));
    expect(speed('forecast', 'forecast')).toBeGreaterThan(speed('forecast'));
  });
});

describe('the sample of failures', () => {
  const runs = simulateSample('fault-tolerance', (text) => withReplicates(8)(text).replace(/mtbf: \[.*\]/, 'mtbf: [1.5 h, 3 h, 6 h, 12 h, 24 h]'));
  const rows = runs.map(({ factors, result }) => testRow(factors, result.metrics));

  it('proactive recovery loses less work and moves more, and stands still longer for it', () => {
    for (const mtbf of [1.5, 6, 24]) {
      const sum = (recovery: string, metric: string): number => meanOf(runs, { mtbf: mtbf * 3600e9, recovery }, ({ result }) => result.metrics[metric].value);
      expect(sum('proactive', 'lostWork')).toBeLessThan(0.85 * sum('reactive', 'lostWork'));
      expect([sum('reactive', 'migrations'), sum('proactive', 'migrations') > 10]).toEqual([0, true]);
      expect(sum('proactive', 'downtime')).toBeGreaterThan(sum('reactive', 'downtime'));
    }
  });

  it('reactive wins where hosts fail often, proactive where they do not; the comparison says where they are equal, about where theory has it', () => {
    const { answer } = compareRuns(rows, { fingerprints: [], by: 'recovery', metric: 'timeToSolution' });
    const said = /Reactive recovery and proactive recovery are equal at an MTBF of about (\d) h (?:(\d+) min )?per host; reactive recovery is better where hosts fail more often, proactive recovery where they fail less often\./.exec(answer.replaceAll('\u00a0', ' '));
    expect(said?.[0]).toBeDefined();
    const hours = Number(said?.[1]) + Number(said?.[2] ?? 0) / 60;
    // To first order a job that is moved in time saves half of Young's interval and the restart, and stands still for each warning,
    // of which a share comes true: √(δM / 2) + R = d / precision, with M of the job's 16 hosts together.
    const { costs: [{ snapshot, restartNs, migration }], recovery } = runs[0].input;
    const half = (migration?.downtimeNs ?? NaN) / 0.05 - restartNs - recovery.detectNs;
    const theory = (16 * 2 * half * half) / (snapshot?.downtimeNs ?? NaN) / 3600e9;
    expect([hours > theory / 2, hours < theory * 2]).toEqual([true, true]);
  });
});

describe('the sample of elastic jobs', () => {
  const runs = simulateSample('elastic', withReplicates(1));

  it('who grows is done sooner, who shrinks later, each by what its runs on those hosts gave', () => {
    for (const { campaign: { jobs, speeds } } of runs) {
      const [rigid, shrinking, growing] = jobs;
      expect([rigid.resizes, shrinking.resizes, growing.resizes]).toEqual([0, 1, 1]);
      expect([rigid.hosts.length, shrinking.hosts.length, growing.hosts.length]).toEqual([4, 2, 8]);
      const ns = (hosts: number): number => speeds.find((speed) => speed.hosts === hosts)?.nsPerRepeat ?? NaN;
      const work = 200_000;
      expect(shrinking.endedNs).toBeCloseTo(work * (0.4 * ns(4) + 0.6 * ns(2)) + shrinking.downtimeNs, -3);
      // It wants to grow at a quarter, and does when the other one has left its hosts.
      const waited = work * 0.4 * ns(4) + shrinking.downtimeNs;
      expect(growing.endedNs).toBeCloseTo(waited + growing.downtimeNs + (1 - waited / (work * ns(4))) * work * ns(8), -3);
      expect(growing.endedNs).toBeLessThan(rigid.endedNs);
    }
  });

  it('the slower path gains less from more hosts', () => {
    const gain = (path: string): number => meanOf(runs, { path }, ({ campaign: { speeds } }) => (speeds.find(({ hosts }) => hosts === 4)?.nsPerRepeat ?? NaN) / (speeds.find(({ hosts }) => hosts === 8)?.nsPerRepeat ?? NaN));
    expect(gain('xen-bridged')).toBeLessThan(gain('vrdma'));
  });
});

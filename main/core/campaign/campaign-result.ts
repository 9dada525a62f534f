import type { CampaignJob, CampaignResult, Quantity, RunResult } from '../contract/index.ts';
import { mean } from '../statistics/index.ts';
import { basisOf } from './basis.ts';
import { showFailed } from './spans.ts';
import type { Job, World } from './world.ts';

/** What the probes took together. */
export type ProbeCounts = RunResult['counts'];

/** The result of a campaign that has ended. */
export function resultOf(world: World, counts: ProbeCounts): RunResult {
  world.hosts.forEach(({ up }, host) => { if (!up) showFailed(world, host); });
  const jobs = world.jobs.map(jobOf);
  const makespanNs = jobs.reduce((latest, { endedNs }) => Math.max(latest, endedNs), 0);
  const sum = (of: (job: CampaignJob) => number): number => jobs.reduce((total, job) => total + of(job), 0);
  const campaign: CampaignResult = {
    basis: basisOf(world), hosts: world.input.hosts, makespanNs, utilisation: makespanNs > 0 ? world.busyNs / (makespanNs * world.input.hosts) : 0,
    jobs, tenants: tenantsOf(world, jobs), speeds: world.speeds.list(),
    spans: [...world.spans].sort((left, right) => left.fromNs - right.fromNs || left.host - right.host),
    failures: world.failureCount, warnings: world.warningCount, falseAlarms: world.falseAlarmCount,
    migrations: sum((job) => job.migrations), downtimeNs: sum((job) => job.downtimeNs), lostWorkNs: sum((job) => job.lostWorkNs),
  };
  return {
    format: 1, kernel: 'campaign', metrics: metricsOf(campaign), ranks: [], stages: [], resources: [], messages: [], traffic: [], timeline: [],
    cpuSeconds: { 'guest-user': 0, 'guest-kernel': 0, hypervisor: 0, 'driver-domain': 0, device: 0, wire: 0 },
    criticalPathOmitted: 'This run is at job level, which knows no messages.', campaign, counts: { ...counts, events: counts.events + world.events },
  };
}

function jobOf(job: Job): CampaignJob {
  return {
    tenant: job.spec.id, number: job.number, arrivedNs: job.arrivedNs, startedNs: job.startedNs, endedNs: job.endedNs, hosts: job.lastHosts, waitedNs: job.waitedNs,
    aloneNs: job.aloneNs, slowdown: (job.endedNs - job.arrivedNs) / job.aloneNs, downtimeNs: job.downtimeNs, lostWorkNs: job.lostWorkNs,
    snapshots: job.snapshots, migrations: job.migrations, failures: job.failures, resizes: job.resizes, ...(job.promisedNs === undefined ? {} : { promisedNs: job.promisedNs }),
  };
}

function tenantsOf({ input, slots, jobs: states }: World, jobs: readonly CampaignJob[]): CampaignResult['tenants'] {
  return input.campaign.tenants.map(({ id }, tenant) => {
    const own = jobs.filter((_, index) => states[index].tenant === tenant);
    const computed = states.filter((job) => job.tenant === tenant);
    const computedNs = computed.reduce((sum, job) => sum + job.computedNs + job.lostWorkNs, 0);
    return {
      id, jobs: own.length, meanWaitNs: mean(own.map(({ waitedNs }) => waitedNs)), meanSlowdown: mean(own.map(({ slowdown }) => slowdown)),
      worstSlowdown: own.reduce((worst, { slowdown }) => Math.max(worst, slowdown), 0),
      ...(slots > 1 && computedNs > 0 ? { latencyRatio: computed.reduce((sum, job) => sum + job.latencyNs, 0) / computedNs } : {}),
    };
  });
}

function metricsOf({ jobs, makespanNs, utilisation, failures, migrations, downtimeNs, lostWorkNs }: CampaignResult): Readonly<Record<string, Quantity>> {
  const slowdowns = jobs.map(({ slowdown }) => slowdown);
  return {
    timeToSolution: { value: mean(jobs.map(({ arrivedNs, endedNs }) => endedNs - arrivedNs)), unit: 'ns' },
    makespan: { value: makespanNs, unit: 'ns' },
    meanWait: { value: mean(jobs.map(({ waitedNs }) => waitedNs)), unit: 'ns' },
    meanSlowdown: { value: mean(slowdowns), unit: '1' },
    worstSlowdown: { value: slowdowns.reduce((worst, each) => Math.max(worst, each), 0), unit: '1' },
    utilisation: { value: utilisation, unit: '1' },
    downtime: { value: downtimeNs, unit: 'ns' },
    lostWork: { value: lostWorkNs, unit: 'ns' },
    failures: { value: failures, unit: '1' },
    migrations: { value: migrations, unit: '1' },
  };
}

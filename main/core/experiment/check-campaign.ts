import type { AxisName, Campaign, Experiment, Job, Tenant } from '../contract/index.ts';
import { axesOfWorkload, fixedRanks } from '../workloads/index.ts';
import { didYouMean } from './did-you-mean.ts';
import { errorAt, warningAt, type FieldPath, type LocalFinding } from './field-path.ts';
import { sweepPoints } from './sweep-points.ts';

/** Axes that only a campaign has. */
const ownAxes: readonly AxisName[] = ['scheduler', 'sharing', 'mtbf'];

/** What a campaign says against the jobs and the cluster; without one, axes that only it has. */
export function checkCampaign(experiment: Experiment): readonly LocalFinding[] {
  const { campaign, sweep, jobs } = experiment;
  const placesOf = (name: AxisName): readonly FieldPath[] => [
    ...(sweep.axes[name] === undefined ? [] : [['sweep', 'axes', name]]),
    ...(sweep.also ?? []).flatMap((point, index) => (point[name] === undefined ? [] : [['sweep', 'also', index, name]])),
  ];
  if (campaign === undefined) {
    return ownAxes.flatMap((name) => placesOf(name).slice(0, 1).map((at) => errorAt(at, `Only a campaign has ${name}.`, 'Describe tenants and their arrivals under `campaign`, or remove the axis.')));
  }
  const fewest = Math.min(...sweepPoints(sweep).map(({ hosts }) => (typeof hosts === 'number' ? hosts : experiment.cluster.hosts)));
  const used = new Set(campaign.tenants.map(({ job }) => job));
  return [
    ...campaign.tenants.flatMap((tenant, index) => checkTenant(experiment, campaign, tenant, ['campaign', 'tenants', index], fewest)),
    ...campaign.tenants.flatMap(({ id }, index) => (campaign.tenants.findIndex((other) => other.id === id) < index ? [errorAt(['campaign', 'tenants', index, 'id'], `Two tenants are called ${id}.`, 'Give each an `id` of his own.')] : [])),
    ...jobs.flatMap((job, index) => checkJob(job, ['jobs', index], used.has(job.id))),
    ...checkPolicies(experiment), ...checkFailures(experiment, campaign, fewest, placesOf),
    ...(experiment.events.length === 0 ? [] : [errorAt(['events'], 'Events happen within one run, and a campaign has days of many.', 'Remove them; hosts of a campaign fail by its `failures`.')]),
    ...(['events', 'jobs'] as const).flatMap((name) => placesOf(name).map((at) => errorAt(at, `A campaign has no axis ${name}.`, 'Remove it; its axes are scheduler, sharing, mtbf and recovery, beside those of the jobs and the cluster.'))),
  ];
}

function checkTenant({ jobs }: Experiment, { failures, scheduler, sharing }: Campaign, tenant: Tenant, at: FieldPath, hosts: number): readonly LocalFinding[] {
  const job = jobs.find(({ id }) => id === tenant.job);
  if (job === undefined) {
    const near = didYouMean(tenant.job, jobs.map(({ id }) => id));
    return [errorAt([...at, 'job'], `There is no job ${tenant.job}.`, near === undefined ? `Jobs are ${jobs.map(({ id }) => id).join(', ')}.` : `Did you mean "${near}"?`)];
  }
  const findings: LocalFinding[] = [];
  const room = hosts - (failures?.spareHosts ?? 0);
  const sizes = [{ hosts: tenant.hosts, at: [...at, 'hosts'] as FieldPath }, ...(tenant.resizes ?? []).map((resize, index) => ({ hosts: resize.hosts, at: [...at, 'resizes', index, 'hosts'] as FieldPath }))];
  for (const size of sizes) {
    if (size.hosts > room) findings.push(errorAt(size.at, `${count(size.hosts, 'host')} for a job, but the cluster has ${String(room)}${room < hosts ? ' beside its spares' : ''}.`, 'Use fewer hosts for it, or more in the cluster.'));
    const ranks = (job.ranks * size.hosts) / tenant.hosts;
    if (!Number.isInteger(ranks) || ranks < 1) {
      findings.push(errorAt(size.at, `On ${count(size.hosts, 'host')} the job would have ${String(Math.round(ranks * 100) / 100)} ranks, as it has ${String(job.ranks)} on ${String(tenant.hosts)}.`, 'Choose hosts, or `ranks` of the job, so that ranks per host stay whole.'));
    }
  }
  const { resizes = [] } = tenant;
  resizes.forEach(({ atShare, hosts: wanted }, index) => {
    const before = resizes[index - 1] ?? { atShare: 0, hosts: tenant.hosts };
    if (atShare <= before.atShare) findings.push(errorAt([...at, 'resizes', index, 'atShare'], 'The shares do not rise.', 'Sort them.'));
    if (wanted === before.hosts) findings.push(warningAt([...at, 'resizes', index, 'hosts'], `The job has ${count(wanted, 'host')} already.`, 'Remove the entry.'));
  });
  if (resizes.length > 0 && 'scaling' in job.workload && job.workload.scaling === 'weak') {
    findings.push(errorAt([...at, 'resizes'], `With weak scaling the work of ${job.id} grows with its ranks, so it is never done sooner.`, 'Write `scaling: strong` into its workload, or remove the list.'));
  }
  if (resizes.length > 0 && fixedRanks(job.workload, job.vms.perHost) !== undefined) {
    findings.push(errorAt([...at, 'resizes'], `The workload ${job.workload.kind} has a fixed number of ranks, so it can neither grow nor shrink.`, 'Remove the list, or choose another workload.'));
  }
  if (resizes.length > 0 && typeof job.placement !== 'string') findings.push(errorAt([...at, 'resizes'], 'The placement of the job is a list, which holds for one number of hosts.', 'Use a named placement.'));
  if (tenant.arrivals.kind === 'at' && tenant.arrivals.ns.some((ns, index, all) => index > 0 && ns < (all[index - 1] ?? 0))) {
    findings.push(warningAt([...at, 'arrivals', 'ns'], 'The times do not rise; jobs count in order of time.', 'Sort them.'));
  }
  if (scheduler.kind === 'gang' && sharing === 'shared' && scheduler.rows === 1) findings.push(warningAt(['campaign', 'scheduler', 'rows'], 'With one row no gang takes turns.', 'Use at least two.'));
  return findings;
}

function checkJob({ id, workload, vms, ranks }: Job, at: FieldPath, used: boolean): readonly LocalFinding[] {
  if (!used) return [warningAt(at, `No tenant brings the job ${id}.`, 'Name it under `campaign.tenants`, or remove it.')];
  if (workload.kind === 'trace') return [errorAt([...at, 'workload'], 'A campaign takes no traces.', 'Choose a workload that the trace is like.')];
  if (axesOfWorkload(workload.kind).length === 0 || ranks < 1) return [];
  const fixed = fixedRanks(workload, vms.perHost);
  return workload.kind === 'streams' && fixed !== undefined ? [warningAt([...at, 'workload'], 'Streams go from one host to another: a campaign repeats them as if they were an application.', 'Choose an application.')] : [];
}

/** Policies of runs, which nothing at job level follows. */
function checkPolicies({ manager }: Experiment): readonly LocalFinding[] {
  return [
    ...(manager?.balance === undefined ? [] : [warningAt(['manager', 'balance'], 'A campaign places jobs and moves none for balance, so this has no effect.', 'Remove it, or study balancing in a run.')]),
    ...(manager?.snapshot.everyNs === undefined ? [] : [warningAt(['manager', 'snapshot', 'everyNs'], 'Runs have their snapshots by this, and a campaign by its own field, so this has no effect.', 'Write `campaign.snapshotEveryNs`.')]),
  ];
}

function checkFailures({ manager }: Experiment, { failures, snapshotEveryNs }: Campaign, hosts: number, placesOf: (name: AxisName) => readonly FieldPath[]): readonly LocalFinding[] {
  const findings: LocalFinding[] = [];
  if (failures === undefined) {
    for (const name of ['mtbf', 'recovery'] as const) {
      for (const at of placesOf(name)) findings.push(errorAt(at, 'No host fails, so there is nothing to recover from.', 'Describe `failures` of the campaign, or remove the axis.'));
    }
    if (typeof snapshotEveryNs === 'string') findings.push(warningAt(['campaign', 'snapshotEveryNs'], 'No host fails, so no snapshot is worth its time: none is taken.', 'Describe `failures`, or write a time.'));
    return findings;
  }
  if (failures.spareHosts >= hosts) findings.push(errorAt(['campaign', 'failures', 'spareHosts'], `${count(failures.spareHosts, 'spare')} of ${count(hosts, 'host')} leave none for jobs.`, 'Use fewer.'));
  const proactive = manager?.recovery.kind === 'proactive' || placesOf('recovery').length > 0;
  if (proactive && failures.predictor === undefined) {
    findings.push(warningAt(['campaign', 'failures'], 'Nobody foretells failures, so proactive recovery is as reactive.', 'Describe a `predictor`.'));
  }
  if (manager?.recovery.spareHost !== undefined) findings.push(errorAt(['manager', 'recovery', 'spareHost'], 'A campaign knows spare hosts by their number.', 'Write `spareHosts` under `campaign.failures` instead.'));
  return findings;
}

function count(number: number, what: string): string {
  return `${String(number)} ${what}${number === 1 ? '' : 's'}`;
}

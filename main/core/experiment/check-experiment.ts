import { axisNames, type AxisName, type AxisValue, type Experiment, type Job, type PathRules } from '../contract/index.ts';
import { axesOfWorkload, fieldOfAxis, fixedRanks } from '../workloads/index.ts';
import { checkCampaign } from './check-campaign.ts';
import { checkEvents } from './check-events.ts';
import { errorAt, warningAt, type FieldPath, type LocalFinding } from './field-path.ts';
import { workloadSchema } from './workload-schema.ts';
import { axesOf, axisValueKey, countOfProduct, sweepPoints } from './sweep-points.ts';
import { checkAxes } from './check-axes.ts';
import { checkJobs } from './check-jobs.ts';
import { hostsOfJob } from './hosts-of-job.ts';
import { vmsAt } from './vms-at.ts';

/** Most points (without replicates) a sweep may have. */
export const mostPoints = 100_000;

/** What the parts say about each other: everything that can be told without knowing the path models. */
export function checkExperiment(experiment: Experiment): readonly LocalFinding[] {
  return [
    ...checkJobs(experiment),
    ...experiment.jobs.flatMap((job, index) => checkJob(experiment, job, ['jobs', index])),
    ...checkSweep(experiment),
    ...checkEvents(experiment),
    ...checkCampaign(experiment),
  ];
}

function checkJob(experiment: Experiment, job: Job, at: FieldPath): readonly LocalFinding[] {
  const findings: LocalFinding[] = [];
  const { cores } = experiment.cluster.host;
  const vcpus = job.vms.perHost * job.vms.vcpus;
  if (vcpus > cores) {
    findings.push(warningAt([...at, 'vms'], `${String(vcpus)} vCPUs share ${String(cores)} cores of each host.`, 'VMs take turns on the cores. Use fewer VMs or vCPUs, or more cores.'));
  }
  const { workload } = job;
  const fixed = fixedRanks(workload, job.vms.perHost);
  if (fixed !== undefined && job.ranks !== fixed && !isSwept(experiment, 'benchmark')) {
    findings.push(errorAt([...at, 'ranks'], `This workload has ${String(fixed)} ranks, not ${String(job.ranks)}.`, 'Remove `ranks`, or write that number.'));
  }
  if (Array.isArray(job.placement)) findings.push(...checkPlaces(experiment, job, at));
  return findings;
}

function checkPlaces(experiment: Experiment, job: Job, at: FieldPath): readonly LocalFinding[] {
  if (typeof job.placement === 'string') return [];
  const findings: LocalFinding[] = [];
  // How many ranks a trace has is not known yet.
  if (job.ranks > 0 && job.placement.length !== job.ranks) {
    findings.push(errorAt([...at, 'placement'], `The list places ${String(job.placement.length)} ranks, the job has ${String(job.ranks)}.`, 'Give one entry per rank.'));
  }
  job.placement.forEach(({ host, vm }, rank) => {
    const path = [...at, 'placement', rank];
    const { length: hosts } = hostsOfJob(job, experiment.cluster.hosts);
    if (host >= hosts) findings.push(errorAt([...path, 'host'], job.hosts === undefined ? `There is no host ${String(host)}.` : `The job has no host ${String(host)}.`, `Hosts count from 0 to ${String(hosts - 1)}${job.hosts === undefined ? '' : ', in the order of the job\'s `hosts`'}.`));
    if (vm >= job.vms.perHost) findings.push(errorAt([...path, 'vm'], `A host has no VM ${String(vm)}.`, `VMs of a host count from 0 to ${String(job.vms.perHost - 1)}.`));
  });
  return findings;
}

function checkSweep(experiment: Experiment): readonly LocalFinding[] {
  const { sweep } = experiment;
  const findings: LocalFinding[] = [];
  findings.push(...checkAxes(experiment));
  for (const job of experiment.jobs) {
    findings.push(...checkWorkloadValues(job, sweep));
    if (typeof job.placement !== 'string' && axesOfWorkload(job.workload.kind).includes('ranks') && isSwept(experiment, 'ranks')) {
      findings.push(errorAt(['sweep'], 'The placement is a list, which fixes the number of ranks, but the sweep varies it.', 'Use a named placement, or do not sweep over ranks.'));
    }
  }
  if (sweep.axes.uplinks !== undefined && experiment.cluster.network.kind !== 'fat-tree') {
    findings.push(errorAt(['sweep', 'axes', 'uplinks'], 'Only a fat tree has uplinks.', 'Write `network: { kind: fat-tree }` under `cluster`, or remove the axis.'));
  }
  for (const name of axesOf(sweep)) findings.push(...duplicates(experiment, name));
  findings.push(...repeatedPairs(experiment));
  sweep.except?.forEach((point, index) => {
    for (const name of axisNames) {
      const value = point[name];
      if (value !== undefined && !(sweep.axes[name] ?? []).some((other) => axisValueKey(other) === axisValueKey(value))) {
        findings.push(errorAt(['sweep', 'except', index, name], 'No point of the sweep has this value, so nothing is left out.', 'Use a value of the axis, or remove the entry.'));
      }
    }
    if (axisNames.every((name) => point[name] === undefined)) findings.push(errorAt(['sweep', 'except', index], 'The entry names no axis.', 'Name the values to leave out, or remove it.'));
  });
  const product = countOfProduct(sweep);
  if (product > mostPoints) {
    findings.push(errorAt(['sweep', 'axes'], `The sweep has ${String(product)} points.`, `Use at most ${String(mostPoints)}: shorten an axis.`));
  } else if (findings.length === 0) {
    findings.push(...checkSizes(experiment));
  }
  return findings;
}

/** Reads the workload with every value that an axis gives one of its fields. */
function checkWorkloadValues(job: Job, sweep: Experiment['sweep']): readonly LocalFinding[] {
  const check = (name: AxisName, value: AxisValue | undefined, path: FieldPath): readonly LocalFinding[] => {
    const field = fieldOfAxis(job.workload.kind, name);
    if (field === undefined || value === undefined) return [];
    const reading = workloadSchema.safeParse({ ...job.workload, [field]: value });
    const issue = reading.success ? undefined : reading.error.issues.find((one) => one.path[0] === field) ?? reading.error.issues[0];
    if (issue === undefined) return [];
    const [what = '', hint = ''] = issue.message.split('\n');
    return [errorAt(path, what, hint)];
  };
  return [
    ...axesOf(sweep).flatMap((name) => (sweep.axes[name] ?? []).flatMap((value, index) => check(name, value, ['sweep', 'axes', name, index]))),
    ...(sweep.also ?? []).flatMap((point, index) => axisNames.flatMap((name) => check(name, point[name], ['sweep', 'also', index, name]))),
  ];
}

function isSwept({ sweep }: Experiment, name: AxisName): boolean {
  return sweep.axes[name] !== undefined || sweep.also?.some((point) => point[name] !== undefined) === true;
}

function duplicates(experiment: Experiment, name: AxisName): readonly LocalFinding[] {
  const seen = new Set<string>();
  return (experiment.sweep.axes[name] ?? []).flatMap((value, index) => {
    const key = axisValueKey(value);
    if (seen.has(key)) return [errorAt(['sweep', 'axes', name, index], 'The axis has this value twice.', 'Remove one of the two.')];
    seen.add(key);
    return [];
  });
}

/** Exceptions for a pair of VMs that has one already. */
function repeatedPairs({ sweep, jobs }: Experiment): readonly LocalFinding[] {
  const places: readonly (readonly [FieldPath, AxisValue | PathRules | undefined])[] = [
    ...jobs.map(({ paths }, index) => [['jobs', index, 'paths'], paths] as const),
    ...(sweep.axes.path ?? []).map((value, index) => [['sweep', 'axes', 'path', index], value] as const),
    ...(sweep.also ?? []).map(({ path }, index) => [['sweep', 'also', index, 'path'], path] as const),
  ];
  return places.flatMap(([at, rules]) => {
    if (typeof rules !== 'object' || !('otherHost' in rules)) return [];
    const seen = new Set<string>();
    return (rules.exceptions ?? []).flatMap(({ vms: [a, b] }, index) => {
      const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
      if (seen.has(key)) return [warningAt([...at, 'exceptions', index], `VMs ${a} and ${b} have an exception above, which counts.`, 'Remove one of the two.')];
      seen.add(key);
      return [];
    });
  });
}

/** Ranks against vCPUs and cores, hosts against cables, over all points. Each complaint is made once. */
function checkSizes(experiment: Experiment): readonly LocalFinding[] {
  const findings = new Map<string, LocalFinding>();
  const add = (finding: LocalFinding): void => { if (!findings.has(finding.message)) findings.set(finding.message, finding); };
  const alsoFrom = sweepPoints({ axes: experiment.sweep.axes, except: experiment.sweep.except }).length;
  sweepPoints(experiment.sweep).forEach((point, index) => {
    const where = (name: 'ranks' | 'hosts', path: FieldPath): FieldPath => {
      if (index >= alsoFrom && point[name] !== undefined) return ['sweep', 'also', index - alsoFrom, name];
      return point[name] === undefined ? path : ['sweep', 'axes', name, experiment.sweep.axes[name]?.indexOf(point[name]) ?? 0];
    };
    const all = typeof point.hosts === 'number' ? point.hosts : experiment.cluster.hosts;
    experiment.jobs.forEach((job, jobIndex) => {
      const { length: hosts } = hostsOfJob(job, all);
      const ranks = typeof point.ranks === 'number' && axesOfWorkload(job.workload.kind).includes('ranks') ? point.ranks : job.ranks;
      const vms = vmsAt(job, experiment, typeof point.vmsPerHost === 'number' ? point.vmsPerHost : undefined);
      const missing = job.hosts?.findIndex((host) => host >= all) ?? -1;
      if (missing >= 0) {
        add(errorAt(where('hosts', ['jobs', jobIndex, 'hosts', missing]), `The job ${job.id} names host ${String(job.hosts?.[missing])}, and there ${all === 1 ? 'is one host' : `are ${String(all)} hosts`}.`, `Hosts count from 0 to ${String(all - 1)}.`));
      }
      const perHost = Math.max(vms.perHost * vms.vcpus, experiment.cluster.host.cores);
      if (job.workload.kind !== 'streams' && ranks > hosts * perHost) {
        add(errorAt(where('ranks', ['jobs', jobIndex, 'ranks']), `${String(ranks)} ranks do not fit: ${hosts === 1 ? 'one host has' : `${String(hosts)} hosts have`} room for ${String(hosts * perHost)}.`, 'Use fewer ranks, or more hosts, VMs or vCPUs.'));
      }
      if (job.workload.kind === 'streams' && hosts < 2) {
        add(errorAt(job.hosts === undefined ? where('hosts', ['cluster', 'hosts']) : ['jobs', jobIndex, 'hosts'], 'Streams go from host 0 to host 1, but there is one host.', 'Use two hosts.'));
      }
    });
    const { kind, hostsPerLeaf } = experiment.cluster.network;
    if (kind === 'fat-tree' && all <= (hostsPerLeaf ?? 0)) {
      add(warningAt(where('hosts', ['cluster', 'network', 'hostsPerLeaf']), `${all === 1 ? 'One host is' : `All ${String(all)} hosts are`} on one leaf of the fat tree, so nothing takes an uplink.`, 'Use more hosts, or fewer per leaf.'));
    }
    if (all > 2 && experiment.cluster.network.kind === 'back-to-back') {
      add(errorAt(where('hosts', ['cluster', 'network', 'kind']), `${String(all)} hosts cannot be cabled back to back.`, 'Write `network: { kind: switch, switchNs: 300 ns }` under `cluster`, or use two hosts.'));
    }
  });
  return [...findings.values()];
}

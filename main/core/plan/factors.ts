import { allJobs, axisNames, type AxisName, type Cluster, type Experiment, type Job, type PathChoice, type PathRules } from '../contract/index.ts';
import { axesOf, axisValueKey, type SweepPoint } from '../experiment/sweep-points.ts';
import { axesOfWorkload, workloadFactor } from '../workloads/index.ts';
import { rulesOfPoint, type PointDocument } from './apply-point.ts';

/** Axes of the plan: the sweep's in their order, then those that only `also` names; `path` first where nobody names it. */
export function planAxes(experiment: Experiment): readonly AxisName[] {
  const swept = axesOf(experiment.sweep);
  const also = axisNames.filter((name) => !swept.includes(name) && (experiment.sweep.also ?? []).some((point) => point[name] !== undefined));
  const named = [...swept, ...also];
  return named.includes('path') ? named : ['path', ...named];
}

/**
 * Names of paths as factors: the id; `a + b` where two VMs of one host take another path than two hosts, and `+ c for VMs 0 and 3` for
 * exceptions; with preset or configuration where the sweep has the same id twice. Different rules never have the same name.
 */
export function pathLabels(experiment: Experiment): (rules: PathRules) => string {
  const choices = new Map<string, PathChoice>();
  const all = new Map<string, PathRules>();
  const add = (choice: PathChoice | undefined): void => { if (choice !== undefined) choices.set(axisValueKey(choice), choice); };
  const addRules = (rules: PathRules): void => {
    [rules.otherHost, rules.sameHost, ...(rules.exceptions ?? []).map(({ path }) => path)].forEach(add);
    all.set(axisValueKey(rules), rules);
  };
  const points = [...(experiment.sweep.axes.path ?? []).map((path) => ({ path })), ...experiment.sweep.also ?? []];
  for (const { paths } of experiment.jobs) {
    for (const point of points) if (point.path !== undefined) addRules(rulesOfPoint(paths, point));
    if (points.length === 0 || experiment.sweep.also?.some(({ path }) => path === undefined) === true) addRules(paths);
  }
  const uses = new Map<string, number>();
  for (const { id } of choices.values()) uses.set(id, (uses.get(id) ?? 0) + 1);
  const label = (choice: PathChoice): string => ((uses.get(choice.id) ?? 0) > 1 ? longLabel(choice) : choice.id);
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [key, rules] of all) {
    const short = rulesLabel(rules, label);
    const long = rules.sameVm === undefined || !taken.has(short) ? short : `${short} + ${longLabel(rules.sameVm)} in a VM`;
    let name = long;
    for (let number = 2; taken.has(name); number++) name = `${long} (${number})`;
    taken.add(name);
    names.set(key, name);
  }
  return (rules) => names.get(axisValueKey(rules)) ?? rulesLabel(rules, label);
}

function rulesLabel({ otherHost, sameHost, exceptions = [] }: PathRules, label: (choice: PathChoice) => string): string {
  const own = new Map<string, PathRules['exceptions'] & object>();
  for (const exception of exceptions) own.set(label(exception.path), [...own.get(label(exception.path)) ?? [], exception]);
  return [
    label(otherHost), ...(sameHost === undefined || axisValueKey(sameHost) === axisValueKey(otherHost) ? [] : [label(sameHost)]),
    ...[...own].map(([name, [first, ...others]]) => `${name} for ${others.length === 0 ? `VMs ${first?.vms.join(' and ') ?? ''}` : `${others.length + 1} pairs of VMs`}`),
  ].join(' + ');
}

function longLabel({ id, preset, config }: PathChoice): string {
  const settings = Object.entries(config ?? {}).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const details = [...(preset === undefined ? [] : [preset]), ...settings];
  return details.length === 0 ? id : `${id} (${details.join(', ')})`;
}

/**
 * The values of the axes at a point, the document's own where the point does not name it: of several jobs that of the one whose workload has
 * the axis, and the paths of all of them, so that a job alone has the same as beside the others.
 */
export function factorsOf(axes: readonly AxisName[], point: SweepPoint, documents: readonly PointDocument[], label: (rules: PathRules) => string): Readonly<Record<string, string | number>> {
  const [first] = documents;
  if (first === undefined) return {};
  return Object.fromEntries(axes.map((name) => {
    if (name === 'path') return [name, [...new Set(documents.map(({ job }) => label(job.paths)))].join(' & ')];
    return [name, factorOf(name, point, documents.find(({ job }) => axesOfWorkload(job.workload.kind).includes(name)) ?? first, label)];
  }));
}

/** The value of an axis at a point, the document's own where the point does not name it. */
export function factorOf(name: AxisName, point: SweepPoint, { hosts, cluster, job, manager }: PointDocument, label: (rules: PathRules) => string): string | number {
  if (name === 'path') return label(job.paths);
  const value = point[name];
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (name === 'events') return manager === undefined ? 'without' : 'with';
  if (name === 'onNonConvergence') return manager?.migration.onNonConvergence ?? 'none';
  if (name === 'recovery') return manager?.recovery.kind ?? 'none';
  return documentFactor(name, hosts, cluster, job);
}

function documentFactor(name: Exclude<AxisName, 'path' | 'events' | 'recovery' | 'onNonConvergence'>, hosts: number, { nic, network }: Cluster, { ranks, placement, workload, vms, rails }: Job): string | number {
  switch (name) {
    case 'hosts': return hosts;
    case 'ranks': return ranks;
    case 'placement': return typeof placement === 'string' ? placement : 'list';
    case 'vmsPerHost': return vms.perHost;
    case 'vnics': return vms.vnics;
    case 'nics': return nic.perHost;
    case 'rails': return rails;
    case 'pinning': return typeof vms.pinning === 'string' ? vms.pinning : 'list';
    case 'uplinks': return network.uplinksPerLeaf ?? 0;
    case 'jobs': return allJobs;
    case 'scheduler': case 'sharing': case 'mtbf': return 'none';
    default: return workloadFactor(workload, name);
  }
}

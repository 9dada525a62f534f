import { axisNames, type AxisName, type AxisValue, type Cluster, type Experiment, type Job, type PathChoice, type PathRules } from '../contract/index.ts';
import { axesOf, axisValueKey, type SweepPoint } from '../experiment/sweep-points.ts';
import { workloadFactor } from '../workloads/index.ts';
import type { PointDocument } from './apply-point.ts';

/** Axes of the plan: the sweep's in their order, then those that only `also` names; `path` first where nobody names it. */
export function planAxes(experiment: Experiment): readonly AxisName[] {
  const swept = axesOf(experiment.sweep);
  const also = axisNames.filter((name) => !swept.includes(name) && (experiment.sweep.also ?? []).some((point) => point[name] !== undefined));
  const named = [...swept, ...also];
  return named.includes('path') ? named : ['path', ...named];
}

/**
 * Names of paths as factors: the id; `a + b` where two VMs of one host take another path than two hosts; with preset or
 * configuration where the sweep has the same id twice.
 */
export function pathLabels(experiment: Experiment): (rules: PathRules) => string {
  const choices = new Map<string, PathChoice>();
  const add = (choice: PathChoice): void => { choices.set(axisValueKey(choice), choice); };
  const addValue = (value: AxisValue | undefined): void => {
    if (typeof value === 'object' && 'otherHost' in value) [value.otherHost, value.sameHost].forEach((choice) => { if (choice !== undefined) add(choice); });
    else if (value !== undefined) add(typeof value === 'object' ? value : { id: String(value) });
  };
  experiment.sweep.axes.path?.forEach(addValue);
  experiment.sweep.also?.forEach(({ path }) => { addValue(path); });
  for (const { paths } of experiment.jobs) {
    if (choices.size === 0 || experiment.sweep.also?.some(({ path }) => path === undefined) === true) add(paths.otherHost);
  }
  const uses = new Map<string, number>();
  for (const { id } of choices.values()) uses.set(id, (uses.get(id) ?? 0) + 1);
  const label = (choice: PathChoice): string => ((uses.get(choice.id) ?? 0) > 1 ? longLabel(choice) : choice.id);
  return ({ otherHost, sameHost }) => {
    const own = label(otherHost);
    return sameHost === undefined || axisValueKey(sameHost) === axisValueKey(otherHost) ? own : `${own} + ${label(sameHost)}`;
  };
}

function longLabel({ id, preset, config }: PathChoice): string {
  const settings = Object.entries(config ?? {}).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const details = [...(preset === undefined ? [] : [preset]), ...settings];
  return details.length === 0 ? id : `${id} (${details.join(', ')})`;
}

/** The value of an axis at a point, the document's own where the point does not name it. */
export function factorOf(name: AxisName, point: SweepPoint, { hosts, cluster, job }: PointDocument, label: (rules: PathRules) => string): string | number {
  if (name === 'path') return label(job.paths);
  const value = point[name];
  if (typeof value === 'string' || typeof value === 'number') return value;
  return documentFactor(name, hosts, cluster, job);
}

function documentFactor(name: Exclude<AxisName, 'path'>, hosts: number, { nic, network }: Cluster, { ranks, placement, workload, vms, rails }: Job): string | number {
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
    default: return workloadFactor(workload, name);
  }
}

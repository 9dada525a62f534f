import { axisNames, type AxisName, type Experiment, type PathChoice, type PathRules, type WorkloadKind } from '../contract/index.ts';
import type { FieldPath } from '../experiment/field-path.ts';
import { axisValueKey, type SweepPoint } from '../experiment/sweep-points.ts';
import { fieldOfAxis, type RankComplaint } from '../workloads/index.ts';
import type { JobComplaint } from './check-run.ts';

/** The field that a complaint is about at a point: the axis that set it, else the job's or the cluster's. */
export function fieldOf(complaint: JobComplaint, experiment: Experiment, point: SweepPoint): FieldPath {
  const { job } = complaint;
  switch (complaint.about) {
    case 'path': return fieldOfRule(experiment, point, job, complaint.part ?? []);
    case 'ranks': return fieldOfValue(experiment, point, 'ranks') ?? ['jobs', job, 'ranks'];
    case 'vms': return fieldOfValue(experiment, point, 'vmsPerHost') ?? ['jobs', job, 'vms', 'perHost'];
    case 'vnics': return fieldOfValue(experiment, point, 'vnics') ?? ['jobs', job, 'vms', 'vnics'];
    case 'pinning': return ['jobs', job, 'vms', 'pinning'];
    case 'weight': return ['jobs', job, 'vms', 'weight'];
    case 'network': return ['cluster', 'network', 'kind'];
    case 'event': return ['events', ...complaint.part ?? []];
    case 'manager': return ['manager', ...complaint.part ?? []];
    case 'recovery': return fieldOfValue(experiment, point, 'recovery') ?? ['manager', 'recovery', 'kind'];
    case 'mtu': return ['cluster', 'nic', 'mtuBytes'];
  }
}

/** The axis that set what does not fit, else the field. */
export function fieldOfMisfit({ field }: RankComplaint, experiment: Experiment, kind: WorkloadKind, point: SweepPoint, job: number): FieldPath {
  const axis = field === undefined ? 'ranks' : axisNames.find((name) => fieldOfAxis(kind, name) === field);
  const swept = axis === undefined ? undefined : fieldOfValue(experiment, point, axis);
  return swept ?? (field === undefined ? ['jobs', job, 'ranks'] : fieldOfValue(experiment, point, 'ranks') ?? ['jobs', job, 'workload', field]);
}

/** Where the paths of a point are named. */
export function fieldOfPath(experiment: Experiment, point: SweepPoint, job: number): FieldPath {
  return fieldOfValue(experiment, point, 'path') ?? ['jobs', job, 'paths'];
}

/** A field of the rules that hold at a point: below the value of the axis where that has rules of its own; exceptions may be the job's all the same. */
export function fieldOfRule(experiment: Experiment, point: SweepPoint, job: number, part: FieldPath): FieldPath {
  const value = fieldOfPath(experiment, point, job);
  if (point.path === undefined) return [...value, ...part];
  if (typeof point.path === 'object' && 'otherHost' in point.path) return [...value, ...part];
  return part[0] === 'exceptions' || part[0] === 'sameVm' ? ['jobs', job, 'paths', ...part] : value;
}

/** Which part of some rules names a choice. */
export function partOfChoice({ otherHost, sameHost, sameVm, exceptions = [] }: PathRules, choice: PathChoice): FieldPath {
  if (choice === sameVm) return ['sameVm'];
  const index = exceptions.findIndex(({ path }) => path === choice);
  if (index >= 0) return ['exceptions', index, 'path'];
  if (sameHost === otherHost) return [];
  return choice === sameHost ? ['sameHost'] : ['otherHost'];
}

function fieldOfValue({ sweep }: Experiment, point: SweepPoint, name: AxisName): FieldPath | undefined {
  const value = point[name];
  if (value === undefined) return undefined;
  const also = sweep.also?.indexOf(point) ?? -1;
  if (also >= 0) return ['sweep', 'also', also, name];
  const index = sweep.axes[name]?.findIndex((other) => axisValueKey(other) === axisValueKey(value)) ?? -1;
  return index < 0 ? undefined : ['sweep', 'axes', name, index];
}

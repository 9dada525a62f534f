import type { AxisValue, Cluster, Experiment, Job, PathChoice, PathRules, Vms } from '../contract/index.ts';
import { axesOfWorkload, workloadAt } from '../workloads/index.ts';
import type { SweepPoint } from '../experiment/sweep-points.ts';
import { vmsAt } from '../experiment/vms-at.ts';
import { whatHappens, type Happening } from './what-happens.ts';

/** The document at one point of the sweep. */
export interface PointDocument extends Happening {
  readonly hosts: number;
  readonly cluster: Cluster;
  readonly job: Job;
}

/** The document with the values of a point in place of its own. Of several jobs each takes those axes that its workload has. */
export function applyPoint(experiment: Experiment, job: Job, point: SweepPoint): PointDocument {
  const axes = axesOfWorkload(job.workload.kind);
  return {
    ...whatHappens(experiment, point),
    hosts: numberOr(point.hosts, experiment.cluster.hosts),
    cluster: clusterOfPoint(experiment.cluster, point),
    job: {
      ...job,
      vms: vmsOfPoint(experiment, job, point),
      rails: point.rails === 'fixed' || point.rails === 'round-robin' || point.rails === 'striped' ? point.rails : job.rails,
      ranks: axes.includes('ranks') ? numberOr(point.ranks, job.ranks) : job.ranks,
      placement: axes.includes('placement') ? placementOr(point.placement, job.placement) : job.placement,
      paths: rulesOfPoint(job.paths, point),
      workload: workloadAt(job.workload, point),
    },
  };
}

const clusters = new WeakMap<Cluster, Map<string, Cluster>>();

/** The cluster at a point. Equal arguments answer the same object, so that later steps can share work by reference. */
export function clusterOfPoint(cluster: Cluster, point: SweepPoint): Cluster {
  const nics = numberOr(point.nics, cluster.nic.perHost);
  // Other networks have no uplinks to change.
  const uplinks = cluster.network.kind === 'fat-tree' ? numberOr(point.uplinks, cluster.network.uplinksPerLeaf ?? 1) : undefined;
  if (nics === cluster.nic.perHost && uplinks === cluster.network.uplinksPerLeaf) return cluster;
  const known = clusters.get(cluster) ?? new Map<string, Cluster>();
  clusters.set(cluster, known);
  const key = `${String(nics)} ${String(uplinks)}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = { ...cluster, nic: { ...cluster.nic, perHost: nics }, network: { ...cluster.network, ...(uplinks === undefined ? {} : { uplinksPerLeaf: uplinks }) } };
  known.set(key, made);
  return made;
}

function vmsOfPoint(experiment: Experiment, job: Job, point: SweepPoint): Vms {
  const at = vmsAt(job, experiment, numberOr(point.vmsPerHost, job.vms.perHost));
  const pinning = point.pinning === 'pinned' || point.pinning === 'floating' ? point.pinning : at.pinning;
  return { ...at, vnics: numberOr(point.vnics, at.vnics), pinning };
}

const rulesByDocument = new WeakMap<PathRules, Map<AxisValue, PathRules>>();

/**
 * A path of the sweep holds between hosts and between the VMs of one host; what two ranks of one VM use, and
 * exceptions for pairs of VMs, stay as the document says; a value with rules of its own says all of it. Equal arguments answer the same object, so that later steps can share work by reference.
 */
export function rulesOfPoint(rules: PathRules, point: SweepPoint): PathRules {
  if (point.path === undefined) return rules;
  const known = rulesByDocument.get(rules) ?? new Map<AxisValue, PathRules>();
  rulesByDocument.set(rules, known);
  const found = known.get(point.path);
  if (found !== undefined) return found;
  const made = rulesOfValue(rules, point.path);
  known.set(point.path, made);
  return made;
}

function rulesOfValue(rules: PathRules, value: AxisValue): PathRules {
  if (typeof value === 'object' && 'otherHost' in value) return value;
  const choice: PathChoice = typeof value === 'object' ? value : { id: String(value) };
  const { sameVm, exceptions } = rules;
  return { ...(sameVm === undefined ? {} : { sameVm }), sameHost: choice, otherHost: choice, ...(exceptions === undefined ? {} : { exceptions }) };
}

function numberOr(value: AxisValue | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function placementOr(value: AxisValue | undefined, otherwise: Job['placement']): Job['placement'] {
  return value === 'inter' || value === 'hybrid' || value === 'intra-block' || value === 'intra-round-robin' ? value : otherwise;
}

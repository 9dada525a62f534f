import type { LinearCost, PathModel, Stage } from '@doorbell/sdk';
import type { Experiment } from '../contract/index.ts';

/** A mechanism taken out, to show what comes from it. */
export interface Ablation {
  readonly id: string;
  readonly title: string;
  /** Statements of which at least one must break. */
  readonly mustBreak: readonly string[];
  experiment?(experiment: Experiment): Experiment;
  model?(model: PathModel): PathModel;
}

/** The mechanisms that the founding experiment is explained by. */
export const ablations: readonly Ablation[] = [
  {
    id: 'core-contention', title: 'without core contention: every host has a core that no guest wants', mustBreak: ['K1', 'K4', 'K12'],
    experiment: (e) => ({ ...e, cluster: { ...e.cluster, host: { ...e.cluster.host, cores: e.cluster.host.cores + 1 } } }),
  },
  {
    id: 'hairpin', title: 'without the hairpin: traffic between VMs of one host does not pass the NIC', mustBreak: ['K3', 'K12'],
    model: (m) => (m.id === 'sr-iov' && m.sameHost !== undefined ? { ...m, sameHost: { ...m.sameHost, send: offDevice(m.sameHost.send), receive: offDevice(m.sameHost.receive) } } : m),
  },
  {
    id: 'cost-per-send', title: 'without the cost per send: stages cost nothing per segment', mustBreak: ['T1.native', 'T1.xen-bridged', 'T1.sr-iov'],
    model: (m) => mapStages(m, withoutUnitCost),
  },
  {
    id: 'shared-driver-domain', title: 'without the shared driver domain: every VM has a driver domain of its own, on cores of its own', mustBreak: ['K1', 'K4', 'K8'],
    experiment: (e) => ({ ...e, cluster: { ...e.cluster, host: { ...e.cluster.host, cores: e.cluster.host.cores + e.jobs[0].vms.perHost } } }),
    model: (m) => (m.driverDomain === undefined ? m : { ...m, driverDomain: { ...m.driverDomain, vcpus: 4 } }),
  },
];

function offDevice(stages: readonly Stage[]): readonly Stage[] {
  return stages.filter((stage) => stage.executor !== 'device');
}

function withoutUnitCost(stage: Stage): Stage {
  if (stage.kind !== 'serve' || 'table' in stage.cost || stage.executor === 'wire') return stage;
  const cost: LinearCost = { ...stage.cost, perUnitNs: 0, fixedNs: 0 };
  return { ...stage, cost };
}

function mapStages(model: PathModel, change: (stage: Stage) => Stage): PathModel {
  const pipelines = (p: PathModel['sameHost']): PathModel['sameHost'] => (p === undefined ? p : { ...p, send: p.send.map(change), receive: p.receive.map(change) });
  return { ...model, ...(model.otherHost === undefined ? {} : { otherHost: pipelines(model.otherHost) }), ...(model.sameHost === undefined ? {} : { sameHost: pipelines(model.sameHost) }) };
}

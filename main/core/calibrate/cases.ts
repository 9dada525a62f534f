import type { Experiment, PathCard, PathChoice } from '../contract/index.ts';
import type { LedgerSample } from './measured.ts';

/** One set of runs of one sample. Plain data, so that a worker can do it. */
export interface LedgerCase {
  readonly sample: LedgerSample;
  /** Only these paths; absent: all. */
  readonly paths?: readonly string[];
  readonly steps?: number;
  readonly replicates?: number;
  /** Only the middle distribution of the advection. */
  readonly oneDistribution?: boolean;
  readonly change?: ParameterChange;
  readonly ablation?: string;
}

/** A parameter times a factor. */
export type ParameterChange =
  | { readonly kind: 'option'; readonly path: string; readonly option: string; readonly value: number }
  | { readonly kind: 'field'; readonly field: ExperimentField; readonly factor: number };

/** Fields of the samples that somebody fitted or judged. */
export const experimentFields = [
  'workload.computeNsPerCell', 'workload.valuesPerFaceCell', 'mpi.sendOverheadNs', 'mpi.receiveOverheadNs', 'mpi.sharedMemory.latencyNs',
  'mpi.sharedMemory.bytesPerSecond', 'noise.compute', 'noise.startSkewNs', 'noise.service',
] as const;
export type ExperimentField = (typeof experimentFields)[number];

/** A parameter that is varied. */
export interface Parameter {
  readonly name: string;
  readonly origin: 'fitted' | 'judgement';
  readonly value: number;
  readonly unit: string;
  /** Paths whose runs it touches; absent: all. */
  readonly paths?: readonly string[];
  change(factor: number): ParameterChange;
}

/** Every judged or fitted number of the given paths and of the samples. */
export function parametersOf(cards: readonly PathCard[], advection: Experiment): readonly Parameter[] {
  const options = cards.flatMap((card) => Object.entries(card.config.properties).flatMap(([option, property]): Parameter[] => {
    const value = property.default;
    const origin = property.origin?.kind;
    if (typeof value !== 'number' || value === 0 || property.type !== 'number' || origin === undefined || origin === 'published') return [];
    return [{
      name: `${card.id}.${option}`, origin, value, unit: property.unit ?? '1', paths: [card.id],
      change: (factor) => ({ kind: 'option', path: card.id, option, value: value * factor }),
    }];
  }));
  const fields = experimentFields.map((field): Parameter => ({
    name: field, origin: field.startsWith('workload') ? 'fitted' : 'judgement', value: readField(advection, field), unit: units[field],
    change: (factor) => ({ kind: 'field', field, factor }),
  }));
  return [...options, ...fields];
}

/** The sample's document as the case wants it. */
export function documentOf(sample: Experiment, c: LedgerCase): Experiment {
  let experiment: Experiment = { ...sample, replicates: c.replicates ?? sample.replicates };
  const { workload } = experiment.jobs[0];
  if (c.steps !== undefined && workload.kind === 'advection') experiment = withJob(experiment, { workload: { ...workload, steps: c.steps } });
  const axes = { ...experiment.sweep.axes };
  if (c.oneDistribution === true && axes.distribution !== undefined) {
    // The middle one: neither the cheapest nor the dearest to pack.
    const middle = Math.floor(axes.distribution.length / 2);
    axes.distribution = axes.distribution.slice(middle, middle + 1);
  }
  if (c.sample === 'palo') axes.size = [1];
  const { paths, change } = c;
  const wanted = (value: unknown): boolean => paths === undefined || paths.includes(idOf(value));
  if (axes.path !== undefined) axes.path = axes.path.filter(wanted);
  const also = experiment.sweep.also?.filter((point) => point.path === undefined || wanted(point.path));
  if (change?.kind === 'option') {
    const choose = (value: unknown): PathChoice => ({ id: change.path, ...(typeof value === 'object' ? value as PathChoice : {}), config: { [change.option]: change.value } });
    if (axes.path !== undefined) axes.path = axes.path.map((value) => (idOf(value) === change.path ? choose(value) : value));
    const { paths: rules } = experiment.jobs[0];
    const rule = <Choice extends PathChoice | undefined>(choice: Choice): Choice | PathChoice => (choice?.id === change.path ? choose(choice) : choice);
    experiment = withJob(experiment, { paths: { ...rules, otherHost: rule(rules.otherHost), ...(rules.sameHost === undefined ? {} : { sameHost: rule(rules.sameHost) }) } });
    const changedAlso = also?.map((point) => (point.path !== undefined && idOf(point.path) === change.path ? { ...point, path: choose(point.path) } : point));
    return { ...experiment, sweep: { ...experiment.sweep, axes, ...(changedAlso === undefined ? {} : { also: changedAlso }) } };
  }
  if (change?.kind === 'field') experiment = scaleField(experiment, change.field, change.factor);
  return { ...experiment, sweep: { ...experiment.sweep, axes, ...(also === undefined ? {} : { also }) } };
}

const units: Readonly<Record<ExperimentField, string>> = {
  'workload.computeNsPerCell': 'ns', 'workload.valuesPerFaceCell': '1', 'mpi.sendOverheadNs': 'ns', 'mpi.receiveOverheadNs': 'ns',
  'mpi.sharedMemory.latencyNs': 'ns', 'mpi.sharedMemory.bytesPerSecond': 'B/s', 'noise.compute': '1', 'noise.startSkewNs': 'ns', 'noise.service': '1',
};

function idOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : String(value);
}

function withJob(experiment: Experiment, change: Partial<Experiment['jobs'][number]>): Experiment {
  return { ...experiment, jobs: experiment.jobs.map((job, i) => (i === 0 ? { ...job, ...change } : job)) };
}

function readField(experiment: Experiment, field: ExperimentField): number {
  const { workload, mpi } = experiment.jobs[0];
  switch (field) {
    case 'workload.computeNsPerCell': return workload.kind === 'advection' ? workload.computeNsPerCell : 0;
    case 'workload.valuesPerFaceCell': return workload.kind === 'advection' ? workload.valuesPerFaceCell : 0;
    case 'mpi.sendOverheadNs': return mpi.sendOverheadNs;
    case 'mpi.receiveOverheadNs': return mpi.receiveOverheadNs;
    case 'mpi.sharedMemory.latencyNs': return mpi.sharedMemory.latencyNs;
    case 'mpi.sharedMemory.bytesPerSecond': return mpi.sharedMemory.bytesPerSecond;
    case 'noise.compute': return experiment.noise.compute;
    case 'noise.startSkewNs': return experiment.noise.startSkewNs;
    case 'noise.service': return experiment.noise.service;
  }
}

function scaleField(experiment: Experiment, field: ExperimentField, factor: number): Experiment {
  const { workload, mpi } = experiment.jobs[0];
  const { noise } = experiment;
  switch (field) {
    case 'workload.computeNsPerCell':
      return workload.kind === 'advection' ? withJob(experiment, { workload: { ...workload, computeNsPerCell: workload.computeNsPerCell * factor } }) : experiment;
    case 'workload.valuesPerFaceCell':
      return workload.kind === 'advection' ? withJob(experiment, { workload: { ...workload, valuesPerFaceCell: workload.valuesPerFaceCell * factor } }) : experiment;
    case 'mpi.sendOverheadNs': return withJob(experiment, { mpi: { ...mpi, sendOverheadNs: mpi.sendOverheadNs * factor } });
    case 'mpi.receiveOverheadNs': return withJob(experiment, { mpi: { ...mpi, receiveOverheadNs: mpi.receiveOverheadNs * factor } });
    case 'mpi.sharedMemory.latencyNs':
      return withJob(experiment, { mpi: { ...mpi, sharedMemory: { ...mpi.sharedMemory, latencyNs: mpi.sharedMemory.latencyNs * factor } } });
    case 'mpi.sharedMemory.bytesPerSecond':
      return withJob(experiment, { mpi: { ...mpi, sharedMemory: { ...mpi.sharedMemory, bytesPerSecond: mpi.sharedMemory.bytesPerSecond * factor } } });
    case 'noise.compute': return { ...experiment, noise: { ...noise, compute: noise.compute * factor } };
    case 'noise.startSkewNs': return { ...experiment, noise: { ...noise, startSkewNs: noise.startSkewNs * factor } };
    case 'noise.service': return { ...experiment, noise: { ...noise, service: noise.service * factor } };
  }
}

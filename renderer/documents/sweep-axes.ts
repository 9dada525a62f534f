import { algorithms } from '../../main/core/collectives/index.ts';
import { axisNames, collectiveNames, eventsNames, nonConvergenceNames, nasBenchmarks, nasClasses, osuBenchmarks, recoveryNames, schedulerNames, sharingNames, verbsBenchmarks, workloadKinds, type AxisName } from '../../main/core/contract/index.ts';
import { axesOfWorkload } from '../../main/core/workloads/index.ts';
import { commonAxes } from '../../main/core/workloads/workload-axes.ts';
import { fieldAt } from './edit-document.ts';
import { somethingHappens, writtenEvents } from './events.ts';
import { isWrittenRules } from './path-choices.ts';

/** Whether an axis has something to vary: those of events where something happens, those of campaigns where there is one. */
export function hasSubject(axis: string, fields: unknown): boolean {
  const campaign = fieldAt(fields, ['campaign']) !== undefined;
  if (axis === 'scheduler' || axis === 'sharing') return campaign;
  if (axis === 'mtbf') return fieldAt(fields, ['campaign', 'failures']) !== undefined;
  if (axis === 'jobs') return !campaign;
  if (axis === 'events' || axis === 'onNonConvergence') return somethingHappens(fields) && !campaign;
  return axis !== 'recovery' || campaign || writtenEvents(fields).some(({ kind }) => kind === 'host-failure');
}

/** A value of an axis as the author wrote it. */
export interface WrittenValue {
  readonly raw: unknown;
  readonly label: string;
  /** Id of the path, for axis `path`; of rules the one between hosts. */
  readonly path?: string;
  /** Rules by relation instead of one path. */
  readonly rules?: true;
}

/** Axes that mean something for the workloads of the jobs: of several jobs those of all, and those that one of them alone has. */
export function axesFor(workloads: readonly string[]): readonly AxisName[] {
  const kinds = workloads.map((workload) => workloadKinds.find((known) => known === workload));
  const having = (axis: AxisName): number => kinds.filter((kind) => kind === undefined || axesOfWorkload(kind).includes(axis)).length;
  return axisNames.filter((axis) => {
    if (axis === 'jobs') return kinds.length > 1;
    return having(axis) === 1 || (having(axis) > 0 && (commonAxes.includes(axis) || axis === 'placement'));
  });
}

function written(raw: unknown): WrittenValue {
  if (typeof raw !== 'object' || raw === null) return { raw, label: String(raw), path: typeof raw === 'string' ? raw : undefined };
  if (isWrittenRules(raw)) {
    const [other, host] = [raw['otherHost'], raw['sameHost']].map((part) => (part === undefined ? undefined : written(part)));
    const exceptions = Array.isArray(raw['exceptions']) ? raw['exceptions'].length : 0;
    const label = [other?.label ?? '?', ...(host === undefined || host.label === other?.label ? [] : [host.label]), ...(exceptions === 0 ? [] : [`${exceptions} ${exceptions === 1 ? 'exception' : 'exceptions'}`])].join(' + ');
    return { raw, label, path: other?.path, rules: true };
  }
  const { id, preset, config } = raw as { readonly id?: unknown; readonly preset?: unknown; readonly config?: unknown };
  const settings = typeof config === 'object' && config !== null ? Object.entries(config).map(([name, value]) => `${name} ${String(value)}`) : [];
  const details = [...(typeof preset === 'string' ? [preset] : []), ...(settings.length > 2 ? [...settings.slice(0, 2), `${settings.length - 2} more`] : settings)];
  const detail = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return { raw, label: `${String(id)}${detail}`, path: String(id) };
}

/** Values of an axis in the text; a single value stands for a list. Undefined where the axis is not there. */
export function writtenAxis(fields: unknown, axis: string): readonly WrittenValue[] | undefined {
  const raw = fieldAt(fields, ['sweep', 'axes', axis]);
  if (raw === undefined || raw === null) return undefined;
  return (Array.isArray(raw) ? (raw as readonly unknown[]) : [raw]).map(written);
}

/** The axes that the text has, in its order. */
export function writtenAxes(fields: unknown): readonly string[] {
  const axes = fieldAt(fields, ['sweep', 'axes']);
  return typeof axes === 'object' && axes !== null ? Object.keys(axes) : [];
}

/** Words that an axis can take, for a workload as the author wrote it; undefined where it takes numbers or free text. */
export function axisWords(axis: string, paths: readonly string[], workload?: unknown, jobs: readonly string[] = []): readonly string[] | undefined {
  const kind = fieldAt(workload, ['kind']);
  if (axis === 'benchmark') return kind === 'nas' ? nasBenchmarks : kind === 'verbs' ? verbsBenchmarks : osuBenchmarks;
  if (axis === 'algorithm') return Object.keys(algorithms[collectiveNames.find((name) => name === collectiveOf(kind, fieldAt(workload, ['collective']))) ?? 'allreduce']);
  if (axis === 'decomposition') return kind === 'fft' ? ['slab', 'pencil'] : undefined;
  const words: Readonly<Record<string, readonly string[]>> = {
    path: paths, tool: ['netperf', 'iperf'], placement: ['inter', 'hybrid', 'intra-block', 'intra-round-robin'],
    distribution: ['1x1xN', '1xNx1', 'Nx1x1'], layer: ['raw', 'mpi'],
    class: nasClasses, collective: collectiveNames.filter((name) => name !== 'alltoallv'),
    rails: ['fixed', 'round-robin', 'striped'], pinning: ['pinned', 'floating'],
    jobs: ['all', ...jobs], events: eventsNames, recovery: recoveryNames, onNonConvergence: nonConvergenceNames, scheduler: schedulerNames, sharing: sharingNames,
  };
  return words[axis];
}

/** The collective whose algorithms a workload chooses. */
function collectiveOf(kind: unknown, collective: unknown): unknown {
  return kind === 'collective' ? collective : kind === 'fft' ? 'alltoall' : 'allreduce';
}

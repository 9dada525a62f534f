import type { AxisName, AxisValue, Workload, WorkloadKind } from '../contract/index.ts';

/** Axes that every workload has. */
export const commonAxes: readonly AxisName[] = ['path', 'hosts', 'vmsPerHost', 'vnics', 'nics', 'rails', 'pinning', 'uplinks', 'events', 'recovery', 'onNonConvergence', 'scheduler', 'sharing', 'mtbf'];

/** Whether placement and number of ranks are free, and which field of the workload an axis sets. */
interface Axes {
  readonly placement: boolean;
  readonly ranks: boolean;
  readonly fields: Readonly<Partial<Record<AxisName, string>>>;
}

const table: Readonly<Record<WorkloadKind, Axes>> = {
  streams: { placement: false, ranks: false, fields: { tool: 'tool', size: 'sendBytes' } },
  'ping-pong': { placement: true, ranks: false, fields: { size: 'size', layer: 'layer' } },
  osu: { placement: true, ranks: true, fields: { benchmark: 'benchmark', size: 'size' } },
  collective: { placement: true, ranks: true, fields: { collective: 'collective', size: 'size', algorithm: 'algorithm' } },
  verbs: { placement: true, ranks: true, fields: { benchmark: 'benchmark', size: 'size' } },
  advection: { placement: true, ranks: true, fields: { distribution: 'distribution' } },
  'stencil-2d': { placement: true, ranks: true, fields: { decomposition: 'decomposition' } },
  'stencil-3d': { placement: true, ranks: true, fields: { decomposition: 'decomposition' } },
  fft: { placement: true, ranks: true, fields: { decomposition: 'decomposition', algorithm: 'algorithm' } },
  'conjugate-gradient': { placement: true, ranks: true, fields: { decomposition: 'decomposition', algorithm: 'algorithm' } },
  nas: { placement: true, ranks: true, fields: { benchmark: 'benchmark', class: 'class' } },
  training: { placement: true, ranks: true, fields: { size: 'size', algorithm: 'algorithm' } },
  'manager-worker': { placement: true, ranks: true, fields: { size: 'resultBytes' } },
  mapreduce: { placement: true, ranks: true, fields: { size: 'inputBytesPerRank' } },
  'request-response': { placement: true, ranks: true, fields: { size: 'size' } },
  trace: { placement: true, ranks: false, fields: {} },
};

/** The axes that mean something for a workload. */
export function axesOfWorkload(kind: WorkloadKind): readonly AxisName[] {
  const { placement, ranks, fields } = table[kind];
  return [...commonAxes, ...(placement ? ['placement'] as const : []), ...(Object.keys(fields) as AxisName[]), ...(ranks ? ['ranks'] as const : [])];
}

/** The field of a workload that an axis sets; undefined where it has none. */
export function fieldOfAxis(kind: WorkloadKind, axis: AxisName): string | undefined {
  return table[kind].fields[axis];
}

/** The workload at a point of a sweep. */
export function workloadAt(workload: Workload, point: Readonly<Partial<Record<AxisName, AxisValue>>>): Workload {
  const changes = Object.entries(table[workload.kind].fields).flatMap(([axis, field]) => {
    const value = point[axis as AxisName];
    if (value === undefined) return [];
    // The tool decides how much one send carries, so a size of the document gives way to the tool's own.
    return axis === 'tool' ? [[field, value], ['sendBytes', undefined]] as const : [[field, value]] as const;
  });
  // The values were read with the workload's schema.
  return changes.length === 0 ? workload : { ...workload, ...Object.fromEntries(changes) };
}

/** What a workload has on an axis that a point does not name; `auto` where it leaves the choice to others. */
export function workloadFactor(workload: Workload, axis: AxisName): string | number {
  const field = fieldOfAxis(workload.kind, axis);
  if (field === undefined) return axis === 'size' ? 0 : 'none';
  const value: unknown = Object.entries(workload).find(([name]) => name === field)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? value : axis === 'size' ? 0 : 'auto';
}

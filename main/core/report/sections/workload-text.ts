import type { AxisName, Workload } from '../../contract/index.ts';
import { factorLabel, formatBytes, formatQuantity, formatShort } from '../../charts/index.ts';

/** Which axes the sweep replaces in the document. */
export type Swept = (axis: AxisName) => boolean;

export const swept = 'swept';

const time = (ns: number): string => formatQuantity({ value: ns, unit: 'ns' });
const varied = { none: '', uniform: ' (± 50 %)', exponential: ' (exponential)' } as const;

/** One sentence on what the ranks do. */
export function workloadText(workload: Workload, isSwept: Swept): string {
  const size = (bytes: number): string => (isSwept('size') ? `${swept} sizes` : formatBytes(bytes));
  const word = (axis: AxisName, value: string | undefined): string => (isSwept(axis) ? swept : value ?? 'chosen by the library');
  const grid = (text: string): string => `${text.replaceAll('x', ' × ')} cells`;
  switch (workload.kind) {
    case 'streams': return `TCP streams as ${isSwept('tool') ? `the tool makes them (${swept})` : `${workload.tool} makes them`}, ${formatBytes(workload.bytesPerStream)} per stream`
      + `${workload.sendBytes === undefined ? '' : `, sends of ${formatBytes(workload.sendBytes)}`}${workload.streams === undefined ? '' : `, ${workload.streams} at once`}`
      + `${workload.windowBytes === undefined ? '' : `, socket buffers of ${formatBytes(workload.windowBytes)}`}`;
    case 'advection': return `Advection on ${workload.grid}³ cells for ${workload.steps} steps, distribution ${isSwept('distribution') ? swept : factorLabel('distribution', workload.distribution)}, `
      + `${formatShort(workload.computeNsPerCell)}\u00a0ns of compute per cell and step, ${workload.valuesPerFaceCell} values per face cell`;
    case 'ping-pong': return `Ping-pong of ${size(workload.size)}, ${workload.repetitions} repetitions, ${isSwept('layer') ? `layer ${swept}` : workload.layer === 'mpi' ? 'under MPI' : 'the path alone'}`;
    case 'osu': return `OSU ${word('benchmark', workload.benchmark)} with messages of ${size(workload.size)}, ${workload.iterations} iterations after ${workload.warmup}, window ${workload.window}`;
    case 'collective': return `${word('collective', workload.collective)} of ${size(workload.size)}, algorithm ${word('algorithm', workload.algorithm)}, ${workload.iterations} calls after ${workload.warmup}, a barrier between them`;
    case 'verbs': return `Verbs ${word('benchmark', workload.benchmark)} of ${size(workload.size)}, ${workload.iterations} operations, ${workload.window} under way`;
    case 'stencil-2d': case 'stencil-3d': return `Stencil on ${grid(workload.grid)}${workload.scaling === 'weak' ? ' for each rank' : ''}, cut ${word('decomposition', workload.decomposition)}${workload.periodic ? ', periodic' : ''}, `
      + `${workload.iterations} iterations, halo of ${workload.haloWidth} × ${workload.valuesPerCell} doubles${workload.overlap ? ' while inner cells are computed' : ''}`
      + `${workload.reduceEvery === 0 ? '' : `, a sum every ${workload.reduceEvery}`}; ${workload.compute.flopsPerCell} operations and ${workload.compute.bytesPerCell} bytes a cell`;
    case 'fft': return `FFT of ${workload.grid.replaceAll('x', ' × ')} complex points, ${word('decomposition', workload.decomposition)}, ${workload.iterations} iterations, alltoall ${word('algorithm', workload.algorithm)}`;
    case 'conjugate-gradient': return `Conjugate gradient on ${grid(workload.grid)}${workload.scaling === 'weak' ? ' for each rank' : ''}, cut ${word('decomposition', workload.decomposition)}, ${workload.iterations} iterations`;
    case 'nas': return `NAS-like ${word('benchmark', workload.benchmark)}, class ${word('class', workload.class)}${workload.iterations === undefined ? '' : `, ${workload.iterations} iterations`}: its messages and operation counts, not its code`;
    case 'training': return `Training: ${time(workload.computeNsPerStep)} of compute, then ${size(workload.size)} of gradients summed in buckets of ${formatBytes(workload.bucketBytes)}, allreduce ${word('algorithm', workload.algorithm)}, ${workload.steps} steps`;
    case 'manager-worker': return `Manager and workers: ${workload.tasks} tasks of ${time(workload.taskNs)}${varied[workload.variation]}, ${formatBytes(workload.taskBytes)} there and ${size(workload.resultBytes)} back`;
    case 'mapreduce': return `MapReduce of ${size(workload.inputBytesPerRank)} for each rank, ${formatShort(workload.shuffleRatio)} of it shuffled, ${workload.rounds} ${workload.rounds === 1 ? 'round' : 'rounds'}`
      + `${workload.skew === 0 ? '' : `, skew ${workload.skew}`}${workload.stragglers === 0 ? '' : `, ${workload.stragglers} stragglers of factor ${formatShort(workload.stragglerFactor)}`}`;
    case 'trace': return `Trace ${workload.file} (${workload.format === 'goal' ? 'GOAL' : 'time-independent'})`;
    case 'request-response': return `Requests of ${formatBytes(workload.requestBytes)} to ${workload.servers} servers${workload.fanOut === 1 ? '' : `, ${workload.fanOut} at once`}, answers of ${size(workload.size)} after ${time(workload.serviceNs)}${varied[workload.serviceVariation]}, `
      + `${workload.requestsPerClient} for each client${workload.thinkNs === 0 ? '' : ` ${time(workload.thinkNs)} apart`}`;
  }
}

import { collectiveNames, nasBenchmarks, nasClasses, osuBenchmarks, traceFormats, verbsBenchmarks, type AxisName, type WorkloadKind } from '../../main/core/contract/index.ts';

/** One field of a workload's form. */
export interface WorkloadField {
  /** Below the workload, such as `grid` or `compute.flopsPerCell`. */
  readonly field: string;
  readonly label: string;
  readonly input: 'number' | 'text' | 'bytes' | 'time' | 'choice' | 'flag';
  readonly options?: readonly string[];
  readonly unit?: string;
  readonly hint?: string;
  /** The sweep's axis that sets it. */
  readonly axis?: AxisName;
}

/** How a workload is offered, and its form. */
export interface WorkloadForm {
  readonly title: string;
  readonly about: string;
  /** Whether its compute follows from operations, bytes and the core's speed. */
  readonly counted?: boolean;
  readonly fields: readonly WorkloadField[];
}

const size = (label = 'Message size'): WorkloadField => ({ field: 'size', label, input: 'bytes', axis: 'size' });
const number = (field: string, label: string, more: Partial<WorkloadField> = {}): WorkloadField => ({ field, label, input: 'number', ...more });
const bytes = (field: string, label: string, more: Partial<WorkloadField> = {}): WorkloadField => ({ field, label, input: 'bytes', ...more });
const time = (field: string, label: string, more: Partial<WorkloadField> = {}): WorkloadField => ({ field, label, input: 'time', ...more });
const choice = (field: string, label: string, options: readonly string[], more: Partial<WorkloadField> = {}): WorkloadField => ({ field, label, input: 'choice', options, ...more });
const iterations = number('iterations', 'Iterations');
const warmup = number('warmup', 'Warm-up iterations', { hint: 'Before the clock starts' });
const variations = ['none', 'uniform', 'exponential'] as const;
const algorithm: WorkloadField = { field: 'algorithm', label: 'Algorithm', input: 'text', axis: 'algorithm', hint: 'Empty: what the library chooses' };
const grid = (unit: string): WorkloadField => ({ field: 'grid', label: 'Grid', input: 'text', unit });
const scaling = choice('scaling', 'Scaling', ['strong', 'weak'], { hint: 'Weak: the grid is each rank’s' });
const decomposition: WorkloadField = { field: 'decomposition', label: 'Decomposition', input: 'text', axis: 'decomposition', hint: 'Ranks along each dimension, or auto' };

const stencil: readonly WorkloadField[] = [
  grid('cells'), scaling, decomposition, iterations, number('haloWidth', 'Halo width', { unit: 'cells' }), number('valuesPerCell', 'Values per cell', { unit: 'doubles' }),
  { field: 'periodic', label: 'Periodic', input: 'flag' }, { field: 'overlap', label: 'Overlap', input: 'flag', hint: 'Compute inner cells meanwhile' },
  number('reduceEvery', 'Sum every', { unit: 'iterations', hint: '0: never' }), number('compute.flopsPerCell', 'Operations per cell'), number('compute.bytesPerCell', 'Memory traffic per cell', { unit: 'B' }),
];

/** Forms of all workloads. */
export const workloadForms: Readonly<Record<WorkloadKind, WorkloadForm>> = {
  streams: {
    title: 'TCP streams (netperf, iperf)', about: 'VMs of host 0 send to their twins on host 1', fields: [
      choice('tool', 'Tool', ['netperf', 'iperf'], { axis: 'tool' }), bytes('bytesPerStream', 'Bytes per stream'),
      bytes('sendBytes', 'Bytes per send', { hint: 'Empty: what the tool uses', axis: 'size' }), number('streams', 'Streams', { hint: 'Empty: one per VM of a host' }),
      bytes('windowBytes', 'Socket buffer', { hint: 'Empty: the window of the path' }),
    ],
  },
  'ping-pong': {
    title: 'Ping-pong (NetPIPE)', about: 'Two ranks, one message there and back', fields: [size(), number('repetitions', 'Repetitions'), choice('layer', 'Layer', ['raw', 'mpi'], { axis: 'layer' })],
  },
  osu: {
    title: 'Point-to-point (OSU)', about: 'Ranks 2i and 2i + 1 are partners', fields: [
      choice('benchmark', 'Benchmark', osuBenchmarks, { axis: 'benchmark' }), size(), iterations, warmup, number('window', 'Window', { unit: 'messages' }),
    ],
  },
  collective: {
    title: 'Collective (OSU)', about: 'Every call is timed, a barrier keeps them apart', fields: [
      choice('collective', 'Collective', collectiveNames.filter((name) => name !== 'alltoallv'), { axis: 'collective' }), size('Size'), algorithm, iterations, warmup,
    ],
  },
  verbs: {
    title: 'Verbs (perftest)', about: 'Below the MPI library: send, write, read', fields: [
      choice('benchmark', 'Benchmark', verbsBenchmarks, { axis: 'benchmark' }), size(), number('iterations', 'Operations'), number('window', 'Under way at once'),
    ],
  },
  advection: {
    title: 'Advection', about: 'A line of ranks hands faces of a cube to the right', fields: [
      number('grid', 'Grid', { unit: 'cells per edge' }), number('steps', 'Steps'), choice('distribution', 'Distribution', ['1x1xN', '1xNx1', 'Nx1x1'], { axis: 'distribution' }),
      time('computeNsPerCell', 'Compute per cell', { unit: 'ns' }), number('valuesPerFaceCell', 'Values per face cell'),
    ],
  },
  'stencil-2d': { title: 'Stencil, 2-D', about: 'Halos with neighbours, then compute', counted: true, fields: stencil },
  'stencil-3d': { title: 'Stencil, 3-D', about: 'Halos with neighbours, then compute', counted: true, fields: stencil },
  fft: {
    title: 'FFT transpose', about: '3-D transforms of complex points; transposes are alltoalls', counted: true, fields: [
      grid('points'), choice('decomposition', 'Decomposition', ['slab', 'pencil'], { axis: 'decomposition' }), iterations, algorithm,
    ],
  },
  'conjugate-gradient': { title: 'Conjugate gradient', about: 'Halo, matrix-vector product, two sums of 8 bytes', counted: true, fields: [grid('unknowns'), scaling, decomposition, iterations, algorithm] },
  nas: {
    title: 'NAS-like kernels', about: 'Messages and operation counts of a NAS benchmark, not its code', counted: true, fields: [
      choice('benchmark', 'Benchmark', nasBenchmarks, { axis: 'benchmark' }), choice('class', 'Class', nasClasses, { axis: 'class' }), { ...iterations, hint: 'Empty: as the class has' },
    ],
  },
  training: {
    title: 'Training step', about: 'Compute, then gradients summed bucket by bucket', fields: [
      size('Gradients'), bytes('bucketBytes', 'Bucket'), time('computeNsPerStep', 'Compute per step'), number('steps', 'Steps'), { ...algorithm, hint: 'Of the allreduce' },
    ],
  },
  'manager-worker': {
    title: 'Manager and workers', about: 'Rank 0 hands tasks to whoever asks', fields: [
      number('tasks', 'Tasks'), time('taskNs', 'Task, mean'), choice('variation', 'Variation', variations), bytes('taskBytes', 'Task message'), bytes('resultBytes', 'Result', { axis: 'size' }), time('manageNs', 'Manager per task'),
    ],
  },
  mapreduce: {
    title: 'MapReduce', about: 'Map, shuffle to all, reduce', fields: [
      bytes('inputBytesPerRank', 'Input per rank', { axis: 'size' }), number('shuffleRatio', 'Shuffled share'), time('mapNsPerByte', 'Map per byte', { unit: 'ns' }), time('reduceNsPerByte', 'Reduce per byte', { unit: 'ns' }),
      number('skew', 'Skew', { hint: 'Largest partition over the mean, less 1' }), number('stragglers', 'Stragglers', { unit: 'ranks' }), number('stragglerFactor', 'Straggler factor'), number('rounds', 'Rounds'),
    ],
  },
  'request-response': {
    title: 'Requests and responses', about: 'Clients ask servers, the first ranks, in a closed loop', fields: [
      number('servers', 'Servers', { unit: 'ranks' }), number('requestsPerClient', 'Requests per client'), bytes('requestBytes', 'Request'), size('Response'), number('fanOut', 'Servers per request'),
      time('serviceNs', 'Service time'), choice('serviceVariation', 'Variation', variations), time('thinkNs', 'Think time'),
    ],
  },
  trace: { title: 'Trace', about: 'What an application did elsewhere', fields: [choice('format', 'Format', traceFormats), { field: 'file', label: 'File', input: 'text' }] },
};

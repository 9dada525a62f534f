import type { CollectiveName } from './collective.ts';
import type { TraceWorkload } from './trace.ts';

/** Extents joined by x, such as `512x512x256` cells or `4x3` ranks. */
export type Extents = string;

/** How the length of a piece of work varies: not at all, evenly within ± 50 %, or exponentially around its mean. */
export type Variation = 'none' | 'uniform' | 'exponential';

/** What a program computes for one cell in one step. Time is the longer of operations and memory traffic (a roofline). */
export interface CellCost {
  readonly flopsPerCell: number;
  /** Bytes that go to or come from memory. */
  readonly bytesPerCell: number;
}

/** TCP streams as netperf and iperf make them: every VM of host 0 sends to its twin on host 1. */
export interface StreamsWorkload {
  readonly kind: 'streams';
  /** Sets the default of `sendBytes`: netperf 16 KiB, iperf 128 KiB. */
  readonly tool: 'netperf' | 'iperf';
  readonly sendBytes?: number;
  /** Payload per stream, bytes. */
  readonly bytesPerStream: number;
  /** Streams (sockets) at once; default one per VM of host 0, and one where the path has no VMs. */
  readonly streams?: number;
  /** Socket buffer: bytes of a stream that may be under way. Default: the window of the data path. */
  readonly windowBytes?: number;
}

/** The advection code: each step every rank receives from its left neighbour, computes, sends to the right. */
export interface AdvectionWorkload {
  readonly kind: 'advection';
  /** Cells per edge of the cube. */
  readonly grid: number;
  readonly steps: number;
  /** Along which axis the cube is cut. Faces are equal; packing differs. */
  readonly distribution: '1x1xN' | '1xNx1' | 'Nx1x1';
  /** ns of compute per cell and step. */
  readonly computeNsPerCell: number;
  /** Fields times halo width exchanged per face cell. */
  readonly valuesPerFaceCell: number;
}

/** NetPIPE: two ranks, one message there and back. */
export interface PingPongWorkload {
  readonly kind: 'ping-pong';
  /** bytes */
  readonly size: number;
  readonly repetitions: number;
  /** `raw`: the path alone; `mpi`: with the MPI library's overhead and matching. */
  readonly layer: 'raw' | 'mpi';
}

/** Point-to-point tests of the OSU micro-benchmarks, by their names there. */
export const osuBenchmarks = ['latency', 'bw', 'bibw', 'multi-lat', 'mbw-mr'] as const;

/** OSU point-to-point tests. Ranks 2i and 2i + 1 are partners; `latency`, `bw` and `bibw` have one pair. */
export interface OsuWorkload {
  readonly kind: 'osu';
  readonly benchmark: (typeof osuBenchmarks)[number];
  /** bytes */
  readonly size: number;
  /** Measured iterations: round trips, or windows. */
  readonly iterations: number;
  /** Iterations before the clock starts. */
  readonly warmup: number;
  /** Messages under way at once, of the bandwidth tests. */
  readonly window: number;
}

/** OSU collective tests: the clock runs around each call, and a barrier follows outside of it. */
export interface CollectiveWorkload {
  readonly kind: 'collective';
  readonly collective: Exclude<CollectiveName, 'alltoallv'>;
  /** bytes of one rank's contribution, see the operation's `bytes`. */
  readonly size: number;
  readonly iterations: number;
  readonly warmup: number;
  /** Overrides the decision of the MPI library. */
  readonly algorithm?: string;
}

/** Explicit sweeps over a regular grid cut into blocks, with halo exchange between neighbours. */
export interface StencilWorkload {
  readonly kind: 'stencil-2d' | 'stencil-3d';
  /** Cells of the whole grid, or of each rank's part where `scaling` is weak. */
  readonly grid: Extents;
  readonly scaling: 'strong' | 'weak';
  readonly iterations: number;
  /** Ranks along each dimension, or `auto`: as even as possible (MPI_Dims_create). */
  readonly decomposition: Extents;
  /** Whether the grid wraps around. */
  readonly periodic: boolean;
  /** Layers of neighbour cells that a step needs. */
  readonly haloWidth: number;
  /** Doubles of a cell that are exchanged. */
  readonly valuesPerCell: number;
  readonly compute: CellCost;
  /** Compute the inner cells while halos are under way, the outer ones afterwards. */
  readonly overlap: boolean;
  /** An allreduce of 8 bytes after every so many iterations (a residual); 0: never. */
  readonly reduceEvery: number;
}

/** 3-D FFT of complex doubles: local transforms and transposes. */
export interface FftWorkload {
  readonly kind: 'fft';
  readonly grid: Extents;
  readonly iterations: number;
  /** `slab`: one transpose among all ranks; `pencil`: two, along rows and columns of a 2-D grid of ranks. */
  readonly decomposition: 'slab' | 'pencil';
  /** Of the alltoall, over the decision of the MPI library. */
  readonly algorithm?: string;
}

/** Conjugate gradient on a 3-D grid with a 7-point operator: halo, matrix-vector product, two dot products an iteration. */
export interface ConjugateGradientWorkload {
  readonly kind: 'conjugate-gradient';
  readonly grid: Extents;
  readonly scaling: 'strong' | 'weak';
  readonly iterations: number;
  readonly decomposition: Extents;
  /** Of the two allreduce operations of 8 bytes, over the decision of the MPI library. */
  readonly algorithm?: string;
}

/** Data-parallel training: every step computes and sums the gradients of all ranks, one bucket after the other. */
export interface TrainingWorkload {
  readonly kind: 'training';
  /** Bytes of all gradients. */
  readonly size: number;
  readonly bucketBytes: number;
  /** ns of compute of one step on one rank. */
  readonly computeNsPerStep: number;
  readonly steps: number;
  /** Of the allreduce. */
  readonly algorithm: string;
}

/** Rank 0 hands out tasks of uneven length, one to each worker that asks. */
export interface ManagerWorkerWorkload {
  readonly kind: 'manager-worker';
  readonly tasks: number;
  /** Mean length of a task, ns. */
  readonly taskNs: number;
  readonly variation: Variation;
  /** bytes of a task's description. */
  readonly taskBytes: number;
  /** bytes of its result. */
  readonly resultBytes: number;
  /** Time of the manager for one result, ns. */
  readonly manageNs: number;
}

/** Map, shuffle, reduce: every rank is mapper and reducer. */
export interface MapReduceWorkload {
  readonly kind: 'mapreduce';
  /** bytes that each rank maps. */
  readonly inputBytesPerRank: number;
  /** Bytes into the shuffle per byte mapped. */
  readonly shuffleRatio: number;
  /** What a core maps and reduces, ns per byte. */
  readonly mapNsPerByte: number;
  readonly reduceNsPerByte: number;
  /** The largest partition over the mean one, less one: 0 is even. */
  readonly skew: number;
  /** Ranks whose map takes `stragglerFactor` times as long. */
  readonly stragglers: number;
  readonly stragglerFactor: number;
  readonly rounds: number;
}

/** Clients that ask servers in a closed loop, such as a scale-out database. Servers are the first ranks. */
export interface RequestResponseWorkload {
  readonly kind: 'request-response';
  readonly servers: number;
  readonly requestsPerClient: number;
  readonly requestBytes: number;
  /** bytes of one server's answer */
  readonly size: number;
  /** Servers that one request goes to at once; the slowest answer ends it. */
  readonly fanOut: number;
  /** Time of a server for one request, ns, and how it varies. */
  readonly serviceNs: number;
  readonly serviceVariation: Variation;
  /** Pause of a client between requests, ns. */
  readonly thinkNs: number;
}

/** Tests of perftest, by their names there without `ib_`. */
export const verbsBenchmarks = ['send_lat', 'send_bw', 'write_lat', 'write_bw', 'read_lat', 'read_bw'] as const;

/**
 * Verbs-level tests below the MPI library; ranks 2i and 2i + 1 are partners. `write_lat` and `read_lat` time one operation from
 * its post to its completion at the origin.
 */
export interface VerbsWorkload {
  readonly kind: 'verbs';
  readonly benchmark: (typeof verbsBenchmarks)[number];
  /** bytes */
  readonly size: number;
  readonly iterations: number;
  /** Operations under way at once, of the bandwidth tests (perftest: tx-depth). */
  readonly window: number;
}

export const nasBenchmarks = ['EP', 'CG', 'MG', 'FT', 'IS', 'LU'] as const;
export const nasClasses = ['S', 'W', 'A', 'B', 'C', 'D'] as const;

/** Pattern, volume and operation counts of a NAS Parallel Benchmark, not its code. */
export interface NasWorkload {
  readonly kind: 'nas';
  readonly benchmark: (typeof nasBenchmarks)[number];
  readonly class: (typeof nasClasses)[number];
  /** Fewer than the class has, to save time; the time per iteration stays. */
  readonly iterations?: number;
}

/** What a job's ranks do. */
export type Workload =
  | StreamsWorkload | AdvectionWorkload | PingPongWorkload | OsuWorkload | CollectiveWorkload | StencilWorkload | FftWorkload
  | TraceWorkload | ConjugateGradientWorkload | TrainingWorkload | ManagerWorkerWorkload | MapReduceWorkload | RequestResponseWorkload | VerbsWorkload | NasWorkload;

export type WorkloadKind = Workload['kind'];

/** Names of the workloads, in the order in which they are offered. Names only grow. */
export const workloadKinds = [
  'streams', 'ping-pong', 'osu', 'collective', 'verbs', 'advection', 'stencil-2d', 'stencil-3d', 'fft', 'conjugate-gradient', 'nas', 'training', 'manager-worker',
  'mapreduce', 'request-response', 'trace',
] as const satisfies readonly WorkloadKind[];

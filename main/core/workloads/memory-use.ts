import type { AdvectionWorkload, ConjugateGradientWorkload, FftWorkload, MapReduceWorkload, OsuWorkload, StencilWorkload, TrainingWorkload, VerbsWorkload, Workload } from '../contract/index.ts';
import { faceBytes as advectionFaceBytes } from './advection.ts';
import type { WorkloadSetting } from './built-workload.ts';
import { decompose, parseExtents, product } from './cartesian.ts';
import { computeNs } from './compute-time.ts';
import { rowCosts } from './conjugate-gradient.ts';
import { complexBytes, transformNs } from './fft.ts';
import { doubleBytes, faceBytes } from './halo.ts';
import { nasMemory } from './nas/nas-memory.ts';
import { sendBytesOf } from './streams.ts';

/** What one rank does to its memory. */
export interface MemoryUse {
  /** All that it keeps there, bytes. */
  readonly heldBytes: number;
  /** Of it, what it writes again and again, bytes. */
  readonly writtenBytes: number;
  /** Bytes written per second of its compute time. */
  readonly writeBytesPerSecond: number;
  /** Of it, what messages leave from and arrive in, bytes. */
  readonly bufferBytes: number;
}

/**
 * What nothing is known about: tasks, requests and traces. Origin: judgement, in the order of what others measured of servers and
 * SPEC CPU codes in VMs: tens of MiB written again and again, at some 10⁴ pages per second.
 */
export const unknownUse = { heldBytes: 128 * 1_048_576, writtenBytes: 32 * 1_048_576, writeBytesPerSecond: 50e6 } as const;

/**
 * What follows from a workload's fields. Grids: each step writes one field and reads another, so two are held and, in turns,
 * written. What a step writes is spread evenly over its compute time. Micro-benchmarks have buffers and nothing else.
 */
export function memoryUse(workload: Workload, setting: WorkloadSetting): MemoryUse {
  switch (workload.kind) {
    case 'streams': return buffers(2 * Math.max(sendBytesOf(workload), workload.windowBytes ?? 0));
    case 'ping-pong': return buffers(2 * workload.size);
    case 'osu': case 'verbs': return buffers(2 * workload.size * underWay(workload));
    // One block to or from each rank, at both ends.
    case 'collective': return buffers(2 * workload.size * setting.ranks);
    case 'advection': return advectionUse(workload, setting);
    case 'stencil-2d': case 'stencil-3d': return stencilUse(workload, setting);
    case 'fft': return fftUse(workload, setting);
    case 'conjugate-gradient': return conjugateGradientUse(workload, setting);
    case 'nas': return nasMemory(workload, setting);
    case 'training': return trainingUse(workload);
    case 'manager-worker': return unknown(workload.taskBytes + workload.resultBytes);
    case 'mapreduce': return mapReduceUse(workload);
    case 'request-response': return unknown(workload.requestBytes + workload.size * workload.fanOut);
    case 'trace': return unknown(0);
  }
}

function buffers(bufferBytes: number): MemoryUse {
  return { heldBytes: bufferBytes, writtenBytes: 0, writeBytesPerSecond: 0, bufferBytes };
}

function unknown(bufferBytes: number): MemoryUse {
  return { ...unknownUse, heldBytes: unknownUse.heldBytes + bufferBytes, bufferBytes };
}

function underWay(workload: OsuWorkload | VerbsWorkload): number {
  const windows = workload.kind === 'osu' ? ['bw', 'bibw', 'mbw-mr'] : ['send_bw', 'write_bw', 'read_bw'];
  return windows.includes(workload.benchmark) ? workload.window : 1;
}

/** A step that writes `writtenBytes` of what is held in `ns`, or all the time where it takes none. */
function steps(heldBytes: number, writtenBytes: number, stepBytes: number, ns: number, bufferBytes: number): MemoryUse {
  return { heldBytes: heldBytes + bufferBytes, writtenBytes, writeBytesPerSecond: ns > 0 ? (stepBytes * 1e9) / ns : 0, bufferBytes };
}

/**
 * A double per cell and field. The document says fields times halo width; that the halo is two wide, as second-order schemes
 * have it, is judgement.
 */
function advectionUse(workload: AdvectionWorkload, { ranks }: WorkloadSetting): MemoryUse {
  const cells = (workload.grid * workload.grid * workload.grid) / ranks;
  const field = cells * doubleBytes * Math.max(1, workload.valuesPerFaceCell / 2);
  return steps(2 * field, 2 * field, field, cells * workload.computeNsPerCell, 2 * advectionFaceBytes(workload));
}

function stencilUse(workload: StencilWorkload, { ranks, host }: WorkloadSetting): MemoryUse {
  const grid = parseExtents(workload.grid);
  const extents = decompose(workload.decomposition, ranks, grid.length);
  const block = workload.scaling === 'weak' ? grid : grid.map((size, dimension) => size / (extents[dimension] ?? 1));
  const cells = product(block);
  const field = cells * workload.valuesPerCell * doubleBytes;
  // Two faces of each dimension that is cut, each sent and received.
  const faces = block.reduce((sum, _, dimension) => sum + ((extents[dimension] ?? 1) > 1 ? 4 * faceBytes(block, dimension, workload.haloWidth, workload.valuesPerCell) : 0), 0);
  return steps(2 * field, 2 * field, field, computeNs(host, cells * workload.compute.flopsPerCell, cells * workload.compute.bytesPerCell), faces);
}

/** Every pass writes all points, into the array that the next one reads; transposes send one and fill the other. */
function fftUse(workload: FftWorkload, { ranks, host }: WorkloadSetting): MemoryUse {
  const lengths = parseExtents(workload.grid);
  const points = product(lengths) / ranks;
  const array = points * complexBytes;
  return { ...steps(2 * array, 2 * array, lengths.length * array, transformNs(points, lengths, host), 2 * array), heldBytes: 2 * array };
}

/** 7 stored values with their columns a row, five vectors; an iteration writes q, x, r and p. */
function conjugateGradientUse(workload: ConjugateGradientWorkload, { ranks, host }: WorkloadSetting): MemoryUse {
  const grid = parseExtents(workload.grid);
  const extents = decompose(workload.decomposition, ranks, 3);
  const block = workload.scaling === 'weak' ? grid : grid.map((size, dimension) => size / (extents[dimension] ?? 1));
  const rows = product(block);
  const ns = Object.values(rowCosts).reduce((sum, { flops, bytes }) => sum + computeNs(host, rows * flops, rows * bytes), 0);
  const faces = block.reduce((sum, _, dimension) => sum + ((extents[dimension] ?? 1) > 1 ? 4 * faceBytes(block, dimension, 1, 1) : 0), 0);
  return steps(rows * (7 * 12 + 5 * doubleBytes), 4 * rows * doubleBytes, 4 * rows * doubleBytes, ns, faces);
}

/** Weights, gradients and one moment of the optimizer, all written each step. Activations are not counted. */
function trainingUse({ size, computeNsPerStep }: TrainingWorkload): MemoryUse {
  return { ...steps(3 * size, 3 * size, 3 * size, computeNsPerStep, size), heldBytes: 3 * size };
}

/** Input is read; what goes into the shuffle is written, and what comes out of it reduced in place. */
function mapReduceUse({ inputBytesPerRank, shuffleRatio, mapNsPerByte, reduceNsPerByte }: MapReduceWorkload): MemoryUse {
  const shuffled = inputBytesPerRank * shuffleRatio;
  return steps(inputBytesPerRank, 2 * shuffled, 2 * shuffled, inputBytesPerRank * mapNsPerByte + shuffled * reduceNsPerByte, 2 * shuffled);
}

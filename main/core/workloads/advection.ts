import type { AdvectionWorkload, Operation, Program } from '../contract/index.ts';

/** Bytes of one value: a C double. */
const valueBytes = 8;

/**
 * CPU time to pack, and again to unpack, one byte of a face, ns. The grid is a C array, the last index runs fastest: cut
 * along the first axis a face is one contiguous block and is sent where it lies; along the middle axis it is rows of
 * `grid` values; along the last axis it is single values, one per row.
 * Origin: judgement. Rows copy at about 10 GB/s, values that lie a row apart at about 3 GB/s on a 2 GHz core of 2008.
 */
export const packNsPerByte: Readonly<Record<AdvectionWorkload['distribution'], number>> = { Nx1x1: 0, '1xNx1': 0.1, '1x1xN': 0.35 };

/** Bytes of one message: a face of the cube with its fields and halo. */
export function faceBytes(workload: AdvectionWorkload): number {
  return Math.ceil(workload.grid * workload.grid * valueBytes * workload.valuesPerFaceCell);
}

/** Compute of one rank in one step, ns. The grid is fixed, so it falls with the number of ranks (strong scaling). */
export function computeNsPerStep(workload: AdvectionWorkload, ranks: number): number {
  return workload.grid * workload.grid * workload.grid * workload.computeNsPerCell / ranks;
}

/** Each step a rank receives from its left neighbour, computes, and sends to its right one; the line is open at both ends. */
export function advectionProgram(workload: AdvectionWorkload, ranks: number): Program {
  const bytes = faceBytes(workload);
  const pack: readonly Operation[] = packing(packNsPerByte[workload.distribution] * bytes);
  const compute: Operation = { op: 'compute', ns: computeNsPerStep(workload, ranks) };
  const step = (rank: number): readonly Operation[] => [
    ...(rank > 0 ? [{ op: 'receive', from: rank - 1, bytes, tag: 0 } as const, ...pack] : []),
    compute,
    ...(rank < ranks - 1 ? [...pack, { op: 'send', to: rank + 1, bytes, tag: 0 } as const] : []),
  ];
  return { layer: 'mpi', ranks: Array.from({ length: ranks }, (_, rank) => [{ op: 'loop', count: workload.steps, body: step(rank) }]) };
}

function packing(ns: number): readonly Operation[] {
  return ns > 0 ? [{ op: 'pack', ns }] : [];
}

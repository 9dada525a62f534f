import type { Operation, Program } from '../../main/core/contract/index.ts';
import type { PeerWorkload } from '../../main/core/engine/loggops/testing/peer-workloads.ts';

/** What a program needs to know of a workload. */
export type ProgramShape = Pick<PeerWorkload, 'pattern' | 'ranks' | 'iterations' | 'bytes' | 'calculateNs'>;

/** A workload of the peers as MPI operations: those of a phase are posted together, `waitall` ends it. */
export function stagedProgram(shape: ProgramShape): Program {
  return { layer: 'mpi', ranks: Array.from({ length: shape.ranks }, (_, rank) => operationsOf(shape, rank)) };
}

/** Halo exchange of a closed `x` × `y` × `z` torus with six neighbours. */
export function torusProgram(x: number, y: number, z: number, iterations: number, bytes: number, calculateNs: number): Program {
  return { layer: 'mpi', ranks: Array.from({ length: x * y * z }, (_, rank) => torus([x, y, z], rank, iterations, bytes, calculateNs)) };
}

function operationsOf({ pattern, ranks, iterations, bytes, calculateNs }: ProgramShape, rank: number): readonly Operation[] {
  const receive = (from: number, tag: number): Operation => ({ op: 'ireceive', from, bytes, tag });
  const send = (to: number, tag: number): Operation => ({ op: 'isend', to, bytes, tag });
  const compute: Operation = { op: 'compute', ns: calculateNs };
  const waitall: Operation = { op: 'waitall' };
  const repeat = (count: number, body: readonly Operation[]): Operation => ({ op: 'loop', count, body });
  const others = Array.from({ length: ranks - 1 }, (_, i) => i + 1);
  switch (pattern) {
    case 'pingpong': {
      const away: Operation = { op: 'send', to: 1 - rank, bytes, tag: 0 };
      const back: Operation = { op: 'receive', from: 1 - rank, bytes, tag: 0 };
      return [repeat(iterations, rank === 0 ? [away, back] : [back, away])];
    }
    case 'halo1d': {
      const left = rank > 0;
      const right = rank < ranks - 1;
      return [repeat(iterations, [
        compute, ...(left ? [receive(rank - 1, 1)] : []), ...(right ? [receive(rank + 1, 2)] : []),
        ...(left ? [send(rank - 1, 2)] : []), ...(right ? [send(rank + 1, 1)] : []), waitall,
      ])];
    }
    case 'halo3d': {
      const side = Math.round(Math.cbrt(ranks));
      return torus([side, side, side], rank, iterations, bytes, calculateNs);
    }
    case 'ar_rdb': {
      const rounds = Array.from({ length: Math.log2(ranks) }, (_, i) => 1 << i);
      return [repeat(iterations, [compute, ...rounds.flatMap((distance) => [receive(rank ^ distance, distance), send(rank ^ distance, distance), waitall])])];
    }
    case 'ar_ring':
      return [repeat(iterations, [compute, repeat(2 * (ranks - 1), [receive((rank + ranks - 1) % ranks, 1), send((rank + 1) % ranks, 1), waitall])])];
    case 'a2a_pair':
      return [repeat(iterations, [compute, ...others.flatMap((k) => [receive((rank + ranks - k) % ranks, k), send((rank + k) % ranks, k), waitall])])];
    case 'a2a_lin':
      return [repeat(iterations, [compute, ...others.map((k) => receive((rank + ranks - k) % ranks, 1)), ...others.map((k) => send((rank + k) % ranks, 1)), waitall])];
  }
}

function torus([nx, ny, nz]: readonly [number, number, number], rank: number, iterations: number, bytes: number, calculateNs: number): readonly Operation[] {
  const [x, y, z] = [rank % nx, Math.floor(rank / nx) % ny, Math.floor(rank / (nx * ny))];
  const at = (a: number, b: number, c: number): number => ((a + nx) % nx) + ((b + ny) % ny) * nx + ((c + nz) % nz) * nx * ny;
  const neighbours = [at(x - 1, y, z), at(x + 1, y, z), at(x, y - 1, z), at(x, y + 1, z), at(x, y, z - 1), at(x, y, z + 1)];
  return [{
    op: 'loop', count: iterations, body: [
      { op: 'compute', ns: calculateNs },
      ...neighbours.map((from, k): Operation => ({ op: 'ireceive', from, bytes, tag: 1 + (k ^ 1) })),
      ...neighbours.map((to, k): Operation => ({ op: 'isend', to, bytes, tag: 1 + k })),
      { op: 'waitall' },
    ],
  }];
}

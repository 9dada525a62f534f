import { createLoopBuilder, type LoopBuilder } from '../loop-builder.ts';
import type { LoggopsProgram } from '../program.ts';

/** The workloads on which simulators of this kind are compared. */
export interface PeerWorkload {
  readonly name: string;
  readonly pattern: Pattern;
  readonly ranks: number;
  readonly iterations: number;
  readonly bytes: number;
  readonly calculateNs: number;
  /** When the last rank ends with the default parameters, nanoseconds. */
  readonly maxNs: number;
}

export type Pattern = 'pingpong' | 'halo1d' | 'halo3d' | 'ar_rdb' | 'ar_ring' | 'a2a_pair' | 'a2a_lin';

const workload = (name: string, pattern: Pattern, ranks: number, iterations: number, bytes: number, calculateNs: number, maxNs: number): PeerWorkload =>
  ({ name, pattern, ranks, iterations, bytes, calculateNs, maxNs });

export const peerWorkloads: readonly PeerWorkload[] = [
  workload('a_pingpong', 'pingpong', 2, 1_000_000, 8, 0, 11_084_000_000),
  workload('b_halo1d_16', 'halo1d', 16, 70_000, 1024, 10_000, 2_329_320_000),
  workload('b_halo1d_1024', 'halo1d', 1024, 1000, 1024, 10_000, 33_276_000),
  workload('c_halo3d_512', 'halo3d', 512, 700, 4096, 20_000, 140_294_000),
  workload('d_ar_rdb_1024', 'ar_rdb', 1024, 200, 8, 10_000, 13_084_000),
  workload('d_ar_ring_1024', 'ar_ring', 1024, 1, 1024, 10_000, 23_821_348),
  workload('e_a2a_pair_256', 'a2a_pair', 256, 31, 1024, 10_000, 92_308_390),
  workload('e_a2a_lin_256', 'a2a_lin', 256, 31, 1024, 10_000, 92_308_390),
];

/** A workload as a program of loops. */
export function peerProgram({ pattern, ranks, iterations, bytes, calculateNs }: Omit<PeerWorkload, 'name' | 'maxNs'>): LoggopsProgram {
  const program = createLoopBuilder();
  for (let rank = 0; rank < ranks; rank++) {
    program.beginRank();
    patterns[pattern]({ program, rank, ranks, iterations, bytes, calculateNs });
  }
  return program.finish();
}

interface Writing {
  readonly program: LoopBuilder;
  readonly rank: number;
  readonly ranks: number;
  readonly iterations: number;
  readonly bytes: number;
  readonly calculateNs: number;
}

function phase(program: LoopBuilder, add: () => void): void {
  add();
  program.endPhase();
}

const patterns: Readonly<Record<Pattern, (writing: Writing) => void>> = {
  pingpong({ program, rank, iterations, bytes }) {
    const send = (): void => phase(program, () => program.send(1 - rank, bytes, 0));
    const receive = (): void => phase(program, () => program.receive(1 - rank, bytes, 0));
    program.repeat(iterations, () => (rank === 0 ? [send, receive] : [receive, send]).forEach((step) => step()));
  },
  halo1d({ program, rank, ranks, iterations, bytes, calculateNs }) {
    const left = rank > 0;
    const right = rank < ranks - 1;
    const iteration = (): void => {
      phase(program, () => program.calculate(calculateNs));
      if (left) program.receive(rank - 1, bytes, 1);
      if (right) program.receive(rank + 1, bytes, 2);
      if (left) program.send(rank - 1, bytes, 2);
      if (right) program.send(rank + 1, bytes, 1);
      program.endPhase();
    };
    iteration();
    program.repeat(iterations - 1, () => {
      // Where more than two operations end together, a calculation of no time joins them.
      if (left && right) phase(program, () => program.calculate(0));
      iteration();
    });
  },
  halo3d({ program, rank, ranks, iterations, bytes, calculateNs }) {
    const side = Math.round(Math.cbrt(ranks));
    const [x, y, z] = [rank % side, Math.floor(rank / side) % side, Math.floor(rank / (side * side))];
    const at = (a: number, b: number, c: number): number => ((a + side) % side) + ((b + side) % side) * side + ((c + side) % side) * side * side;
    const neighbours = [at(x - 1, y, z), at(x + 1, y, z), at(x, y - 1, z), at(x, y + 1, z), at(x, y, z - 1), at(x, y, z + 1)];
    program.repeat(iterations, () => {
      phase(program, () => program.calculate(calculateNs));
      neighbours.forEach((neighbour, k) => program.receive(neighbour, bytes, 1 + (k ^ 1)));
      neighbours.forEach((neighbour, k) => program.send(neighbour, bytes, 1 + k));
      program.endPhase();
    });
  },
  ar_rdb({ program, rank, ranks, iterations, bytes, calculateNs }) {
    program.repeat(iterations, () => {
      phase(program, () => program.calculate(calculateNs));
      for (let distance = 1; distance < ranks; distance <<= 1) {
        phase(program, () => {
          program.receive(rank ^ distance, bytes, distance);
          program.send(rank ^ distance, bytes, distance);
        });
      }
    });
  },
  ar_ring({ program, rank, ranks, iterations, bytes, calculateNs }) {
    program.repeat(iterations, () => {
      phase(program, () => program.calculate(calculateNs));
      program.repeat(2 * (ranks - 1), () => {
        program.receive((rank + ranks - 1) % ranks, bytes, 1);
        program.send((rank + 1) % ranks, bytes, 1);
      });
    });
  },
  a2a_pair({ program, rank, ranks, iterations, bytes, calculateNs }) {
    program.repeat(iterations, () => {
      phase(program, () => program.calculate(calculateNs));
      for (let k = 1; k < ranks; k++) {
        phase(program, () => {
          program.receive((rank + ranks - k) % ranks, bytes, k);
          program.send((rank + k) % ranks, bytes, k);
        });
      }
    });
  },
  a2a_lin({ program, rank, ranks, iterations, bytes, calculateNs }) {
    program.repeat(iterations, () => {
      phase(program, () => program.calculate(calculateNs));
      for (let k = 1; k < ranks; k++) program.receive((rank + ranks - k) % ranks, bytes, 1);
      for (let k = 1; k < ranks; k++) program.send((rank + k) % ranks, bytes, 1);
      program.endPhase();
    });
  },
};

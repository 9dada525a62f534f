import type { Operation, Program } from '../contract/index.ts';
import type { TiTrace } from './store.ts';

/** What a rank of the trace does. One floating-point operation takes `nsPerFlop`. */
export function* tiOperations({ codes, operations, flops }: TiTrace, rank: number, nsPerFlop: number): Generator<Operation> {
  for (const code of codes[rank]) {
    if (code >= 0) yield operations[code];
    else if (flops[-1 - code] > 0) yield { op: 'compute', ns: flops[-1 - code] * nsPerFlop };
  }
}

/** Computation that is made an object once for all. */
const sharedAmounts = 1_048_576;

/** The trace as a program: an entry for each operation, but distinct operations are there once. */
export function tiProgram({ codes, operations, flops }: TiTrace, nsPerFlop: number): Program {
  const computes: (Operation | undefined)[] = [];
  function compute(index: number): Operation {
    const known = computes[index];
    if (known !== undefined) return known;
    const operation: Operation = { op: 'compute', ns: flops[index] * nsPerFlop };
    if (index < sharedAmounts) computes[index] = operation;
    return operation;
  }
  return {
    layer: 'mpi',
    ranks: codes.map((list) => {
      const program: Operation[] = [];
      for (const code of list) {
        if (code >= 0) program.push(operations[code]);
        else if (flops[-1 - code] > 0) program.push(compute(-1 - code));
      }
      return program;
    }),
  };
}

import type { GraphClocks } from './clocks.ts';

/** What an operation does. Operations that become ready together are taken in this order. */
export const opKind = { send: 0, receive: 1, calculate: 2 } as const;

/** In `peer`: any source; in `tag`: any tag. */
export const wildcard = -1;

/** Operations wait for others: those of rank r may depend on each other in any way. Numbers are those of operations. */
export interface GraphFlow {
  readonly kind: 'graph';
  /** How many others an operation waits for. */
  readonly waitsFor: Int32Array;
  /** Those that wait for the end of operation i are `afterEnd[endStart[i] .. endStart[i + 1]]`. */
  readonly endStart: Int32Array;
  readonly afterEnd: Int32Array;
  /** The same for its start. Absent when nothing waits for a start. */
  readonly startStart?: Int32Array;
  readonly afterStart?: Int32Array;
  /** Absent when nobody reads a clock. */
  readonly clocks?: GraphClocks;
}

/** What a step of a rank does. */
export const stepKind = { phase: 0, repeat: 1, clock: 2 } as const;

/**
 * Ranks go through steps. A phase posts its operations together and is over when all of them are; a repeat goes back
 * to an earlier step until it has done so often enough; a clock is read. Memory does not grow with the repetitions.
 */
export interface LoopFlow {
  readonly kind: 'loops';
  /** Steps of rank r are `stepStart[r] .. stepStart[r + 1]`. */
  readonly stepStart: Int32Array;
  readonly stepKind: Uint8Array;
  /** Of a phase: its operations, from `first` to before `second`, sorted by kind. Of a repeat: the step to go back to and how often in all. Of a clock: the timer, and 1 where its interval ends. */
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** What all ranks do, as parallel arrays over operations. */
export interface LoggopsProgram {
  readonly ranks: number;
  /** Processors and network interfaces of each rank. */
  readonly cpus: number;
  readonly nics: number;
  /** Operations of rank r are `rankStart[r] .. rankStart[r + 1]`. */
  readonly rankStart: Int32Array;
  readonly kind: Uint8Array;
  readonly peer: Int32Array;
  /** Unsigned 32-bit values, kept in two's complement. */
  readonly tag: Int32Array;
  /** Bytes; of a calculation: nanoseconds. */
  readonly size: Float64Array;
  readonly cpu: Uint8Array;
  readonly nic: Uint8Array;
  readonly flow: GraphFlow | LoopFlow;
  /** Timers whose clocks are read. Absent: none. */
  readonly timers?: number;
}

/** The rank whose operation this is. */
export function rankOf({ rankStart, ranks }: LoggopsProgram, operation: number): number {
  let low = 0;
  let high = ranks - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rankStart[middle] <= operation) low = middle;
    else high = middle - 1;
  }
  return low;
}

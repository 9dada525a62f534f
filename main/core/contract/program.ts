import type { CollectiveName } from './collective.ts';

/**
 * What a message carries besides its bytes: `comm` numbers a communicator of the program, absent: all ranks. Peers are always
 * ranks of the whole program. A message only matches receives of its communicator.
 */
interface Envelope {
  readonly bytes: number;
  readonly tag: number;
  readonly comm?: number;
}

/** Where a message goes: a rank, or back to the sender of the message that this rank received last. */
export type Destination = number | 'source';

/**
 * A handle on an open request, local to the rank, 0 to 65,535. Used again while its request is open it names both, and who waits
 * for it waits for all of them. Those from 65,533 up belong to collectives.
 */
export type RequestHandle = number;

/** Seeded draws of a compute phase's length, around its `ns`. `uniform`: within ± `spread` × ns; `exponential`: mean ns. */
export type ComputeVariation = { readonly kind: 'uniform'; readonly spread: number } | { readonly kind: 'exponential' };

/**
 * What one rank does. Programs are loops, not unrolled lists: their size does not grow with iterations.
 * `layer` raw leaves out the MPI library's overheads.
 */
export type Operation =
  | { readonly op: 'compute'; readonly ns: number; readonly variation?: ComputeVariation }
  /** Packing, unpacking, reducing: CPU time inside the library, counted as overhead. */
  | { readonly op: 'pack'; readonly ns: number }
  /** Blocking. `stream`: done when the last byte is in the send buffer, no rendezvous. `synchronous`: done when matched. */
  | ({ readonly op: 'send'; readonly to: Destination; readonly stream?: boolean; readonly synchronous?: boolean } & Envelope)
  | ({ readonly op: 'receive'; readonly from: number | 'any'; readonly tag: number | 'any' } & Omit<Envelope, 'tag'>)
  /** Without `request` only `waitall` without a list waits for it. */
  | ({ readonly op: 'isend'; readonly to: Destination; readonly request?: RequestHandle; readonly synchronous?: boolean } & Envelope)
  | ({ readonly op: 'ireceive'; readonly from: number | 'any'; readonly tag: number | 'any'; readonly request?: RequestHandle } & Omit<Envelope, 'tag'>)
  /** One-sided: the target's program takes no part. Blocking without `request`; done when it is complete at the origin. */
  | { readonly op: 'put' | 'get'; readonly to: number; readonly bytes: number; readonly request?: RequestHandle }
  /** Returns when a fitting message is there, and leaves it there. */
  | { readonly op: 'probe'; readonly from: number | 'any'; readonly tag: number | 'any'; readonly comm?: number }
  | { readonly op: 'wait'; readonly request: RequestHandle }
  /** Looks once; takes the library's receive overhead. */
  | { readonly op: 'test'; readonly request: RequestHandle }
  /** Goes on when one of the open requests among these is complete, which closes it; at once when none is open. */
  | { readonly op: 'waitany'; readonly requests: readonly RequestHandle[] }
  /** Waits for these, or for all requests this rank has open. */
  | { readonly op: 'waitall'; readonly requests?: readonly RequestHandle[] }
  /** Expanded to point-to-point messages by `core/collectives`, alike on every rank of the communicator. */
  | CollectiveOperation
  | { readonly op: 'loop'; readonly count: number; readonly body: readonly Operation[] }
  /** The rank's clock, as benchmarks read it: a `stop` adds the time since the `start` to the timer, over all ranks. Costs nothing. */
  | { readonly op: 'start' | 'stop'; readonly timer: number }
  /** Leaves the innermost loop when the message received last had this tag. */
  | { readonly op: 'leave'; readonly tag: number };

/** A collective operation as a rank calls it. */
export interface CollectiveOperation {
  readonly op: 'collective';
  readonly collective: CollectiveName;
  /**
   * Of one rank's contribution: the vector of bcast, reduce, allreduce and scan, the block for one peer of gather, scatter,
   * allgather and alltoall, the whole vector of reduce-scatter; nothing for barrier.
   */
  readonly bytes: number;
  /** Bytes for each member of the communicator, in place of `bytes`: of alltoallv what this rank sends to each. */
  readonly counts?: readonly number[];
  /** Bytes that this rank receives from each member: alltoallv only. */
  readonly receiveCounts?: readonly number[];
  /** Member of the communicator, default its first. */
  readonly root?: number;
  readonly comm?: number;
  /** Overrides the library's decision. */
  readonly algorithm?: string;
}

/** One list of operations per rank. Ranks may share a list. */
export interface Program {
  readonly layer: 'raw' | 'mpi';
  readonly ranks: readonly (readonly Operation[])[];
  /** Timers that the operations name: 0 to one less. Default none. */
  readonly timers?: number;
  /** Communicators besides the one of all ranks: their members, in order of their rank there. */
  readonly communicators?: readonly (readonly number[])[];
}

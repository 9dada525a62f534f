/**
 * What one rank does. Programs are loops, not unrolled lists: their size does not grow with iterations.
 * `layer` raw leaves out the MPI library's overheads.
 */
export type Operation =
  | { readonly op: 'compute'; readonly ns: number }
  /** Packing and unpacking: CPU time of the library's user, counted as overhead. */
  | { readonly op: 'pack'; readonly ns: number }
  /** Blocking. `stream`: done when the last byte is in the send buffer, no rendezvous. */
  | { readonly op: 'send'; readonly to: number; readonly bytes: number; readonly tag: number; readonly stream?: boolean }
  | { readonly op: 'receive'; readonly from: number | 'any'; readonly bytes: number; readonly tag: number | 'any' }
  | { readonly op: 'isend'; readonly to: number; readonly bytes: number; readonly tag: number }
  | { readonly op: 'ireceive'; readonly from: number | 'any'; readonly bytes: number; readonly tag: number | 'any' }
  /** Waits for all requests this rank has open. */
  | { readonly op: 'waitall' }
  | { readonly op: 'loop'; readonly count: number; readonly body: readonly Operation[] };

/** One list of operations per rank. */
export interface Program {
  readonly layer: 'raw' | 'mpi';
  readonly ranks: readonly (readonly Operation[])[];
}

/** The collective operations. Names only grow. */
export const collectiveNames = [
  'barrier', 'bcast', 'reduce', 'allreduce', 'gather', 'scatter', 'allgather', 'alltoall', 'alltoallv', 'reduce-scatter', 'scan', 'exscan',
] as const;
export type CollectiveName = (typeof collectiveNames)[number];

/** How the MPI library does its collectives. */
export interface CollectiveSettings {
  /** Whose decision by size and number of ranks holds. */
  readonly library: 'open-mpi' | 'mpich';
  /** Algorithms by name, over the library's decision. */
  readonly algorithms?: Readonly<Partial<Record<CollectiveName, string>>>;
  /** CPU time to combine one byte of two vectors, ns. */
  readonly reduceNsPerByte: number;
}

export { createTiReader, type TiError, type TiReader, type TiReading, type TiResult } from './reader.ts';
export { tiOperations, tiProgram } from './program.ts';
export { loggopsOfCluster, readSimgridCluster, type SimgridCluster } from './simgrid-cluster.ts';
export type { TiTrace } from './store.ts';

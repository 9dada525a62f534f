export { createTiReader, type TiError, type TiReader, type TiReading, type TiResult } from './reader.ts';
export { tiOperations, tiProgram } from './program.ts';
export type { TiTrace } from './store.ts';

export { checkLoggops, defaultLoggops, parseLoggops, type LoggopsParameters } from './parameters.ts';
export { opKind, stepKind, wildcard, type GraphFlow, type LoggopsProgram, type LoopFlow } from './program.ts';
export { createGraphBuilder, type GraphBuilder } from './graph-builder.ts';
export { createLoopBuilder, type LoopBuilder } from './loop-builder.ts';
export { createLoggopsSimulation, simulateLoggops } from './simulate.ts';
export type { LoggopsOutcome, LoggopsResult, LoggopsSimulation } from './outcome.ts';
export { sayOperation } from './waiting.ts';
export { loggopsFromOperations, loggopsFromProgram, type LoggopsWriting, type OperationSource } from './from-program.ts';
export type { Waiting, WaitingOperation } from './waiting.ts';

export { channelBytesPerSecond } from './channel-rate.ts';
export { dirtiedBytes } from './dirtied-bytes.ts';
export { memoryOf } from './memory-of.ts';
export { autoConverge, nextStep, startPrecopy, type EndedRound, type Precopy, type PrecopySettings, type PrecopyStep } from './precopy.ts';

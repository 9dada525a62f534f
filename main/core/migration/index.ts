export { channelBytesPerSecond } from './channel-rate.ts';
export { dirtiedBytes, residualBytes } from './dirtied-bytes.ts';
export { foreseeMigration, foreseeRounds, type ForeseenMigration, type ForeseenRounds } from './foresee.ts';
export { memoryOf } from './memory-of.ts';
export { autoConverge, nextStep, startPrecopy, type EndedRound, type Precopy, type PrecopySettings, type PrecopyStep } from './precopy.ts';

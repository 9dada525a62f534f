export { algorithms, readAlgorithm, type AlgorithmReading } from './algorithms.ts';
export { checkCall, chooseAlgorithm, collectiveSchedule, defaultCollectives, messagesOf } from './schedule.ts';

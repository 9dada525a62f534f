import type { FailureIncident, MigrationIncident, RunResult, SnapshotIncident } from '../contract/index.ts';
import { testResult } from './test-result.ts';

/** A live migration for tests: two rounds, then a stop of 30 ms. */
export const testMigration: MigrationIncident = {
  kind: 'migration', cause: 'event', vm: 3, from: 1, to: 2, path: 'vrdma', means: 'transparent', outcome: 'moved', converged: true,
  phases: [
    { name: 'set-up', fromNs: 1e8, toNs: 1.5e8 }, { name: 'pre-copy', fromNs: 1.5e8, toNs: 7.5e8 }, { name: 'quiesce', fromNs: 7.5e8, toNs: 7.51e8 }, { name: 'drain', fromNs: 7.51e8, toNs: 7.52e8 },
    { name: 'save', fromNs: 7.52e8, toNs: 7.55e8 }, { name: 'stop-and-copy', fromNs: 7.55e8, toNs: 7.7e8 }, { name: 'restore', fromNs: 7.7e8, toNs: 7.75e8 },
    { name: 'reconnect', fromNs: 7.75e8, toNs: 7.8e8 }, { name: 'announce', fromNs: 7.8e8, toNs: 7.9e8 },
  ],
  rounds: [
    { fromNs: 1.5e8, toNs: 6.5e8, bytes: 629145600, dirtiedBytes: 104857600 }, { fromNs: 6.5e8, toNs: 7.5e8, bytes: 104857600, dirtiedBytes: 18874368 },
  ],
  askedNs: 1e8, endedNs: 7.9e8, downtimeNs: 3e7, sentBytes: 752877568, residualBytes: 18874368, deviceStateBytes: 262144, heldSegments: 12, lostTries: 2, slowedTo: 1,
};

export const testSnapshot: SnapshotIncident = {
  kind: 'snapshot', cause: 'period', vms: [0, 1, 2, 3], outcome: 'saved', askedNs: 2e8, endedNs: 6e8, downtimeNs: 3.9e8, bytes: 4294967296,
  phases: [{ name: 'drain', fromNs: 2e8, toNs: 2.1e8 }, { name: 'write', fromNs: 2.1e8, toNs: 6e8 }],
};

export const testFailure: FailureIncident = {
  kind: 'host-failure', host: 1, vms: [2, 3], stoppedVms: [0, 1, 2, 3], outcome: 'restarted', askedNs: 8e8, endedNs: 1.9e9, downtimeNs: 1.1e9, lostWorkNs: 2e8,
  phases: [{ name: 'detect', fromNs: 8e8, toNs: 9e8 }, { name: 'restart', fromNs: 9e8, toNs: 1.7e9 }, { name: 'redo', fromNs: 1.7e9, toNs: 1.9e9 }],
};

/** A run in which all of it happened. */
export const eventfulResult: RunResult = {
  ...testResult,
  metrics: { executionTime: { value: 2e9, unit: 'ns' } },
  ranks: testResult.ranks.map((rank) => ({ ...rank, finishedNs: 2e9, computeNs: 1e9, overheadNs: 1e8, waitingNs: 5e8, stolenNs: 0, pausedNs: 4e8 })),
  throughput: { binNs: 1e8, bytes: Array.from({ length: 20 }, (_, i) => (i === 7 ? 0 : 1e8)), messages: Array.from({ length: 20 }, (_, i) => (i === 7 ? 0 : 100)), latencyNs: Array.from({ length: 20 }, (_, i) => (i === 7 ? 0 : i === 8 ? 4e7 : 5e4)) },
  timeline: [{ rank: 0, kind: 'compute', fromNs: 0, toNs: 7.5e8 }, { rank: 0, kind: 'paused', fromNs: 7.5e8, toNs: 7.8e8 }],
  timelineCoverage: { ranks: [0, 1], windowNs: 0, every: 1 },
  activity: { binNs: 1e9, ranks: [0, 1].map((rank) => ({ rank, ns: [5e8, 1e8, 2e8, 0, 5e8, 0, 3e8, 0] })) },
  incidents: [testMigration, testSnapshot, testFailure],
};

import type { RunMark, RunRow } from '../../main/core/contract/index.ts';
import { emptyMark } from '../../main/core/contract/index.ts';

let made = 0;

/** A run as a list shows it, for tests. */
export function fakeRun(factors: Readonly<Record<string, string | number>>, executionTimeNs: number, mark: RunMark = emptyMark): RunRow {
  made += 1;
  return {
    format: 1,
    fingerprint: made.toString(16).padStart(4, '0').repeat(16),
    experiment: 'advection',
    title: 'Advection',
    factors,
    metrics: {
      executionTime: { value: executionTimeNs, unit: 'ns' },
      computeTime: { value: 9e8, unit: 'ns' },
    },
    plugins: [],
    versions: { doorbell: '0.1.0', engine: 1, node: '24.21.0' },
    resultSha256: 'ab'.repeat(32),
    inputSha256: 'cd'.repeat(32),
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, made)).toISOString(),
    machine: 'test',
    wallSeconds: 0.4,
    batch: 'batch-1',
    experimentSha256: 'ef'.repeat(32),
    mark,
  };
}

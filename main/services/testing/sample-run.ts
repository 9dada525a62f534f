import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '../../core/contract/index.ts';
import { hashText } from '../store/objects.ts';
import type { RunOrigin } from '../store/write-run.ts';

/** A folder of its own for one test, and how to remove it. */
export async function temporaryFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'doorbell test '));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The fingerprint of a made-up run. */
export function sampleFingerprint(number: number): string {
  return hashText(`run ${String(number)}`);
}

/** What is known of a made-up run beside its result. */
export function sampleOrigin(number: number, changes: Partial<RunOrigin> = {}): RunOrigin {
  return {
    fingerprint: sampleFingerprint(number),
    experiment: 'sample',
    title: 'A sample',
    factors: { path: 'native', replicate: number },
    plugins: [{ id: 'native', version: '1.0.0', sha256: hashText('plugin') }],
    doorbell: '0.1.0',
    engine: 1,
    inputSha256: hashText('input'),
    experimentSha256: hashText('experiment'),
    batch: '20260101-000000-00000000',
    ...changes,
  };
}

/** The result of a made-up run: well formed, with one rank that computes. */
export function sampleResult(number: number): RunResult {
  return {
    format: 1,
    metrics: { executionTime: { value: 1000 + number, unit: 'ns' } },
    ranks: [{ rank: 0, finishedNs: 1000 + number, computeNs: 1000 + number, overheadNs: 0, waitingNs: 0, stolenNs: 0, stolenFromComputeNs: 0, startNs: 0 }],
    stages: [],
    resources: [],
    messages: [{ path: 'native', relation: 'other-host', bytes: 8, messages: 1, meanNs: 5, minNs: 5, maxNs: 5 }],
    traffic: [],
    cpuSeconds: { 'guest-user': 0, 'guest-kernel': 0, hypervisor: 0, 'driver-domain': 0, device: 0, wire: 0 },
    timeline: [{ rank: 0, kind: 'compute', fromNs: 0, toNs: 1000 + number }],
    counts: { messages: 1, segments: 1, stageVisits: 1, events: 1 },
  };
}

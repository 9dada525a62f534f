import type { PathModel } from '@doorbell/sdk';
import { testResult } from '../charts/test-result.ts';
import { compareRuns } from '../compare/index.ts';
import { advectionRows, advectionTimes } from '../compare/test-rows.ts';
import type { Experiment, RunSummary } from '../contract/index.ts';
import type { ReportInput } from './report-input.ts';

/** A path model for tests: only what reports read is meant. */
export function testModel(id: string, origins: PathModel['origins']): PathModel {
  return {
    format: 1, id, title: `Path ${id}`, guest: 'vm', otherHost: { send: [], receive: [] }, resources: [],
    protocol: {
      eagerLimitBytes: 65536, rendezvous: 'rts-cts', windowSegments: 4, segmentBytes: 65536, framePayloadBytes: 8948, headerBytes: 90,
      minimumFrameBytes: 84, reliability: { kind: 'none' },
    },
    capabilities: {
      osBypass: false, hypervisorBypass: id === 'sr-iov', zeroCopy: false, steering: ['mac'], isolation: ['iommu'],
      liveMigration: id === 'sr-iov' ? 'unsupported' : 'transparent', snapshot: id === 'sr-iov' ? 'unsupported' : 'supported',
    },
    limits: { mtuBytes: 9000, functionsPerNic: 8, queueSetsPerFunction: 1 },
    origins,
  };
}

/** An experiment for tests. */
export const testExperiment: Experiment = {
  format: 1, name: 'sample', title: 'Advection by placement', question: 'Which path should the code use?',
  cluster: {
    hosts: 2, host: { cores: 8, coreHz: 2e9 },
    nic: { model: 'neterion-x3110', perHost: 1, linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: ['tso'] },
    network: { kind: 'back-to-back', propagationNs: 10, switchNs: 0 },
  },
  jobs: [{
    id: 'advection', ranks: 16, vms: { perHost: 4, vnics: 1, pinning: 'pinned', weight: 256, vcpus: 2, memoryMiB: 1536 }, rails: 'fixed', placement: 'inter', paths: { otherHost: { id: 'native' } },
    workload: { kind: 'advection', grid: 512, steps: 16, distribution: '1x1xN', computeNsPerCell: 5, valuesPerFaceCell: 10 },
    mpi: { sendOverheadNs: 150, receiveOverheadNs: 150, waiting: 'poll', wakeUpNs: 5000, sharedMemory: { latencyNs: 500, bytesPerSecond: 2.5e9, eagerLimitBytes: 4096 }, progress: 'in-call' },
  }],
  sweep: { axes: { path: ['native', 'xen-bridged', 'sr-iov'], placement: ['inter', 'hybrid'] } },
  replicates: 5, seed: 1, noise: { compute: 0.01, startSkewNs: 1e5, service: 0.02 }, events: [],
};

/** A whole report's input; `swapped` gives each virtual path the times of the other. */
export function testInput(swapped = false, over: Partial<ReportInput> = {}): ReportInput {
  const times = swapped ? { native: advectionTimes.native, 'xen-bridged': advectionTimes['sr-iov'], 'sr-iov': advectionTimes['xen-bridged'] } : advectionTimes;
  const rows: readonly RunSummary[] = advectionRows(times);
  const models = [
    testModel('native', [{ parameter: 'wire.perByteNs', value: 0.8, unit: 'ns/B', kind: 'published', record: 'nanos.t2.native.total', note: 'Line rate.' }]),
    testModel('xen-bridged', [{ parameter: 'netback.perByteNs', value: 0.998, unit: 'ns/B', kind: 'fitted', record: 'nanos.t2.bridged.total', note: 'Fits Table 2.' }]),
    testModel('sr-iov', [{ parameter: 'engine.perByteNs', value: 0.982, unit: 'ns/B', kind: 'judgement', note: 'Reasoned.' }]),
  ];
  const comparison = compareRuns(rows, { fingerprints: [], by: 'path' }, { experiment: testExperiment, models });
  return {
    comparison, rows, models, experiment: testExperiment, experimentText: 'format: 1\nname: sample\n',
    results: [{ label: 'xen-bridged · inter', result: testResult }], createdAt: '2026-01-31T09:05:00.000Z', version: '0.1.0', ...over,
  };
}

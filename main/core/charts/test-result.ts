import type { RunResult } from '../contract/index.ts';

/** A small run result for tests: two ranks, three stages, two resources. */
export const testResult: RunResult = {
  format: 1,
  metrics: { executionTime: { value: 1000, unit: 'ns' } },
  ranks: [
    { rank: 0, finishedNs: 1000, computeNs: 500, overheadNs: 200, waitingNs: 200, stolenNs: 100, stolenFromComputeNs: 40, startNs: 0 },
    { rank: 1, finishedNs: 900, computeNs: 500, overheadNs: 100, waitingNs: 250, stolenNs: 50, stolenFromComputeNs: 20, startNs: 0 },
  ],
  stages: [
    { path: 'xen-bridged', relation: 'other-host', side: 'sender', stage: 'netfront', title: 'Fill ring', executor: 'guest-kernel', serviceNs: 100, waitingNs: 0, visits: 10, busyNs: 100 },
    { path: 'xen-bridged', relation: 'other-host', side: 'sender', stage: 'netback', title: 'Netback', executor: 'driver-domain', serviceNs: 300, waitingNs: 500, visits: 10, busyNs: 300 },
    { path: 'xen-bridged', relation: 'other-host', side: 'receiver', stage: 'netback', title: 'Netback', executor: 'driver-domain', serviceNs: 100, waitingNs: 0, visits: 10, busyNs: 100 },
    { path: 'xen-bridged', relation: 'same-host', side: 'sender', stage: 'netback', title: 'Netback', executor: 'driver-domain', serviceNs: 10, waitingNs: 0, visits: 1, busyNs: 10 },
  ],
  resources: [
    { resource: 'link', title: 'Link', instance: 'host 0 out', busyNs: 100, utilisation: 0.1, meanQueue: 0, longestQueue: 1, visits: 10 },
    { resource: 'dom0', title: 'Driver domain vCPU', instance: 'host 0', busyNs: 900, utilisation: 0.9, meanQueue: 2, longestQueue: 5, visits: 20 },
    { resource: 'dom0', title: 'Driver domain vCPU', instance: 'host 1', busyNs: 500, utilisation: 0.5, meanQueue: 1, longestQueue: 3, visits: 20 },
  ],
  messages: [
    { path: 'xen-bridged', relation: 'other-host', bytes: 100, messages: 10, meanNs: 100, minNs: 50, maxNs: 200 },
    { path: 'xen-bridged', relation: 'same-host', bytes: 100, messages: 1, meanNs: 10, minNs: 10, maxNs: 10 },
  ],
  traffic: [[0, 1, 11, 1100]],
  cpuSeconds: { 'guest-user': 1, 'guest-kernel': 1, hypervisor: 0, 'driver-domain': 1, device: 0, wire: 0 },
  timeline: [],
  counts: { messages: 11, segments: 11, stageVisits: 31, events: 100 },
};

import type { CampaignJob, CampaignResult, RunResult } from '../contract/index.ts';
import { testResult } from './test-result.ts';

const hour = 3600e9;
const job = (tenant: string, number: number, arrived: number, started: number, ended: number, hosts: readonly number[], over: Partial<CampaignJob> = {}): CampaignJob => ({
  tenant, number, arrivedNs: arrived * hour, startedNs: started * hour, endedNs: ended * hour, hosts, waitedNs: (started - arrived) * hour, aloneNs: (ended - started) * hour,
  slowdown: (ended - arrived) / (ended - started), downtimeNs: 0, lostWorkNs: 0, snapshots: 0, migrations: 0, failures: 0, resizes: 0, ...over,
});

/** A small campaign: two tenants on three hosts, a failed host, two jobs on one host. */
export const testCampaign: CampaignResult = {
  basis: ['Job-level model: speeds are those of 3 simulated runs.', 'Between jobs of different tenants no message is simulated.'],
  hosts: 3, makespanNs: 10 * hour, utilisation: 0.71,
  jobs: [job('climate', 0, 0, 0, 6, [0, 1], { failures: 1, downtimeNs: 0.5 * hour, lostWorkNs: 0.2 * hour, snapshots: 4 }), job('urgent', 0, 1, 1, 2, [2]), job('urgent', 1, 1.5, 2, 3, [2], { promisedNs: 2 * hour })],
  tenants: [{ id: 'climate', jobs: 1, meanWaitNs: 0, meanSlowdown: 1, worstSlowdown: 1 }, { id: 'urgent', jobs: 2, meanWaitNs: 0.25 * hour, meanSlowdown: 1.25, worstSlowdown: 1.5, latencyRatio: 1.8 }],
  speeds: [{ job: 'solver', hosts: 2, ranks: 8, beside: [], nsPerRepeat: 2e9, meanLatencyNs: 20e3 }, { job: 'solver', hosts: 2, ranks: 8, beside: [{ job: 'service', hosts: 2 }], nsPerRepeat: 3e9, meanLatencyNs: 36e3 }],
  spans: [
    { host: 0, tenant: 'climate', number: 0, kind: 'running', fromNs: 0, toNs: 3 * hour }, { host: 0, tenant: 'climate', number: 0, kind: 'recovering', fromNs: 3 * hour, toNs: 3.5 * hour },
    { host: 0, tenant: 'climate', number: 0, kind: 'running', fromNs: 3.5 * hour, toNs: 6 * hour }, { host: 1, tenant: '', number: 0, kind: 'failed', fromNs: 3 * hour, toNs: 5 * hour },
    { host: 2, tenant: 'urgent', number: 0, kind: 'running', fromNs: hour, toNs: 2.5 * hour }, { host: 2, tenant: 'urgent', number: 1, kind: 'running', fromNs: 2 * hour, toNs: 3 * hour },
  ],
  failures: 1, warnings: 0, falseAlarms: 0, migrations: 0, downtimeNs: 0.5 * hour, lostWorkNs: 0.2 * hour,
};

/** The run of it: no ranks, no stages. */
export const campaignRun: RunResult = {
  ...testResult, kernel: 'campaign', metrics: { makespan: { value: 10 * hour, unit: 'ns' } }, ranks: [], stages: [], resources: [], messages: [], traffic: [], campaign: testCampaign,
  cpuSeconds: { 'guest-user': 0, 'guest-kernel': 0, hypervisor: 0, 'driver-domain': 0, device: 0, wire: 0 }, counts: { messages: 0, segments: 0, stageVisits: 0, events: 12 },
};

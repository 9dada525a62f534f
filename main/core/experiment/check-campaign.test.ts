import { describe, expect, it } from 'vitest';
import { formatExperiment } from './format-experiment.ts';
import { parseExperiment } from './parse-experiment.ts';

const document = (campaign: string, rest = ''): string => `
name: days
cluster: { hosts: 8, network: { kind: switch } }
jobs:
  - { id: solver, ranks: 8, paths: vrdma, vms: { vcpus: 4 }, workload: { kind: stencil-3d, grid: 64x64x64 } }
campaign:
${campaign.split('\n').map((line) => `  ${line}`).join('\n')}
${rest}`;

const tenant = (fields: string): string => `tenants: [{ id: a, job: solver, hosts: 4, arrivals: { kind: at, ns: [0] }${fields === '' ? '' : `, ${fields}`} }]`;

describe('a campaign as written', () => {
  it('is completed with defaults, and is the same after writing and reading it', () => {
    const { experiment, findings } = parseExperiment(document('tenants: [{ id: a, job: solver, arrivals: { kind: poisson, meanNs: 20 min, count: 5 } }]\nscheduler: backfill\nfailures: { mtbfNs: 30 d }\nsnapshotEveryNs: daly'));
    expect(findings).toEqual([]);
    expect(experiment?.campaign).toEqual({
      tenants: [{ id: 'a', job: 'solver', arrivals: { kind: 'poisson', meanNs: 1200e9, count: 5 }, hosts: 8, repeats: 1, priority: 0, estimateFactor: 1 }],
      scheduler: { kind: 'backfill', sliceNs: 600e9, switchNs: 1e9, rows: 4 }, sharing: 'exclusive', jobsPerHost: 2, failures: { mtbfNs: 30 * 86_400e9, repairNs: 3600e9, spareHosts: 0 }, snapshotEveryNs: 'daly',
    });
    // Recovery needs a manager, whose defaults hold.
    expect(experiment?.manager?.recovery.kind).toBe('reactive');
    if (experiment !== undefined) expect(parseExperiment(formatExperiment(experiment)).experiment).toEqual(experiment);
  });

  it('gives a job as many ranks as the hosts of its first tenant have vCPUs', () => {
    const { experiment } = parseExperiment(document(tenant('')).replace('ranks: 8, ', ''));
    expect(experiment?.jobs[0]?.ranks).toBe(16);
  });

  it.each([
    ['an unknown job', tenant('').replace('job: solver', 'job: solvr'), '', 'campaign.tenants[0].job: There is no job solvr. Did you mean "solver"?'],
    ['too many hosts', tenant('').replace('hosts: 4', 'hosts: 16'), '', 'campaign.tenants[0].hosts: 16 hosts for a job, but the cluster has 8. Use fewer hosts for it, or more in the cluster.'],
    ['too few beside spares', `${tenant('').replace('hosts: 4', 'hosts: 8')}\nfailures: { mtbfNs: 1 h, spareHosts: 1 }`, '', 'campaign.tenants[0].hosts: 8 hosts for a job, but the cluster has 7 beside its spares. Use fewer hosts for it, or more in the cluster.'],
    ['ranks that do not divide', tenant('resizes: [{ atShare: 50 %, hosts: 4 }]').replace('hosts: 4', 'hosts: 3'), '', 'campaign.tenants[0].resizes[0].hosts: On 4 hosts the job would have 10.67 ranks, as it has 8 on 3.'],
    ['no arrivals', tenant('').replace('[0] }', '[] }'), '', 'campaign.tenants[0].arrivals.ns: Nothing arrives. Name at least one time.'],
    ['an unknown scheduler', `${tenant('')}\nscheduler: easy`, '', 'campaign.scheduler.kind: "easy" is not known here.'],
    ['two tenants of one name', 'tenants: [{ id: a, job: solver, hosts: 2, arrivals: { kind: at, ns: [0] } }, { id: a, job: solver, hosts: 2, arrivals: { kind: at, ns: [0] } }]', '', 'campaign.tenants[1].id: Two tenants are called a.'],
    ['shares that do not rise', tenant('resizes: [{ atShare: 50 %, hosts: 2 }, { atShare: 40 %, hosts: 4 }]'), '', 'campaign.tenants[0].resizes[1].atShare: The shares do not rise. Sort them.'],
    ['an axis of failures without any', tenant(''), 'sweep: { axes: { mtbf: [1 h, 2 h] } }', 'sweep.axes.mtbf: No host fails, so there is nothing to recover from.'],
    ['events of runs', tenant(''), 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }]', 'events: Events happen within one run, and a campaign has days of many.'],
    ['proactive without a predictor', `${tenant('')}\nfailures: { mtbfNs: 1 h }`, 'manager: { recovery: { kind: proactive } }', 'campaign.failures: Nobody foretells failures, so proactive recovery is as reactive. Describe a `predictor`.'],
    ['balancing', tenant(''), 'manager: { balance: {} }', 'manager.balance: A campaign places jobs and moves none for balance, so this has no effect.'],
    ['snapshots of runs', tenant(''), 'manager: { snapshot: { everyNs: 1 h } }', 'manager.snapshot.everyNs: Runs have their snapshots by this, and a campaign by its own field, so this has no effect. Write'],
    ['a spare host by number', `${tenant('')}\nfailures: { mtbfNs: 1 h }`, 'manager: { recovery: { spareHost: 2 } }', 'manager.recovery.spareHost: A campaign knows spare hosts by their number.'],
  ])('says what is wrong with %s, and where', (_what, campaign, rest, wanted) => {
    const said = parseExperiment(document(campaign, rest)).findings.map(({ path, message, hint = '' }) => `${path}: ${message} ${hint}`.trim());
    expect(said.some((text) => text.startsWith(wanted)), said.join('\n')).toBe(true);
  });

  it('is needed for its axes', () => {
    const without = document(tenant(''), 'sweep: { axes: { scheduler: [fifo, gang] } }').replace(/campaign:\n.*\n/, '');
    expect(parseExperiment(without).findings[0]).toMatchObject({ path: 'sweep.axes.scheduler', message: 'Only a campaign has scheduler.' });
  });
});

import { describe, expect, it } from 'vitest';
import { applyEdit, formatExperiment, parseExperiment } from './index.ts';

const two = `
name: two
cluster: { hosts: 3, host: { cores: 8 } }
jobs:
  - id: near
    hosts: [2, 0]
    paths: sr-iov
    workload: { kind: osu }
  - id: far
    startNs: 2 ms
    ranks: 4
    paths: sr-iov
    workload: { kind: collective }
`;

const complaints = (text: string): readonly string[] => parseExperiment(text).findings.map(({ path, message }) => `${path}: ${message}`);

describe('several jobs of a document', () => {
  it('have hosts, a start, and the cores of a host shared out among all of its VMs', () => {
    const { experiment, findings } = parseExperiment(two);
    expect(findings).toEqual([]);
    expect(experiment?.jobs).toMatchObject([{ id: 'near', hosts: [2, 0], ranks: 2, vms: { vcpus: 4 } }, { id: 'far', startNs: 2e6, ranks: 4, vms: { vcpus: 4 } }]);
    expect(experiment?.jobs[0]).not.toHaveProperty('startNs');
    // Host 1 has no VM but those of the other job, so nothing but host 0 is crowded when that keeps to itself.
    expect(parseExperiment(two.replace('startNs: 2 ms', 'hosts: [1]')).experiment?.jobs).toMatchObject([{ vms: { vcpus: 8 } }, { vms: { vcpus: 8 } }]);
  });

  it('are the same after they were written, and after an edit of one of them', () => {
    const { experiment } = parseExperiment(two);
    if (experiment === undefined) throw new Error('The document cannot be read.');
    expect(formatExperiment(experiment)).toContain('startNs: 2 ms');
    expect(parseExperiment(formatExperiment(experiment)).experiment).toEqual(experiment);
    const edited = applyEdit(two, { kind: 'set', path: ['jobs', 0, 'hosts', 1], value: 1 });
    expect(edited.ok ? edited.text : edited).toBe(two.replace('[2, 0]', '[2, 1]'));
  });

  it.each([
    ['one id twice', two.replace('id: far', 'id: near'), 'jobs[1].id: Two jobs are called near.'],
    ['a host that is not there', two.replace('[2, 0]', '[2, 3]'), 'jobs[0].hosts[1]: The job near names host 3, and there are 3 hosts.'],
    ['a host that one point of the sweep lacks', `${two}sweep: { axes: { hosts: [3, 2] } }`, 'sweep.axes.hosts[1]: The job near names host 2, and there are 2 hosts.'],
    ['a host twice', two.replace('[2, 0]', '[2, 2]'), 'jobs[0].hosts[1]: The job names host 2 twice.'],
    ['no host', two.replace('[2, 0]', '[]'), 'jobs[0].hosts: The job has no host.'],
    ['a rank beyond the job\'s hosts', two.replace('hosts: [2, 0]', 'hosts: [2, 0]\n    placement: [{ host: 0, vm: 0 }, { host: 2, vm: 0 }]'), 'jobs[0].placement[1].host: The job has no host 2.'],
    ['more ranks than its hosts hold', two.replace('startNs: 2 ms', 'hosts: [1]').replace('ranks: 4', 'ranks: 12'), 'jobs[1].ranks: 12 ranks do not fit: one host has room for 8.'],
    ['MPI libraries that differ', two.replace('startNs: 2 ms', 'mpi: { sharedMemory: { latencyNs: 1 us } }'), 'jobs[1].mpi.sharedMemory.latencyNs: The jobs near and far have different MPI libraries, and a run has one.'],
    ['rails that differ', two.replace('startNs: 2 ms', 'rails: striped'), 'jobs[1].rails: The jobs near and far use several vNICs differently (fixed and striped), and a run has one way.'],
    ['an axis that both have', `${two}sweep: { axes: { size: [1, 8] } }`, 'sweep.axes.size: The jobs near and far both have size, and the axis does not say whose it is.'],
    ['an axis that none has', `${two}sweep: { axes: { distribution: [1x1xN] } }`, 'sweep.axes.distribution: The workloads of these jobs have no distribution.'],
    ['a choice among one job', `${two.slice(0, two.indexOf('  - id: far'))}sweep: { axes: { jobs: [all, near] } }`, 'sweep.axes.jobs: There is one job, so there is none to leave out.'],
    ['a job that is not there', `${two}sweep: { axes: { jobs: [all, nera] } }`, 'sweep.axes.jobs[1]: There is no job nera.'],
  ])('are refused with %s', (_, text, complaint) => {
    expect(parseExperiment(text).experiment).toBeUndefined();
    expect(complaints(text)).toContain(complaint);
  });

  it('may crowd the cores of a host, which is said', () => {
    expect(complaints(two.replace('startNs: 2 ms', 'vms: { vcpus: 6 }').replace('hosts: [2, 0]', 'vms: { vcpus: 4 }'))).toEqual(['jobs: On host 0 10 vCPUs of 2 jobs share 8 cores.']);
  });

  it('take an axis that one of them has, and those of every workload', () => {
    const { findings, experiment } = parseExperiment(`${two}sweep: { axes: { path: [native, sr-iov], jobs: [near, all], collective: [allreduce, bcast] } }`);
    expect(findings).toEqual([]);
    expect(experiment?.sweep.axes).toEqual({ path: ['native', 'sr-iov'], jobs: ['near', 'all'], collective: ['allreduce', 'bcast'] });
  });
});

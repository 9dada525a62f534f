import { describe, expect, it, test } from 'vitest';
import type { Experiment, RunInput } from '../contract/index.ts';
import { simulate } from '../engine/index.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { overPaths } from './over-paths.ts';
import { pathRequests } from './path-requests.ts';
import { answer, testModel } from './testing/test-models.ts';

interface Parts {
  readonly cluster?: string;
  readonly near?: string;
  readonly far?: string;
  readonly paths?: string;
  readonly axes?: string;
}

/** Two jobs; `near` and `far` are lines of each, `paths` those of the second. */
const document = ({ cluster = '', near = '', far = '', paths = 'sr-iov', axes = '' }: Parts = {}): string => `
name: two
cluster: { hosts: 2, host: { cores: 8 }, network: { kind: switch }, ${cluster} }
jobs:
  - id: near
    ${near === '' ? 'vms: { perHost: 2, vcpus: 1 }' : near}
    ranks: 4
    paths: sr-iov
    workload: { kind: collective, size: 8 B, iterations: 3 }
  - id: far
    ${far === '' ? 'vms: { vcpus: 2 }' : far}
    ranks: 4
    paths: ${paths}
    workload: { kind: osu, benchmark: multi-lat, iterations: 5 }
sweep: { axes: { ${axes} } }
replicates: 1
noise: { compute: 0, startSkewNs: 0, service: 0 }
`;

function read(text: string): Experiment {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(findings.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return experiment;
}

function planOf(text: string, changes: Parameters<typeof answer>[1] = {}): { readonly inputs: readonly RunInput[]; readonly factors: readonly unknown[]; readonly findings: readonly string[] } {
  const experiment = read(text);
  const plan = expand(experiment, answer(pathRequests(experiment), changes));
  return { inputs: plan.entries.map(({ input }) => overPaths(input)), factors: plan.entries.map(({ factors }) => factors), findings: plan.findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`) };
}

describe('jobs side by side', () => {
  it('are one run: VMs numbered job by job, later jobs on the cores after those of earlier ones', () => {
    const { inputs: [input], findings } = planOf(document());
    expect(findings).toEqual([]);
    expect(input?.places).toEqual([
      { host: 0, vm: 0, core: 0 }, { host: 1, vm: 2, core: 0 }, { host: 0, vm: 1, core: 1 }, { host: 1, vm: 3, core: 1 },
      { host: 0, vm: 4, core: 2 }, { host: 1, vm: 5, core: 2 }, { host: 0, vm: 4, core: 3 }, { host: 1, vm: 5, core: 3 },
    ]);
    expect(input?.jobs).toMatchObject([
      { id: 'near', firstRank: 0, ranks: 4, vms: [0, 1, 2, 3], startNs: 0, workloadKind: 'collective', layer: 'mpi', firstCommunicator: 0 },
      { id: 'far', firstRank: 4, ranks: 4, vms: [4, 5], startNs: 0, workloadKind: 'osu', layer: 'mpi', firstCommunicator: 1 },
    ]);
    expect(input?.jobs?.flatMap(({ measures = [] }) => measures.map((measure) => ('timer' in measure ? measure.timer : -1)))).toContain(1);
    expect(input).not.toHaveProperty('measures');
    expect(input?.models).toEqual({ otherHost: testModel('sr-iov'), sameHost: testModel('sr-iov') });
    const outcome = input === undefined ? undefined : simulate(input);
    expect(outcome).toMatchObject({ ok: true, result: { jobs: [{ id: 'near' }, { id: 'far' }] } });
  });

  it('start over on the cores when there are more vCPUs, and keep to the hosts they name', () => {
    const { inputs: [input] } = planOf(document({ cluster: '', near: 'vms: { perHost: 2, vcpus: 4 }', far: 'hosts: [1]\n    startNs: 1 ms\n    vms: { perHost: 2, vcpus: 2 }' }));
    expect(input?.places.slice(4)).toEqual([{ host: 1, vm: 4, core: 0 }, { host: 1, vm: 5, core: 2 }, { host: 1, vm: 4, core: 1 }, { host: 1, vm: 5, core: 3 }]);
    expect(input?.jobs?.[1]).toMatchObject({ vms: [4, 5], startNs: 1e6 });
  });

  it('have vNICs of their own, on NICs after those of earlier jobs', () => {
    const { inputs: [input] } = planOf(document({ cluster: 'nic: { perHost: 2 }', near: 'vms: { perHost: 1, vcpus: 2, vnics: 1 }', far: 'vms: { vcpus: 2, vnics: 2 }' }));
    expect(input?.places.map(({ vm, vnics }) => [vm, ...(vnics ?? []).map(({ number, nic }) => `${number}/${nic}`)].join(' '))).toEqual(['0 0/0', '1 1/0', '0 0/0', '1 1/0', '2 2/1', '3 4/1', '2 3/0', '3 5/0']);
  });

  it('stay where they are when the others are left out', () => {
    const { inputs, factors } = planOf(document({ axes: 'jobs: [all, near, far]' }));
    const [all, near, far] = inputs;
    expect(factors).toMatchObject([{ jobs: 'all', path: 'sr-iov' }, { jobs: 'near', path: 'sr-iov' }, { jobs: 'far', path: 'sr-iov' }]);
    expect(near?.places).toEqual(all?.places.slice(0, 4));
    expect(far?.places).toEqual(all?.places.slice(4));
    expect(far?.jobs).toMatchObject([{ id: 'far', firstRank: 0, ranks: 4, vms: [4, 5] }]);
    expect(far?.program).not.toHaveProperty('communicators');
  });

  it('take axes of every workload together, and those of one workload for the job that has it', () => {
    const { inputs, factors } = planOf(document({ near: 'vms: { perHost: 2, vcpus: 2 }', axes: 'vmsPerHost: [1, 2], collective: [allreduce, bcast]' }));
    expect(factors).toMatchObject([{ vmsPerHost: 1, collective: 'allreduce' }, { vmsPerHost: 1, collective: 'bcast' }, { vmsPerHost: 2 }, { vmsPerHost: 2 }]);
    expect(inputs.map(({ jobs }) => jobs?.map(({ vms }) => vms.length))).toEqual([[2, 2], [2, 2], [4, 4], [4, 4]]);
  });

  it('take paths of their own for their pairs of VMs, which is said where they share NICs', () => {
    const { inputs: [input], findings } = planOf(document({ paths: '{ sameHost: xen-mp, otherHost: xen-bridged }' }));
    expect(input?.models.otherHost.id).toBe('sr-iov');
    expect(input?.models.exceptions).toMatchObject([{ model: { id: 'xen-bridged' }, vms: [[4, 5]] }]);
    expect(findings).toEqual(['note jobs[1].paths: The jobs near (sr-iov) and far (xen-bridged) take different paths over the NICs of the same hosts: they meet at cables, switch ports and cores, not at queues and engines inside the NIC.']);
    expect(input === undefined ? undefined : simulate(input)).toMatchObject({ ok: true });
    expect(planOf(document({ paths: 'xen-bridged', near: 'hosts: [0]\n    vms: { perHost: 4, vcpus: 1 }', far: 'hosts: [1]\n    vms: { perHost: 4, vcpus: 1 }' })).findings).toEqual([]);
  });

  it('may be of both layers: one without the MPI library beside one with it', () => {
    const { inputs: [input] } = planOf(document().replace('{ kind: osu, benchmark: multi-lat, iterations: 5 }', '{ kind: streams, streams: 2, bytesPerStream: 1 MiB, windowBytes: 64 KiB }').replace('    ranks: 4\n    paths: sr-iov\n    workload: { kind: streams', '    paths: sr-iov\n    workload: { kind: streams'));
    expect(input?.jobs?.map(({ layer }) => layer)).toEqual(['mpi', 'raw']);
    // The socket buffer of the streams leaves the other job's window alone.
    expect(input?.models.otherHost.protocol.windowSegments).toBe(4);
    expect(input?.models.exceptions).toMatchObject([{ model: { protocol: { windowSegments: 1 } }, vms: [[4, 5]] }]);
    expect(input === undefined ? undefined : simulate(input)).toMatchObject({ ok: true, result: { metrics: { 'goodput@far': { unit: 'B/s' }, 'collectiveLatency@near': { unit: 'ns' } } } });
  });

  test.each([
    ['functions of a NIC', { near: 'vms: { perHost: 6, vcpus: 1 }', far: 'vms: { perHost: 4, vcpus: 1 }' }, { 'sr-iov': { limits: { mtuBytes: 9000, functionsPerNic: 3, queueSetsPerFunction: 1 } } }, 'error jobs[1].vms.perHost: sr-iov needs 4 functions of one NIC, one for each vNIC that VMs have on it; it can take 3.'],
    ['guests', { paths: 'native' }, {}, 'error jobs[1].paths: native runs without VMs, sr-iov of the job near needs them: one run cannot have both.'],
    ['scheduling', { far: 'vms: { vcpus: 2, pinning: floating }' }, {}, 'error jobs[1].vms.pinning: vCPUs of the job near are pinned and those of far are not: a host schedules all of its vCPUs alike.'],
    ['a path within VMs', { paths: '{ sameVm: inter-vm-shm, otherHost: sr-iov }' }, {}, 'error jobs[1].paths: The job far takes another path within a VM than the job near, and one run has one path for it.'],
    ['what a host has once', { paths: 'xen-bridged', near: 'vms: { perHost: 2, vcpus: 1 }' }, { 'xen-bridged': { driverDomain: { vcpus: 1, pinning: 'pinned' as const, weight: 256, sliceNs: 1e6, switchNs: 1000 } }, 'sr-iov': { driverDomain: { vcpus: 2, pinning: 'pinned' as const, weight: 256, sliceNs: 1e6, switchNs: 1000 } } }, 'error jobs[1].paths: sr-iov and xen-bridged describe the driver domains of one host differently.'],
    ['the cost model', { paths: 'loggops' }, {}, 'error jobs[1].paths: The LogGOPS model has no hosts and cables on which several jobs could meet.'],
    ['VMs that nobody has', { paths: '{ otherHost: sr-iov, exceptions: [{ vms: [4, 9], path: xen-bridged }] }' }, {}, 'error jobs[1].paths.exceptions[0].vms: There is no VM 9: the jobs have 6 VMs.'],
  ] as const)('are refused for %s', (_, parts, changes, finding) => {
    const { inputs, findings } = planOf(document(parts), changes);
    expect(inputs).toEqual([]);
    expect(findings).toContain(finding);
  });

  it('share the cores of a host without VMs', () => {
    const bare = document({ near: 'vms: { vcpus: 8 }', far: 'hosts: [0]\n    vms: { vcpus: 8 }' }).replaceAll('paths: sr-iov', 'paths: native').replaceAll('ranks: 4', 'ranks: 6');
    expect(planOf(bare).findings).toContain('error jobs[1].ranks: native runs without VMs: 9 ranks of one host do not fit its 8 cores.');
    const { inputs: [input] } = planOf(bare.replaceAll('ranks: 6', 'ranks: 2'));
    expect(input?.jobs).toMatchObject([{ vms: [0, 1] }, { vms: [0] }]);
    expect(input === undefined ? undefined : simulate(input)).toMatchObject({ ok: true });
  });
});

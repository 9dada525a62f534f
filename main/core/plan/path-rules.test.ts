import type { PathModel } from '@doorbell/sdk';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../contract/index.ts';
import { simulate } from '../engine/index.ts';
import { applyEdit, formatExperiment, parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { overPaths } from './over-paths.ts';
import { pathRequests } from './path-requests.ts';
import { answer } from './testing/test-models.ts';

const local: Readonly<Record<string, Partial<PathModel>>> = { 'inter-vm-shm': { otherHost: undefined } };

/** Two hosts with two VMs of one vCPU each, so VMs 0 and 1 are on host 0, VMs 2 and 3 on host 1. */
function document(paths: string, more = '', ranks = 4): string {
  return `name: rules\ncluster: { host: { cores: 2 }, nic: { mtuBytes: 9000 } }\nreplicates: 1\nnoise: { compute: 0, startSkewNs: 0, service: 0 }\njobs:\n  - vms: { perHost: 2, vcpus: 1 }\n    ranks: ${ranks}\n    paths: ${paths}\n    workload: { kind: advection, grid: 64, steps: 2 }\n${more}`;
}

function read(text: string): Experiment {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  return experiment;
}

function plan(text: string, changes = local) {
  const experiment = read(text);
  return expand(experiment, answer(pathRequests(experiment), changes));
}

const found = (text: string, changes = local): readonly string[] => plan(text, changes).findings.map(({ path, message }) => `${path}: ${message}`);
const hints = (text: string): string => plan(text).findings.map(({ hint }) => hint).join(' ');
const models = (text: string) => plan(text).entries.map(({ input }) => overPaths(input).models);

describe('a path that never leaves its host', () => {
  it('serves a run with all ranks on one host', () => {
    const { entries, findings } = plan(document('inter-vm-shm', 'sweep: { axes: { hosts: [1], placement: [intra-round-robin] } }', 2));
    expect(findings).toEqual([]);
    const [entry] = entries;
    const outcome = simulate(overPaths(entry?.input ?? { kernel: 'loggops' } as never));
    expect(outcome.ok && outcome.result.messages.map((row) => [row.path, row.relation])).toEqual(expect.arrayContaining([['inter-vm-shm', 'same-host']]));
  });

  it('is refused where ranks are on several hosts, with the combination as the way out', () => {
    expect(found(document('inter-vm-shm'))).toEqual(['jobs[0].paths: inter-vm-shm never leaves its host, and this placement has ranks on several hosts.']);
    expect(hints(document('inter-vm-shm'))).toContain('{ sameHost: inter-vm-shm, otherHost: sr-iov }');
    expect(found(document('{ otherHost: inter-vm-shm }'))).toEqual(['jobs[0].paths.otherHost: inter-vm-shm never leaves its host, and this placement has ranks on several hosts.']);
    expect(found(document('sr-iov', 'sweep: { axes: { path: [sr-iov, inter-vm-shm, { sameHost: sr-iov, otherHost: inter-vm-shm }] } }'))).toEqual([
      'sweep.axes.path[1]: inter-vm-shm never leaves its host, and this placement has ranks on several hosts.',
      'sweep.axes.path[2].otherHost: inter-vm-shm never leaves its host, and this placement has ranks on several hosts.',
    ]);
  });

  it('is accepted beside another path for other hosts', () => {
    expect(found(document('{ sameHost: inter-vm-shm, otherHost: sr-iov }'))).toEqual([]);
  });

  it('is found among all pairs: neighbours are on two hosts here, ranks 0 and 2 on one', () => {
    const changes = { 'sr-iov': { sameHost: undefined } };
    expect(found(document('sr-iov'), changes)).toEqual(['jobs[0].paths: sr-iov does not describe traffic between two VMs of one host, and this placement has some.']);
    expect(found(document('sr-iov', '', 2), changes)).toEqual([]);
  });
});

describe('rules as a value of the path axis', () => {
  const rules = '{ sameHost: inter-vm-shm, otherHost: { id: sr-iov, config: { queues: 2 } } }';
  const text = document('xen-bridged', `sweep:\n  axes:\n    path:\n      - sr-iov\n      - ${rules}\n      - { otherHost: xen-bridged, exceptions: [{ vms: [0, 3], path: sr-iov }, { vms: [2, 1], path: sr-iov }] }\n`);

  it('make runs with a name each, their models and their plugins', () => {
    const { entries, axes, findings } = plan(text);
    expect(findings).toEqual([]);
    expect(axes.find(({ name }) => name === 'path')?.values).toEqual(['sr-iov', 'sr-iov (queues 2) + inter-vm-shm', 'xen-bridged + sr-iov for 2 pairs of VMs']);
    expect(entries.map(({ plugins }) => plugins.map(({ id }) => id))).toEqual([['sr-iov'], ['sr-iov', 'inter-vm-shm'], ['xen-bridged', 'sr-iov']]);
    expect(models(text)[1]).toMatchObject({ otherHost: { id: 'sr-iov' }, sameHost: { id: 'inter-vm-shm' } });
    expect(models(text)[2]?.exceptions).toMatchObject([{ model: { id: 'sr-iov' }, vms: [[0, 3], [1, 2]] }]);
    expect(models(text)[0]).not.toHaveProperty('exceptions');
  });

  it('survive being written and read', () => {
    const again = read(formatExperiment(read(text)));
    expect(again).toEqual(read(text));
    expect(formatExperiment(read(text))).toMatch(/- vms: \[ 0, 3 \]\n +path: sr-iov/);
  });

  it('are edited in place', () => {
    const outcome = applyEdit(text, { kind: 'set', path: ['sweep', 'axes', 'path', 1, 'otherHost', 'config', 'queues'], value: 4 });
    expect(outcome.ok && outcome.text).toBe(text.replace('queues: 2', 'queues: 4'));
  });

  it('have findings at their own fields', () => {
    const unknown = { ...read(text) };
    expect(pathRequests(unknown).map(({ at }) => at)).toEqual(['sweep.axes.path[0]', 'sweep.axes.path[1].otherHost', 'sweep.axes.path[1].sameHost', 'sweep.axes.path[2].otherHost']);
    expect(expand(unknown, []).findings.map(({ path }) => path)).toEqual(['sweep.axes.path[0]', 'sweep.axes.path[1].otherHost', 'sweep.axes.path[1].sameHost', 'sweep.axes.path[2].otherHost', 'sweep.axes.path[2].exceptions[0].path', 'sweep.axes.path[2].exceptions[1].path']);
    const bad = (value: string): readonly string[] => parseExperiment(document('sr-iov', `sweep: { axes: { path: [${value}] } }`)).findings.map(({ path, message }) => `${path}: ${message}`);
    expect(bad('{ sameHost: sr-iov }')).toEqual(['sweep.axes.path[0].otherHost: A value is missing.']);
    expect(bad('{ otherHost: sr-iov, exceptions: [{ vms: [1, 1], path: sr-iov }] }')).toEqual(['sweep.axes.path[0].exceptions[0].vms: This names one VM twice.']);
    expect(bad('{ otherHost: sr-iov, exceptions: [{ vms: [1], path: sr-iov }] }')).toEqual(['sweep.axes.path[0].exceptions[0].vms: A pair is two VMs of the cluster, such as [0, 3].']);
    expect(bad('{ otherHost: { id: sr-iov, presett: x } }')).toEqual(['sweep.axes.path[0].otherHost.presett: "presett" is not known here.']);
    expect(bad('sr-iov, { sameHost: sr-iov, otherHost: sr-iov }, { otherHost: sr-iov }')).toEqual(['sweep.axes.path[2]: The axis has this value twice.']);
  });

  it('are the run of the job with the same rules', () => {
    const prints = (paths: string, more = ''): readonly string[] => plan(document(paths, more)).entries.map((entry) => entry.fingerprint);
    expect(prints('xen-bridged', `sweep: { axes: { path: [${rules}] } }`)).toEqual(prints(rules));
    expect(prints('xen-bridged', 'sweep: { axes: { path: [{ otherHost: sr-iov }] } }')).toEqual(prints('sr-iov'));
  });
});

describe('exceptions', () => {
  const excepted = (exceptions: string, rest = 'otherHost: xen-bridged'): string => document(`{ ${rest}, exceptions: ${exceptions} }`);

  it('stay with a swept path, as what ranks of one VM use does', () => {
    const text = document('{ otherHost: native, exceptions: [{ vms: [0, 1], path: inter-vm-shm }] }', 'sweep: { axes: { path: [xen-bridged, sr-iov] } }');
    expect(plan(text).axes.find(({ name }) => name === 'path')?.values).toEqual(['xen-bridged + inter-vm-shm for VMs 0 and 1', 'sr-iov + inter-vm-shm for VMs 0 and 1']);
    expect(models(text)[0]?.exceptions).toMatchObject([{ model: { id: 'inter-vm-shm' }, vms: [[0, 1]] }]);
  });

  it('make the same run however they are written, and none where they change nothing', () => {
    const print = (text: string): string | undefined => plan(text).entries[0]?.fingerprint;
    const plain = print(document('xen-bridged'));
    expect(print(excepted('[{ vms: [3, 0], path: sr-iov }, { vms: [0, 1], path: sr-iov }]'))).toBe(print(excepted('[{ vms: [0, 1], path: sr-iov }, { vms: [0, 3], path: sr-iov }]')));
    expect(print(excepted('[{ vms: [0, 3], path: sr-iov }]'))).not.toBe(plain);
    expect(print(excepted('[{ vms: [0, 3], path: xen-bridged }]'))).toBe(plain);
    expect(print(excepted('[]'))).toBe(plain);
  });

  it('are refused for VMs that are not there, and for pairs that their path cannot join', () => {
    expect(found(excepted('[{ vms: [0, 4], path: sr-iov }]'))).toContain('jobs[0].paths.exceptions[0].vms: There is no VM 4: 2 hosts have 4 VMs.');
    expect(found(excepted('[{ vms: [0, 1], path: sr-iov }, { vms: [0, 2], path: inter-vm-shm }]'))).toEqual(['jobs[0].paths.exceptions[1].path: inter-vm-shm never leaves its host, and VMs 0 and 2 are on two hosts.']);
    expect(found(excepted('[{ vms: [0, 1], path: native }]'))).toEqual(['jobs[0].paths: xen-bridged needs VMs, native runs without them: one run cannot have both.']);
    expect(found(excepted('[{ vms: [0, 1], path: native }]', 'otherHost: native'))).toEqual(['jobs[0].paths.exceptions: native runs without VMs, so no pair of VMs can have a path of its own.']);
    expect(found(excepted('[{ vms: [0, 1], path: loggops }]'))).toEqual([expect.stringContaining('The LogGOPS model stands for all messages of a run')]);
  });

  it('are warned of where no ranks are in their VMs, once for all points', () => {
    const unused = document('{ otherHost: sr-iov, exceptions: [{ vms: [1, 3], path: xen-bridged }] }', 'sweep: { axes: { ranks: [2, 3] } }', 2);
    expect(plan(unused)).toMatchObject({ entries: [{}, {}], findings: [{ severity: 'warning', path: 'jobs[0].paths.exceptions[0]' }] });
    expect(found(unused.replace('[2, 3]', '[2, 4]'))).toEqual([]);
    expect(parseExperiment(excepted('[{ vms: [0, 3], path: sr-iov }, { vms: [3, 0], path: native }]')).findings).toMatchObject([{ severity: 'warning', path: 'jobs[0].paths.exceptions[1]' }]);
  });

  it('need functions for their own VMs only', () => {
    const changes = { ...local, 'sr-iov': { limits: { mtuBytes: 9000, functionsPerNic: 1, queueSetsPerFunction: 1 } } };
    expect(found(excepted('[{ vms: [0, 2], path: sr-iov }]'), changes)).toEqual([]);
    expect(found(excepted('[{ vms: [0, 1], path: sr-iov }]'), changes)).toEqual(['jobs[0].vms.perHost: sr-iov needs 2 functions of one NIC, one for each vNIC that VMs have on it; it can take 1.']);
  });
});

describe('models of one run', () => {
  it('agree on what a host has once', () => {
    const domain = (vcpus: number): Partial<PathModel> => ({ driverDomain: { vcpus, pinning: 'floating', weight: 256, sliceNs: 30e6, switchNs: 0 } });
    expect(found(document('{ sameHost: xen-mp, otherHost: xen-bridged }'), { 'xen-mp': domain(1), 'xen-bridged': domain(2) })).toEqual(['jobs[0].paths: xen-bridged and xen-mp describe the driver domains of one host differently.']);
    expect(found(document('{ sameHost: xen-mp, otherHost: xen-bridged }'), { 'xen-mp': domain(2), 'xen-bridged': domain(2) })).toEqual([]);
  });
});

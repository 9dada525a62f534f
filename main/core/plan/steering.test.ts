import type { PathModel, SteerStage } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RankPlace } from '../contract/index.ts';
import { resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { pathRequests } from './path-requests.ts';
import { checkSteering } from './steering.ts';
import { demultiplex, endpointsOf, steeringFields, type SteeringField } from './steering-keys.ts';
import { answer, testModel } from './testing/test-models.ts';

/** Ranks on one host: `vms` VMs with `vnics` vNICs and `processes` each; every process has one vNIC, in turn. */
function placesOf({ vms = 1, vnics = 1, processes = 1, nics = 1, hosts = 1 }): readonly RankPlace[] {
  return Array.from({ length: hosts * vms * processes }, (_, rank): RankPlace => {
    const vm = Math.floor(rank / processes);
    const number = vm * vnics + (rank % vnics);
    return { host: Math.floor(vm / vms), vm, core: rank, vnics: [{ number, nic: number % nics }] };
  });
}

function pathWith(steering: readonly SteeringField[], steer?: Partial<SteerStage>, guest: PathModel['guest'] = 'vm'): PathModel {
  const plain = testModel(guest === 'vm' ? 'in-vms' : 'vfio-bypass');
  const stage: SteerStage = { kind: 'steer', id: 'steer', title: 'Steer', executor: 'device', by: 'mac', direction: 'receive', where: 'hardware', onMiss: 'shared', to: 'process', ...steer };
  const pipelines = plain.otherHost ?? { send: [], receive: [] };
  return {
    ...plain, capabilities: { ...plain.capabilities, osBypass: true, hypervisorBypass: true, steering },
    ...(steer === undefined ? {} : { otherHost: { ...pipelines, receive: [stage, ...pipelines.receive] }, resources: [{ id: 'shared', title: 'Shared queue', scope: 'nic' }] }),
  };
}

const oneEach = placesOf({ vms: 4 });
const twoPerVm = placesOf({ vms: 2, processes: 2 });
const ownVnics = placesOf({ vms: 2, processes: 2, vnics: 2 });
const ownNics = placesOf({ vms: 1, processes: 2, vnics: 2, nics: 2 });
const alone = placesOf({ hosts: 4 });

describe('which fields are sufficient', () => {
  it.each<[string, readonly RankPlace[], readonly SteeringField[]]>([
    ['one process, one vNIC, one VM each', oneEach, ['mac', 'vntag', 'etag', 'vlan', 'ip', 'udp-port']],
    ['two processes on a vNIC', twoPerVm, ['udp-port']],
    ['a vNIC for each process of a VM', ownVnics, ['mac', 'vntag', 'etag', 'vlan', 'udp-port']],
    ['a NIC for each process of a VM', ownNics, steeringFields],
    ['one process on a host', alone, steeringFields],
  ])('%s', (_, places, sufficient) => {
    expect(steeringFields.filter((field) => demultiplex(field, 'process', endpointsOf(places, 'vm')).crowd === undefined)).toEqual(sufficient);
  });

  it('counts the rules of a NIC', () => {
    expect(steeringFields.map((field) => demultiplex(field, 'process', endpointsOf(ownVnics, 'vm')).rules)).toEqual([4, 4, 4, 4, 2, 4, 1]);
  });

  it('a name that is sufficient stays so when it is more specific', () => {
    const place = fc.record({ vm: fc.nat(3), vnic: fc.nat(1) });
    fc.assert(fc.property(fc.array(place, { minLength: 1, maxLength: 8 }), (list) => {
      // A VM is on one host, and a vNIC on one NIC of it.
      const places = list.map(({ vm, vnic }, core): RankPlace => ({ host: vm % 2, vm, core, vnics: [{ number: vm * 2 + vnic, nic: (vm + vnic) % 2 }] }));
      const is = (field: SteeringField): boolean => demultiplex(field, 'process', endpointsOf(places, 'vm')).crowd === undefined;
      expect(is('udp-port')).toBe(true);
      if (is('ethertype')) expect(is('ip')).toBe(true);
      if (is('ip')) expect(is('mac')).toBe(true);
    }), { seed: 411, numRuns: 300 });
  });
});

describe('what the plan says', () => {
  it('refuses what cannot be told apart where there is no queue to share, and says what to do', () => {
    const [complaint, ...others] = checkSteering([pathWith(['mac'])], twoPerVm);
    expect(others).toEqual([]);
    expect(complaint).toMatchObject({
      about: 'path', severity: 'error',
      message: 'in-vms cannot tell whose frames arrive, and has no queue that processes could share: a MAC address names a vNIC, and ranks 0 and 1 use one vNIC.',
      hint: 'Steer by UDP port, where the path offers it, or give each process a vNIC of its own (vms.vnics: 2 with rails: fixed). Or let processes share a queue, where the path offers it.',
    });
    expect(checkSteering([pathWith(['ip'])], ownVnics)[0]).toMatchObject({ severity: 'error', message: expect.stringContaining('an IP address names a VM, and ranks 0 and 1 live in one VM') as string });
    expect(checkSteering([pathWith(['ethertype'], undefined, 'none')], placesOf({ vms: 1, processes: 8, vnics: 8 }))[0]).toMatchObject({
      severity: 'error', message: expect.stringContaining('names all of the application\'s traffic on a NIC, and 8 processes (ranks 0, 1, 2, ...) use one NIC') as string,
      hint: expect.stringContaining('nic.perHost: 8 with rails: fixed') as string,
    });
  });

  it('any one of a path\'s fields is enough', () => {
    expect(checkSteering([pathWith(['mac', 'udp-port'])], twoPerVm)).toMatchObject([{ severity: 'note', message: expect.stringContaining('by UDP port. Sufficient here: UDP port. Not sufficient: MAC address, VNTag, E-Tag and VLAN name a vNIC, and several processes use one vNIC; IP address names a VM, and') as string }]);
  });

  it('warns of head-of-line blocking where processes share a queue', () => {
    expect(checkSteering([pathWith(['mac'], {})], twoPerVm)).toMatchObject([{
      severity: 'warning', about: 'path',
      message: 'in-vms: a MAC address names a vNIC, and ranks 0 and 1 use one vNIC. Their frames share "Shared queue": one that does not poll holds up the others (head-of-line blocking).',
      hint: 'Steer by UDP port, where the path offers it, or give each process a vNIC of its own (vms.vnics: 2 with rails: fixed).',
    }]);
    expect(checkSteering([pathWith(['mac'], { to: 'function' })], twoPerVm)).toMatchObject([{ severity: 'note' }]);
  });

  it('warns of a table that is too small, and names fields that need fewer rules', () => {
    expect(checkSteering([pathWith(['udp-port'], { by: 'udp-port', entries: 3 })], ownVnics)).toMatchObject([{
      severity: 'warning', message: expect.stringContaining('holds 3 rules, and this placement needs 4, one for each process. The last 1 share "Shared queue"') as string,
    }]);
    expect(checkSteering([pathWith(['udp-port'], { by: 'udp-port', entries: 4 })], ownVnics)).toMatchObject([{ severity: 'note' }]);
    // A process that goes round two vNICs of one NIC has two addresses there, but one port.
    const striped: readonly RankPlace[] = [{ host: 0, vm: 0, core: 0, vnics: [{ number: 0, nic: 0 }, { number: 1, nic: 0 }] }];
    expect(checkSteering([pathWith(['mac'], { by: 'mac', entries: 1 })], striped)[0]?.hint).toBe('Steer by IP address, UDP port or Ethertype, or use a larger table, more NICs, or fewer processes per host.');
    expect(checkSteering([pathWith(['mac'], { by: 'mac', to: 'function', entries: 2 })], placesOf({ vms: 2, vnics: 2, processes: 2, nics: 1 }))[0]?.hint).toBe('Use a larger table, more NICs, or fewer processes per host.');
  });

  it('names what is sufficient where a NIC serves several processes, and is silent elsewhere', () => {
    expect(checkSteering([pathWith(['mac'])], oneEach)).toMatchObject([{
      severity: 'note',
      message: 'in-vms finds the queue of each process by MAC address. Sufficient here: MAC address, VNTag, E-Tag, VLAN, IP address and UDP port. Not sufficient: Ethertype names all of the application\'s traffic on a NIC, and several processes use one NIC.',
    }]);
    expect(checkSteering([pathWith(['mac'])], alone)).toEqual([]);
    expect(checkSteering([testModel('xen-bridged'), testModel('sr-iov', { capabilities: { ...testModel('sr-iov').capabilities, steering: ['mac'] } }), undefined], twoPerVm)).toEqual([]);
  });

  it('leaves the point out of the plan, at the field of its path', () => {
    const { experiment } = parseExperiment('name: test\ncluster: { nic: { mtuBytes: 9000 } }\njobs:\n  - vms: { perHost: 1, vcpus: 2 }\n    ranks: 4\n    workload: { kind: advection, steps: 1 }\nsweep: { axes: { path: [sr-iov, xen-bridged] } }\n');
    if (experiment === undefined) throw new Error('The test\'s experiment has errors.');
    const models = answer(pathRequests(experiment), { 'sr-iov': { capabilities: pathWith(['mac']).capabilities, limits: { mtuBytes: 9000, functionsPerNic: 8, queueSetsPerFunction: 8 } } });
    const { entries, findings } = expand(experiment, models);
    expect(findings).toMatchObject([{ severity: 'error', path: 'sweep.axes.path[0]', message: expect.stringContaining('cannot tell whose frames arrive') as string }]);
    expect(new Set(entries.map(({ factors }) => factors.path))).toEqual(new Set(['xen-bridged']));
  });
});

describe('double bypass as it ships', () => {
  const findings = (config: string, vms: string) => {
    const { experiment } = parseExperiment(`name: test\ncluster: { nic: { mtuBytes: 9000, functions: 64 } }\njobs:\n  - vms: { perHost: 2, vcpus: 2, ${vms} }\n    rails: fixed\n    ranks: 8\n    paths: { id: double-bypass, config: { ${config} } }\n    workload: { kind: advection, steps: 1 }\n`);
    if (experiment === undefined) throw new Error('The test\'s experiment has errors.');
    return expand(experiment, resolveBuiltIn(pathRequests(experiment))).findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
  };

  it.each([
    ['steering: mac', 'vnics: 1', 'error jobs[0].paths: double-bypass cannot tell whose frames arrive'],
    ['steering: mac, onMiss: shared-queue', 'vnics: 1', 'warning jobs[0].paths: double-bypass: a MAC address names a vNIC'],
    ['steering: mac', 'vnics: 2', 'note jobs[0].paths: double-bypass finds the queue of each process by MAC address. Sufficient here: MAC address, VNTag, E-Tag, VLAN and UDP port.'],
    ['steering: ip', 'vnics: 2', 'error jobs[0].paths: double-bypass cannot tell whose frames arrive, and has no queue that processes could share: an IP address names a VM'],
    ['steering: udp-port', 'vnics: 1', 'note jobs[0].paths: double-bypass finds the queue of each process by UDP port. Sufficient here: UDP port.'],
    ['steering: udp-port, steeringEntries: 1', 'vnics: 1', 'error jobs[0].vms.vnics: 2 processes share a vNIC of double-bypass, which has 1 queue set'],
    ['steering: udp-port, onMiss: shared-queue, steeringEntries: 3', 'vnics: 1', 'warning jobs[0].paths: double-bypass: a NIC\'s steering table holds 3 rules, and this placement needs 4'],
  ])('%s, %s', (config, vms, text) => {
    const found = findings(config, vms);
    expect(found.filter((finding) => finding.startsWith(text))).toHaveLength(1);
    expect(found.filter((finding) => !finding.startsWith(text) && !finding.startsWith('note'))).toEqual([]);
  });
});

describe('verbs as they ship', () => {
  it.each([
    'vrdma', '{ id: vrdma, config: { transport: infiniband } }', '{ id: vrdma, config: { transport: iwarp } }', '{ id: sr-iov, config: { flavour: infiniband } }',
    'passthrough', '{ id: native, config: { flavour: verbs } }',
  ])('%s serves several processes of a VM or a host: packets name a queue pair', (path) => {
    const { experiment } = parseExperiment(`name: test\ncluster: { nic: { mtuBytes: 9000 } }\njobs:\n  - vms: { perHost: 1, vcpus: 4 }\n    ranks: 8\n    paths: ${path}\n    workload: { kind: advection, steps: 1 }\n`);
    if (experiment === undefined) throw new Error('The test\'s experiment has errors.');
    const { entries, findings } = expand(experiment, resolveBuiltIn(pathRequests(experiment)));
    expect(findings).toEqual([]);
    expect(entries.length).toBeGreaterThan(0);
  });
});

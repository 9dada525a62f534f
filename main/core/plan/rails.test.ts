import { describe, expect, test } from 'vitest';
import type { Experiment, Plan, PlanEntry, RunInput } from '../contract/index.ts';
import { parseExperiment } from '../experiment/index.ts';
import { expand } from './expand.ts';
import { pathRequests } from './path-requests.ts';
import { answer } from './testing/test-models.ts';

function read(text: string): Experiment {
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(findings.map(({ path, message }) => `${path ?? ''}: ${message}`).join('\n'));
  return experiment;
}

/** A plan whose every run takes stages. */
type StagedPlan = Omit<Plan, 'entries'> & { readonly entries: readonly (PlanEntry & { readonly input: RunInput })[] };

function planOf(text: string, changes: Parameters<typeof answer>[1] = {}): StagedPlan {
  const experiment = read(text);
  const plan = expand(experiment, answer(pathRequests(experiment), changes));
  return { ...plan, entries: plan.entries.flatMap(({ input, ...entry }) => ('places' in input ? [{ ...entry, input }] : [])) };
}

const document = (parts: { readonly cluster?: string; readonly job?: string; readonly axes?: string }): string => `
name: rails
cluster: { host: { cores: 8 }, ${parts.cluster ?? 'network: { kind: switch }'} }
jobs:
  - ranks: 8
    ${parts.job ?? 'vms: { perHost: 2 }'}
    placement: intra-block
    workload: { kind: advection }
sweep: { axes: { path: [sr-iov], ${parts.axes ?? ''} } }
replicates: 1
`;
const nics = (count: number): string => `nic: { perHost: ${String(count)} }, network: { kind: switch }`;

describe('vNICs and rails', () => {
  test('one vNIC and one NIC are not worth a word', () => {
    const [entry] = planOf(document({})).entries;
    expect(entry?.input.nics).toBeUndefined();
    expect(entry?.input.places.every((place) => !('vnics' in place) && !('weight' in place))).toBe(true);
    expect(entry?.input.platform.nic).not.toHaveProperty('perHost');
  });

  test('a host\'s vNICs go round its NICs, and fixed rails give the ranks of a VM its vNICs in turn', () => {
    const [entry] = planOf(document({ cluster: nics(2), job: 'vms: { perHost: 2, vnics: 3 }' })).entries;
    expect(entry?.input.nics).toEqual({ perHost: 2, rails: 'fixed' });
    // VM 0 has vNICs 0, 1, 2 on NICs 0, 1, 0; VM 1 has 3, 4, 5 on NICs 1, 0, 1. Four ranks each on host 0's first VM.
    expect(entry?.input.places.map(({ host, vm, vnics }) => [host, vm, ...(vnics ?? []).flatMap(({ number, nic }) => [number, nic])])).toEqual([
      [0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 2, 0], [0, 0, 0, 0], [1, 2, 6, 0], [1, 2, 7, 1], [1, 2, 8, 0], [1, 2, 6, 0],
    ]);
  });

  test('other rails give every rank all vNICs of its VM, or all NICs where there are no VMs', () => {
    const [vm, bare] = planOf(document({ cluster: nics(2), job: 'rails: striped\n    vms: { perHost: 2, vnics: 2 }', axes: '' }).replace('[sr-iov]', '[sr-iov, native]')).entries;
    expect(vm?.input.places[0]?.vnics).toEqual([{ number: 0, nic: 0 }, { number: 1, nic: 1 }]);
    expect(bare?.input.places[1]?.vnics).toEqual([{ number: 2, nic: 0 }, { number: 3, nic: 1 }]);
    expect(vm?.input.nics).toEqual({ perHost: 2, rails: 'striped' });
  });

  test('need functions of each NIC, not of the host', () => {
    const limits = { mtuBytes: 9000, functionsPerNic: 2, queueSetsPerFunction: 1 };
    const findings = (count: number, vnics: number): readonly string[] =>
      planOf(document({ cluster: nics(count), job: `rails: striped\n    vms: { perHost: 2, vnics: ${String(vnics)} }` }).replace('intra-block', 'inter'), { 'sr-iov': { limits } }).findings.map(({ message }) => message);
    expect(findings(1, 1)).toEqual([]);
    expect(findings(1, 2)).toEqual(['sr-iov needs 4 functions of one NIC, one for each vNIC that VMs have on it; it can take 2.']);
    expect(findings(2, 2)).toEqual([]);
  });

  test('need functions even where no rank uses them', () => {
    const limits = { mtuBytes: 9000, functionsPerNic: 8, queueSetsPerFunction: 8 };
    const findings = (vnics: number): readonly string[] =>
      planOf(document({ job: `vms: { perHost: 4, vcpus: 1, vnics: ${String(vnics)} }` }), { 'sr-iov': { limits } }).findings.map(({ message }) => message);
    expect(findings(2)).toEqual([]);
    expect(findings(3)).toEqual(['sr-iov needs 12 functions of one NIC, one for each vNIC that VMs have on it; the NIC (generic-10g) has 8.']);
  });

  test('without VMs need a function only for as many processes as it has no queue sets for', () => {
    const capabilities = { osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [], isolation: [], liveMigration: 'unsupported', snapshot: 'unsupported' } as const;
    const findings = (queueSetsPerFunction: number): readonly string[] => {
      const native = { capabilities, limits: { mtuBytes: 9000, functionsPerNic: 1, queueSetsPerFunction } };
      return planOf(document({ axes: '' }).replace('[sr-iov]', '[native]'), { native }).findings.map(({ message, hint }) => `${message} ${hint}`);
    };
    expect(findings(4)).toEqual([]);
    expect(findings(2)).toEqual(['native needs 2 functions of one NIC, one for each 2 processes on it; it can take 1. Use fewer ranks per host, or more NICs (`cluster.nic.perHost`).']);
  });

  test('need a queue set for each process that drives a vNIC itself', () => {
    const limits = { mtuBytes: 9000, functionsPerNic: 64, queueSetsPerFunction: 2 };
    const capabilities = { osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: [], isolation: [], liveMigration: 'unsupported', snapshot: 'unsupported' } as const;
    const findings = (vnics: number, rails = 'fixed'): readonly string[] =>
      planOf(document({ job: `rails: ${rails}\n    vms: { perHost: 2, vnics: ${String(vnics)} }` }), { 'sr-iov': { limits, capabilities } }).findings.map(({ path, message }) => `${path ?? ''}: ${message}`);
    expect(findings(1)).toEqual(['jobs[0].vms.vnics: 4 processes share a vNIC of sr-iov, which has 2 queue sets; each process drives one of its own.']);
    expect(findings(2)).toEqual([]);
    expect(findings(2, 'striped')).toHaveLength(1);
  });

  test('back to back need the same NICs at both ends', () => {
    const cabled = (job: string): readonly string[] => planOf(document({ cluster: 'nic: { perHost: 2 }, network: { kind: back-to-back }', job })).findings.map(({ path }) => path ?? '');
    expect(cabled('vms: { perHost: 2, vnics: 2 }')).toEqual(['cluster.network.kind']);
    expect(cabled('rails: striped\n    vms: { perHost: 2, vnics: 2 }')).toEqual([]);
    const streams = document({ cluster: 'nic: { perHost: 2 }, network: { kind: back-to-back }' }).replace('advection', 'streams').replace('ranks: 8', 'ranks: 4').replace('placement: intra-block\n', '\n');
    expect(planOf(streams).findings).toEqual([]);
  });
});

describe('the axes of VMs and NICs', () => {
  test('VMs that share the cores out go on doing so', () => {
    const shapes = planOf(document({ axes: 'vmsPerHost: [1, 2, 4, 8]' }).replace('intra-block', 'inter')).entries.map(({ input, factors }) => [factors.vmsPerHost, new Set(input.places.map(({ vm }) => vm)).size]);
    expect(shapes).toEqual([[1, 2], [2, 4], [4, 8], [8, 8]]);
    const fixed = planOf(document({ job: 'vms: { perHost: 1, vcpus: 2 }', axes: 'vmsPerHost: [1, 2]' }));
    expect(fixed.findings.map(({ message }) => message)).toEqual(['VM 0 of host 0 would hold 4 ranks on 2 vCPUs.']);
    expect(fixed.entries.map(({ factors }) => factors.vmsPerHost)).toEqual([2]);
  });

  test('uplinks change the platform that paths are described for', () => {
    const text = document({ cluster: 'network: { kind: fat-tree, hostsPerLeaf: 1 }', axes: 'uplinks: [1, 2]' });
    expect(pathRequests(read(text)).map(({ platform }) => platform.network.uplinksPerLeaf)).toEqual([1, 2]);
    const plan = planOf(text);
    expect(plan.entries.map(({ factors, input }) => [factors.uplinks, input.platform.network.uplinksPerLeaf])).toEqual([[1, 1], [2, 2]]);
    expect(new Set(plan.entries.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(parseExperiment(document({ axes: 'uplinks: [1, 2]' })).findings.map(({ path }) => path)).toEqual(['sweep.axes.uplinks']);
  });

  test('NICs, vNICs, rails and pinning', () => {
    const plan = planOf(document({ axes: 'nics: [1, 2], vnics: [1, 2], rails: [fixed, striped], pinning: [pinned, floating]' }));
    expect(plan.entries).toHaveLength(16);
    expect(plan.entries.map(({ input }) => input.floating ?? false).filter(Boolean)).toHaveLength(8);
    expect(plan.entries.at(-1)?.factors).toMatchObject({ nics: 2, vnics: 2, rails: 'striped', pinning: 'floating' });
  });
});

describe('a fat tree as written', () => {
  const network = (fields: string): unknown => read(document({ cluster: `nic: { linkBitsPerSecond: 10 Gb/s }, network: { kind: fat-tree${fields} }` })).cluster.network;

  test('has as many uplinks as carry what its hosts send, or fewer by its oversubscription', () => {
    expect(network('')).toEqual({ kind: 'fat-tree', propagationNs: 10, switchNs: 300, hostsPerLeaf: 16, uplinksPerLeaf: 16, uplinkBitsPerSecond: 1e10, routing: 'hash' });
    expect(network(', hostsPerLeaf: 8, oversubscription: 4')).toMatchObject({ uplinksPerLeaf: 2 });
    expect(network(', hostsPerLeaf: 8, uplinkBitsPerSecond: 40 Gb/s')).toMatchObject({ uplinksPerLeaf: 2, uplinkBitsPerSecond: 4e10 });
  });

  test('warns where all hosts are on one leaf', () => {
    const { findings } = parseExperiment(document({ cluster: 'network: { kind: fat-tree, hostsPerLeaf: 2 }' }));
    expect(findings.map(({ severity, path }) => [severity, path])).toEqual([['warning', 'cluster.network.hostsPerLeaf']]);
    expect(parseExperiment(document({ cluster: 'network: { kind: fat-tree, hostsPerLeaf: 1 }' })).findings).toEqual([]);
  });

  test('says what does not fit together', () => {
    const paths = (fields: string): readonly (string | undefined)[] => parseExperiment(document({ cluster: `network: { ${fields} }` })).findings.map(({ path }) => path);
    expect(paths('kind: switch, uplinksPerLeaf: 2')).toEqual(['cluster.network.uplinksPerLeaf']);
    expect(paths('kind: fat-tree, uplinksPerLeaf: 2, oversubscription: 2')).toEqual(['cluster.network.oversubscription']);
  });
});

describe('weights and pins', () => {
  test('reach every rank', () => {
    const [entry] = planOf(document({ job: 'vms: { perHost: 2, vcpus: 2, weight: [512, 256], pinning: [3, 2, 1, 0] }' })).entries;
    expect(entry?.input.places.slice(0, 4)).toEqual([{ host: 0, vm: 0, core: 3, weight: 512 }, { host: 0, vm: 0, core: 2, weight: 512 }, { host: 0, vm: 1, core: 1 }, { host: 0, vm: 1, core: 0 }]);
  });

  test('that do not fit the VMs or the cores are refused', () => {
    const findings = (vms: string, driver = false): readonly string[] => planOf(document({ job: `vms: { perHost: 2, vcpus: 2, ${vms} }` }), driver ? { 'sr-iov': { driverDomain: { vcpus: 1, pinning: 'pinned', weight: 256, sliceNs: 1e6, switchNs: 0 } } } : {})
      .findings.map(({ path, message }) => `${path ?? ''}: ${message}`);
    expect(findings('weight: [1, 2, 3]')).toEqual(['jobs[0].vms.weight: There are 3 weights for 2 VMs of a host.']);
    expect(findings('pinning: [0, 1]')).toEqual(['jobs[0].vms.pinning: The list pins 2 vCPUs, the VMs of a host have 4.']);
    expect(findings('pinning: [0, 1, 2, 8]')).toEqual(['jobs[0].vms.pinning: There is no core 8.']);
    expect(findings('pinning: [0, 1, 2, 7]')).toEqual([]);
    const pinned = (vcpus: number): readonly string[] => planOf(document({}), { 'sr-iov': { driverDomain: { vcpus, pinning: 'pinned', weight: 256, sliceNs: 1e6, switchNs: 0 } } })
      .findings.map(({ message }) => message);
    expect(pinned(4)).toEqual(['The driver domain of sr-iov keeps 4 of 8 cores for itself: 8 vCPUs of VMs share the other 4.']);
    expect(pinned(8)).toEqual(['The driver domain of sr-iov keeps 8 cores for itself, and a host of 8 has none left for its VMs.']);
    expect(findings('pinning: [0, 1, 2, 7]', true)).toEqual(['jobs[0].vms.pinning: Core 7 belongs to the driver domain.']);
  });
});

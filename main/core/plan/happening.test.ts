import { describe, expect, it } from 'vitest';
import type { Plan } from '../contract/index.ts';
import { builtInModel, builtInPaths, resolveBuiltIn } from '../engine/testing/built-in-paths.ts';
import { parseExperiment } from '../experiment/index.ts';
import { abilityOf, ableBuiltIns } from './alternatives.ts';
import { expand } from './expand.ts';
import { fallbackRequests } from './fallbacks.ts';
import { overPaths } from './over-paths.ts';
import { pathRequests } from './path-requests.ts';

const document = (axes: string, rest: string, job = 'placement: inter'): string => `
name: moving
cluster:
  hosts: 3
  host: { cores: 8, coreHz: 2.6 GHz }
  nic: { model: common-10g, linkBitsPerSecond: 10 Gb/s, mtuBytes: 9000, functions: 4 }
  network: { kind: switch }
jobs:
  - ranks: 6
    vms: { perHost: 2, vcpus: 2 }
    ${job}
    workload: { kind: stencil-2d, grid: 512x512, iterations: 10 }
sweep:
  axes:
${axes}
replicates: 1
${rest}`;

function planned(axes: string, rest: string, job?: string, forget: readonly string[] = [], { cores = 8 } = {}): Plan {
  const text = document(axes.split('\n').map((line) => `    ${line}`).join('\n'), rest, job).replace('cores: 8', `cores: ${cores}`);
  const { experiment, findings } = parseExperiment(text);
  if (experiment === undefined) throw new Error(JSON.stringify(findings));
  return expand(experiment, resolveBuiltIn(pathRequests(experiment)).filter(({ model }) => !forget.includes(model.id)));
}

const said = (plan: Plan): readonly string[] => plan.findings.filter(({ severity }) => severity !== 'note').map(({ severity, path, message, hint }) => `${severity} ${path}: ${message} ${hint ?? ''}`);
const move = 'events: [{ kind: migrate, atNs: 1 ms, vm: 3, to: 2 }]';

describe('events of a plan', () => {
  it('come with settings, the memory of every VM and what stands in while devices are detached', () => {
    const { entries, findings } = planned('path: [{ id: vrdma, preset: same-nic }, { id: sr-iov, preset: same-nic }]', move);
    expect(findings).toEqual([]);
    const [vrdma, srIov] = entries.map(({ input }) => overPaths(input));
    expect(vrdma.events).toEqual([{ kind: 'migrate', atNs: 1e6, vm: 3, to: 2 }]);
    expect(vrdma.manager?.settings.migration.maxRounds).toBe(30);
    expect(vrdma.manager?.memory).toHaveLength(6);
    expect(vrdma.manager?.fallbacks).toEqual([]);
    // The stand-in has the preset of the path's own testbed, where it has one of that name.
    expect(srIov.manager?.fallbacks).toEqual([{ of: 'sr-iov', model: builtInModel('xen-bridged', srIov.platform, {}, 'same-nic') }]);
    expect(entries[1]?.plugins.map(({ id }) => id)).toEqual(['sr-iov', 'xen-bridged']);
  });

  it('are left out with the axis: such runs are those of a document without events', () => {
    const { entries } = planned('path: [vrdma]\nevents: [without, with]', move);
    expect(entries.map(({ factors }) => factors['events'])).toEqual(['without', 'with']);
    const plain = planned('path: [vrdma]', '').entries;
    expect(entries.map(({ fingerprint }) => fingerprint === plain[0]?.fingerprint)).toEqual([true, false]);
    expect(Object.keys(plain[0]?.input ?? {})).not.toContain('manager');
  });

  it('name the recovery of a point', () => {
    const { entries } = planned('path: [vrdma]\nrecovery: [none, reactive, proactive]', 'events: [{ kind: host-failure, atNs: 1 s, host: 1, warningNs: 500 ms }]');
    expect(entries.map(({ input }) => overPaths(input).manager?.settings.recovery.kind)).toEqual(['none', 'reactive', 'proactive']);
    expect(entries.map(({ factors }) => factors['recovery'])).toEqual(['none', 'reactive', 'proactive']);
  });

  it('ask for fallbacks only where something may move', () => {
    const requested = (rest: string): readonly string[] => {
      const { experiment } = parseExperiment(document('    path: [{ id: sr-iov, preset: same-nic }]', rest));
      if (experiment === undefined) throw new Error('The text has errors.');
      const requests = pathRequests(experiment);
      return fallbackRequests(experiment, requests, resolveBuiltIn(requests).slice(0, 1)).map(({ choice: { id, preset } }) => `${id} ${preset ?? ''}`);
    };
    expect(requested(move)).toEqual(['xen-bridged same-nic', 'xen-bridged ']);
    expect(requested('manager: { balance: {} }')).toHaveLength(2);
    expect(requested('events: [{ kind: snapshot, atNs: 1 s }]')).toEqual([]);
    expect(requested('events: [{ kind: host-failure, atNs: 1 s, host: 0, warningNs: 1 s }]')).toEqual([]);
    expect(requested('events: [{ kind: host-failure, atNs: 1 s, host: 0, warningNs: 1 s }]\nmanager: { recovery: { kind: proactive } }')).toHaveLength(2);
  });
});

describe('what cannot happen is refused', () => {
  it('a migration with passthrough, naming paths of the experiment that can, or those that ship', () => {
    expect(said(planned('path: [passthrough]', move, 'placement: [{ host: 0, vm: 0 }, { host: 0, vm: 0 }, { host: 1, vm: 1 }, { host: 1, vm: 1 }, { host: 2, vm: 0 }, { host: 2, vm: 0 }]'))).toEqual([
      'error events[0].vm: VM 3 cannot migrate: passthrough gives the whole device to the VM (liveMigration: unsupported). Use vrdma, virtio-net or xen-bridged, or sr-iov with a fallback (xen-bridged).',
    ]);
    const { findings, entries, leftOut } = planned('path: [passthrough, vrdma, sr-iov]\nevents: [without, with]', move, 'placement: [{ host: 0, vm: 0 }, { host: 0, vm: 0 }, { host: 1, vm: 1 }, { host: 1, vm: 1 }, { host: 2, vm: 0 }, { host: 2, vm: 0 }]');
    expect(findings).toEqual([{
      severity: 'warning', path: 'events[0].vm', message: 'VM 3 cannot migrate: passthrough gives the whole device to the VM (liveMigration: unsupported).',
      hint: 'Use vrdma, or sr-iov with a fallback (xen-bridged). Runs that need this are left out.',
    }]);
    expect(entries.map(({ factors: { path, events } }) => `${path} ${events}`)).toEqual(['passthrough without', 'vrdma without', 'vrdma with', 'sr-iov without', 'sr-iov with']);
    expect(leftOut).toMatchObject([{ factors: { path: 'passthrough', events: 'with' }, path: 'events[0].vm' }]);
  });

  it.each([
    ['a path without VMs', 'native', move, 'error events[0].vm: VM 3 cannot migrate: native has no VMs to move.'],
    ['a snapshot of a function', 'sr-iov', 'events: [{ kind: snapshot, atNs: 1 ms }]', 'error events[0]: VM 0 cannot be saved: sr-iov gives the VM a device of its own, whose state nothing reads (snapshot: unsupported). Use vrdma, virtio-net or xen-bridged.'],
    ['snapshots by policy', 'sr-iov', 'manager: { snapshot: { everyNs: 100 s } }', 'error manager.snapshot.everyNs: VM 0 cannot be saved: sr-iov'],
    ['balancing', 'double-bypass', 'manager: { balance: {} }', 'error manager.balance: Hosts cannot be balanced. VM 0 cannot migrate: double-bypass'],
    ['leaving a host in time', 'double-bypass', 'events: [{ kind: host-failure, atNs: 1 s, host: 1, warningNs: 1 s }]\nmanager: { recovery: { kind: proactive } }', 'error manager.recovery.kind: Host 1 cannot be left before it fails. VM 2 cannot migrate: double-bypass'],
    ['native on a host that fails', 'native', 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }]', 'error events[0].host: native has no VMs that could go on elsewhere when host 1 fails.'],
    ['a VM that is there already', 'vrdma', 'events: [{ kind: migrate, atNs: 1 ms, vm: 3, to: 1 }]', 'error events[0].to: VM 3 is on host 1 already.'],
    ['going where it went before, whatever the order of the list', 'vrdma', 'events: [{ kind: migrate, atNs: 5 ms, vm: 3, to: 2 }, { kind: migrate, atNs: 1 ms, vm: 3, to: 2 }]', 'error events[0].to: VM 3 is on host 2 already.'],
    ['a shared memory that does not let go', '{ sameHost: { id: inter-vm-shm, preset: ivshmem-2015 }, otherHost: vrdma }', move, 'error events[0].vm: VM 3 cannot migrate: inter-vm-shm shares memory of the host among its VMs (liveMigration: unsupported), and VM 2 is on its host. Use vrdma.'],
    ['loggops', 'loggops', move, 'error sweep.axes.path[0]: loggops is a cost model without VMs'],
  ])('%s', (_, path, rest, complaint) => {
    const plan = planned(`path: [${path}]`, rest);
    expect(plan.entries).toEqual([]);
    expect(said(plan)).toHaveLength(1);
    expect(said(plan)[0]).toContain(complaint);
  });

  it('a target without a free function, and one with too few cores only with a warning', () => {
    const [first, second, third] = [3, 2, 0].map((vm, index) => `{ kind: migrate, atNs: ${index + 1} ms, vm: ${vm}, to: 2 }`);
    const full = 'placement: [{ host: 0, vm: 0 }, { host: 0, vm: 1 }, { host: 1, vm: 0 }, { host: 1, vm: 1 }, { host: 2, vm: 0 }, { host: 2, vm: 1 }]';
    const path = 'path: [{ id: sr-iov, preset: same-nic }]';
    expect(said(planned(path, `events: [${first}, ${second}]`, full))).toEqual([]);
    expect(said(planned(path, `events: [${first}, ${second}, ${third}]`, full))).toEqual([
      'error events[2].to: Host 2 has no function of sr-iov left for VM 0: 5 are wanted, its NIC has 4. Use another host, fewer VMs, or a NIC with more functions (`cluster.nic.functions`).',
    ]);
    const crowded = planned(path, `events: [${first}]`, full, [], { cores: 2 });
    expect(crowded.entries).toHaveLength(1);
    expect(said(crowded)[0]).toBe('warning events[0].to: With VM 3 host 2 has 3 ranks on 2 cores, so they take turns. Use a host with free cores, or fewer ranks, if that is not what you want to see.');
  });

  it('a fallback that cannot be described', () => {
    expect(said(planned('path: [sr-iov]', move, undefined, ['xen-bridged']))).toEqual([
      'error events[0].vm: VM 3 cannot migrate: sr-iov detaches its device, and what carries the traffic meanwhile (xen-bridged) cannot be described here. Install or enable xen-bridged. Else: Use vrdma, virtio-net or xen-bridged.',
    ]);
  });

  it('a fallback whose driver domain differs from that of another path', () => {
    const path = 'path: [{ otherHost: { id: sr-iov, config: { fallback: virtio-net } }, exceptions: [{ vms: [0, 2], path: xen-bridged }] }]';
    const [refused, ...more] = said(planned(path, move));
    expect(more).toEqual([]);
    expect(refused).toContain('virtio-net carries the traffic of sr-iov while a VM moves. xen-bridged and virtio-net describe the driver domains of one host differently.');
    expect(said(planned(path, ''))).toEqual([]);
  });

  it('snapshots that take longer than their period, with a warning', () => {
    const often = (every: string, rate: string): readonly string[] => said(planned('path: [virtio-net]', `manager: { snapshot: { everyNs: ${every}, storageBytesPerSecond: ${rate} } }`, 'placement: inter'));
    expect(often('100 s', '1 GB/s')).toEqual([]);
    const [warning, ...more] = often('10 ms', '1 GB/s');
    expect(more).toEqual([]);
    expect(warning).toMatch(/^warning manager\.snapshot\.everyNs: A snapshot of all VMs writes [\d.]+ GiB, which takes the storage [\d.]+ s: longer than the 0\.0100 s between two\./);
  });

  it('variants of one path with different fallbacks', () => {
    const variants = (fallback: string): string => `path: [{ otherHost: { id: sr-iov, config: { fallback: virtio-net } }, exceptions: [{ vms: [0, 2], path: { id: sr-iov, config: { fallback: ${fallback} } } }] }]`;
    expect(said(planned(variants('xen-bridged'), move))[0]).toContain('Variants of sr-iov in one run fall back on different paths while a VM moves.');
    expect(said(planned(variants('virtio-net'), move))).toEqual([]);
    expect(said(planned(variants('xen-bridged'), ''))).toEqual([]);
  });

  it('what a point lacks that others have', () => {
    const plan = planned('path: [vrdma]\nvmsPerHost: [1, 2]', move, 'placement: inter');
    expect(plan.entries).toHaveLength(1);
    expect(said(plan)[0]).toContain('warning events[0].vm: This point of the sweep has no VM 3; its VMs count from 0 to 2.');
  });

  it('not a VM without ranks, nor a failure that starts from the beginning', () => {
    const few = 'placement: [{ host: 0, vm: 0 }, { host: 0, vm: 0 }, { host: 1, vm: 0 }, { host: 1, vm: 0 }, { host: 2, vm: 0 }, { host: 2, vm: 0 }]';
    expect(said(planned('path: [passthrough]', 'events: [{ kind: migrate, atNs: 1 ms, vm: 3, to: 2 }]', few))).toEqual([]);
    expect(said(planned('path: [vfio-bypass]', 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }]\nmanager: { recovery: { kind: none } }'))).toEqual([]);
    expect(said(planned('path: [{ id: double-bypass, preset: same-nic }]', 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }]', few))).toEqual([]);
    expect(said(planned('path: [vrdma]', 'events: [{ kind: host-failure, atNs: 1 s, host: 1 }]', 'placement: [{ host: 0, vm: 0 }, { host: 0, vm: 0 }, { host: 0, vm: 1 }, { host: 2, vm: 1 }, { host: 2, vm: 0 }, { host: 2, vm: 0 }]')))
      .toEqual(['warning events[0].host: No rank is on host 1 then, so its failure changes nothing. Name a host that VMs with ranks are on.']);
  });
});

describe('alternatives', () => {
  it('are no other variant of the path that cannot, and lead where it leads', () => {
    expect(said(planned('path: [{ id: vrdma, preset: chelsio-t5 }]', move))[0]).toContain('Use virtio-net or xen-bridged, or sr-iov with a fallback (xen-bridged).');
    const axis = 'path: [{ sameHost: { id: inter-vm-shm, preset: xenloop-2008 }, otherHost: double-bypass }, virtio-net]\nevents: [without, with]';
    expect(said(planned(axis, move)).join()).toContain('VM 3 cannot migrate: double-bypass gives the VM a device of its own, whose state nothing reads (liveMigration: unsupported). Use virtio-net. Runs');
  });

  it('that ship with Doorbell can do what is said of them', () => {
    const platform = { host: { cores: 8, coreHz: 2.6e9 }, nic: { model: 'common-10g', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65_536, functions: 64, offloads: [] }, network: { kind: 'switch', propagationNs: 25, switchNs: 300 } } as const;
    for (const ability of ['migrate', 'snapshot'] as const) {
      for (const { id, fallback } of ableBuiltIns[ability]) {
        const model = builtInModel(id, platform);
        expect([id, abilityOf(model, ability)]).toEqual([id, fallback === undefined ? 'yes' : 'detached']);
        expect(model.migration?.fallbackPath).toBe(fallback);
      }
      const able = builtInPaths.filter((id) => abilityOf(builtInModel(id, platform), ability) === 'yes');
      expect(able).toEqual(expect.arrayContaining(ableBuiltIns[ability].filter(({ fallback }) => fallback === undefined).map(({ id }) => id)));
    }
  });
});

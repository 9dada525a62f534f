import { describe, expect, it } from 'vitest';
import type { PathModel } from '@doorbell/sdk';
import { builtInModel } from '../testing/built-in-paths.ts';
import { exchange, idle, incidentsFor, lengths, managedRun, mib, movable, type ManagedParts } from './testing/managed-run.ts';

const platform = {
  host: { cores: 8, coreHz: 2.6e9 }, nic: { model: 'test', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65_536, functions: 64, offloads: [] },
  network: { kind: 'switch', propagationNs: 25, switchNs: 300 },
} as const;
const memory = { ...idle, workingSetBytes: 4 * mib, writeBytesPerSecond: 1e8, registeredBytes: mib };
const move = { kind: 'migrate', atNs: 50_000_000, vm: 0, to: 2 } as const;

function moved(id: string, parts: ManagedParts = {}): ReturnType<typeof incidentsFor<'migration'>> {
  const model = builtInModel(id, platform);
  const fallback = model.migration?.fallbackPath;
  const fallbacks = fallback === undefined ? [] : [{ of: id, model: builtInModel(fallback, platform) }];
  const input = managedRun({ model, ranks: exchange(500, 1_000_000, 100_000), events: [move], memory, cores: 8, network: platform.network, migrationSettings: { downtimeLimitNs: 10_000_000 }, fallbacks, ...parts });
  return incidentsFor({ ...input, platform: { ...platform, nic: { ...platform.nic, offloads: [] } } }, 'migration');
}

describe('paths that ship', () => {
  it.each(['vrdma', 'xen-bridged', 'virtio-net', 'xen-mp'])('%s moves while it is in use', (id) => {
    const { result, incidents: [incident] } = moved(id);
    expect(incident).toMatchObject({ outcome: 'moved', path: id, means: 'transparent', converged: true });
    expect(result.counts.messages).toBe(1000);
    const { migration } = builtInModel(id, platform);
    if (migration === undefined) throw new Error(`${id} does not migrate`);
    // What must be sent while it stands still, and what its device says.
    const least = incident.residualBytes + incident.deviceStateBytes + migration.saveNs + migration.restoreNs + migration.reconnectPerQueuePairNs + migration.reconnectPerRegionNs;
    expect(incident.downtimeNs).toBeGreaterThanOrEqual(least);
    expect(incident.downtimeNs).toBeLessThan(least + 1_000_000);
    expect(incident.deviceStateBytes).toBe(migration.deviceStateBytes);
  });

  it('sr-iov is detached, moves on the path that carries its traffic meanwhile, and is attached again', () => {
    const { result, incidents: [incident] } = moved('sr-iov', { ranks: exchange(800, 1_000_000, 100_000) });
    expect(incident).toMatchObject({ outcome: 'moved', path: 'sr-iov', means: 'detach-reattach', fallbackPath: 'xen-bridged' });
    expect(incident.phases.map(({ name }) => name)).toEqual(['set-up', 'detach', 'pre-copy', 'quiesce', 'drain', 'save', 'stop-and-copy', 'restore', 'announce', 'reattach']);
    const { migration, bootstrap } = builtInModel('sr-iov', platform);
    const took = lengths(incident);
    expect(took.detach).toBe((migration?.quiesceNs ?? 0) + (migration?.drainNs ?? 0) + (migration?.saveNs ?? 0));
    expect(took.reattach).toBeGreaterThanOrEqual(Math.max(migration?.restoreNs ?? 0, bootstrap?.assignFunctionNs ?? 0));
    const paths = new Set(result.messages.map(({ path }) => path));
    expect(paths).toContain('sr-iov');
    expect(paths).toContain('xen-bridged');
    expect(result.counts.messages).toBe(1600);
  });

  it('a target that fails meanwhile leaves the VM where it is, and its device is attached there again', () => {
    const fails = { kind: 'host-failure', atNs: 220_000_000, host: 2 } as const;
    const { incidents: [incident] } = moved('sr-iov', { ranks: exchange(800, 1_000_000, 100_000), events: [move, fails] });
    expect(incident).toMatchObject({ outcome: 'failed', note: 'Host 2 failed meanwhile.', downtimeNs: 0 });
    expect(incident.phases.map(({ name }) => name)).toEqual(['set-up', 'detach', 'pre-copy', 'reattach']);
    expect(incident.phases[3].fromNs).toBe(fails.atNs);
    expect(lengths(incident).reattach).toBeGreaterThan(100_000_000);
  });

  it('throughput has a dip while another path carries the traffic, and comes back', () => {
    const { result, incidents: [incident] } = moved('sr-iov', { ranks: exchange(3000, 100_000, 200_000), memory: { ...memory, touchedBytes: 64 * mib } });
    const { binNs = 0, bytes = [] } = result.throughput ?? {};
    const mean = (fromNs: number, toNs: number): number => {
      const bins = bytes.slice(Math.ceil(fromNs / binNs), Math.floor(toNs / binNs));
      return bins.reduce((sum, value) => sum + value, 0) / bins.length;
    };
    const detach = incident.phases.find(({ name }) => name === 'detach');
    const before = mean(0, move.atNs);
    expect(mean(detach?.fromNs ?? 0, detach?.toNs ?? 0)).toBeLessThan(0.8 * before);
    expect(mean(incident.endedNs + 20_000_000, result.metrics.executionTime.value)).toBeGreaterThan(0.95 * before);
  });

  it.each([
    ['passthrough', 'Path passthrough does not migrate: its device\'s state stays on the host.'], ['vfio-bypass', 'Path vfio-bypass does not migrate'],
    ['double-bypass', 'Path double-bypass does not migrate'], ['native', 'Path native has no virtual machines to move.'],
  ])('%s stays, and says why', (id, words) => {
    const { incidents: [incident] } = moved(id);
    expect(incident).toMatchObject({ outcome: 'failed', phases: [], downtimeNs: 0 });
    expect(incident.note).toContain(words);
  });

  it('a device that must be detached needs a path to fall back on', () => {
    expect(moved('sr-iov', { fallbacks: [] }).incidents[0].note).toContain('nothing says which path carries its traffic meanwhile');
  });

  it('shared memory between VMs keeps a VM where its peers are', () => {
    const sameHost: PathModel = builtInModel('inter-vm-shm', platform);
    const { incidents: [incident] } = moved('vrdma', { sameHost, events: [{ ...move, to: 1 }] });
    expect(incident.outcome).toBe('moved');
    const places = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 1, core: 1 }];
    const { otherHost: _, ...alone } = movable({ id: 'alone' });
    const cut = incidentsFor(managedRun({ model: alone, places, hosts: 2, events: [{ ...move, to: 1 }] }), 'migration').incidents[0];
    expect(cut).toMatchObject({ outcome: 'failed', note: 'Path alone does not reach VM 1 from host 1.' });
  });
});

describe('what changes afterwards', () => {
  it('VMs that came together on one host exchange messages without the network, and faster', () => {
    const { result } = moved('xen-bridged', { events: [{ ...move, to: 1 }], ranks: exchange(3000, 1000, 4000), sameHost: builtInModel('inter-vm-shm', platform) });
    expect(new Set(result.messages.map(({ relation }) => relation))).toEqual(new Set(['other-host', 'same-host']));
    const { binNs = 0, latencyNs = [] } = result.throughput ?? {};
    const end = result.metrics.executionTime.value;
    const mean = (fromNs: number, toNs: number): number => {
      const bins = latencyNs.slice(Math.ceil(fromNs / binNs), Math.floor(toNs / binNs));
      return bins.reduce((sum, value) => sum + value, 0) / bins.length;
    };
    expect(mean(end - 50_000_000, end)).toBeLessThan(0.9 * mean(0, 50_000_000));
  });

  it('a longer timeout of the peer\'s protocol makes its stall longer than the VM\'s', () => {
    const stall = (rtoNs: number): { readonly ns: number; readonly lostTries: number } => {
      const model = movable({ protocol: { reliability: { kind: 'timeout', rtoNs, backoff: 2, retries: 20, onExhausted: 'fail' } } });
      const { result, incidents: [incident] } = incidentsFor(managedRun({ model, ranks: exchange(1000, 100_000, 4000), events: [{ ...move, atNs: 10_000_000 }], memory: { ...idle, registeredBytes: 0 }, migrationSettings: { bitsPerSecond: 8e9 } }), 'migration');
      return { ns: result.metrics.executionTime.value, lostTries: incident.lostTries };
    };
    const short = stall(50_000);
    const long = stall(20_000_000);
    expect(long.ns - short.ns).toBeGreaterThan(10_000_000);
    expect(short.lostTries).toBeGreaterThan(long.lostTries);
    expect(long.lostTries).toBeGreaterThan(0);
  });
});

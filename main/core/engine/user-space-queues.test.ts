import { unloadedLatency, type PathModel, type Platform } from '@doorbell/sdk';
import { describe, expect, test } from 'vitest';
import type { Operation, RankPlace } from '../contract/index.ts';
import { demultiplex, endpointsOf } from '../plan/steering-keys.ts';
import { builtInManifest, builtInModel } from './testing/built-in-paths.ts';
import { leaksOf, worldAfter } from './testing/outcomes.ts';
import { runInput } from './testing/run-input.ts';
import type { World } from './world.ts';

/** The queues of vfio-bypass and double-bypass as the engine runs them: who shares one, and what is lost. */
const platform: Platform = {
  host: { cores: 4, coreHz: 2e9 },
  nic: { model: 'ten-gigabit', linkBitsPerSecond: 1e10, mtuBytes: 9000, gsoBytes: 65_536, functions: 64, offloads: [] },
  network: { kind: 'switch', propagationNs: 25, switchNs: 300 },
};
const waitall: Operation = { op: 'waitall' };
const busyNs = 1e6;

function run(model: PathModel, ranks: readonly (readonly Operation[])[], places: readonly RankPlace[]): World {
  const world = worldAfter(runInput({ ranks, model, places, cores: 4, network: platform.network, mpi: { progress: 'in-call' }, nics: { perHost: 2, rails: 'fixed' } }));
  if (world.failure === undefined) expect(leaksOf(world)).toEqual([]);
  return world;
}

/** Rank 0 sends to rank 1, which computes for 1 ms before it looks, and then to rank 2, which waits: when rank 2 has its message. */
function waits(model: PathModel, places: readonly RankPlace[]): number {
  const world = run(model, [
    [{ op: 'isend', to: 1, bytes: 8, tag: 0 }, { op: 'isend', to: 2, bytes: 8, tag: 0 }, waitall],
    [{ op: 'compute', ns: busyNs }, { op: 'receive', from: 0, bytes: 8, tag: 0 }], [{ op: 'receive', from: 0, bytes: 8, tag: 0 }],
  ], places);
  expect(world.failure).toBeUndefined();
  return world.ranks.finishedNs[2];
}

const vnic = (number: number, nic = 0): Pick<RankPlace, 'vnics'> => ({ vnics: [{ number, nic }] });
const sender: RankPlace = { host: 0, vm: 0, core: 0, ...vnic(0) };
/** Ranks 1 and 2 on host 1: in one VM on one vNIC, in one VM with a vNIC each, in two VMs, and with a NIC each. */
const oneVnic: readonly RankPlace[] = [sender, { host: 1, vm: 1, core: 0, ...vnic(1) }, { host: 1, vm: 1, core: 1, ...vnic(1) }];
const ownVnics: readonly RankPlace[] = [sender, { host: 1, vm: 1, core: 0, ...vnic(1) }, { host: 1, vm: 1, core: 1, ...vnic(2) }];
const ownVms: readonly RankPlace[] = [sender, { host: 1, vm: 1, core: 0, ...vnic(1) }, { host: 1, vm: 2, core: 1, ...vnic(2) }];
const ownNics: readonly RankPlace[] = [sender, { host: 1, vm: 1, core: 0, ...vnic(1) }, { host: 1, vm: 1, core: 1, ...vnic(2, 1) }];

describe('head-of-line blocking', () => {
  const vfio = (sharing: string): PathModel => builtInModel('vfio-bypass', platform, { sharing });

  test('one NIC for all lets a process that computes hold up the others; queues of their own do not', () => {
    expect(waits(vfio('nic-shared'), ownVnics)).toBeGreaterThan(busyNs);
    expect(waits(vfio('vnic-per-process'), ownVnics)).toBeLessThan(20_000);
    expect(waits(vfio('nic-shared'), ownNics)).toBeLessThan(20_000);
    expect(waits(vfio('nic-per-process'), ownNics)).toBeLessThan(20_000);
  });

  test.each([
    ['mac', [true, false, false]], ['vntag', [true, false, false]], ['etag', [true, false, false]], ['vlan', [true, false, false]],
    ['ip', [true, true, false]], ['udp-port', [false, false, false]],
  ] as const)('inside VMs, steering by %s', (steering, blocked) => {
    const model = builtInModel('double-bypass', platform, { steering, onMiss: 'shared-queue' });
    expect([oneVnic, ownVnics, ownVms].map((places) => waits(model, places) > busyNs)).toEqual(blocked);
    // The plan says the same before anything runs.
    expect([oneVnic, ownVnics, ownVms].map((places) => demultiplex(steering, 'process', endpointsOf(places, 'vm')).crowd !== undefined)).toEqual(blocked);
  });

  test('a table that is full makes the rest share, which one process alone does not feel', () => {
    const table = (steeringEntries: number): PathModel => builtInModel('double-bypass', platform, { onMiss: 'shared-queue', steeringEntries });
    const three: readonly RankPlace[] = [...oneVnic, { host: 1, vm: 1, core: 2, ...vnic(1) }];
    const last = (model: PathModel): number => run(model, [
      [{ op: 'isend', to: 3, bytes: 8, tag: 0 }, { op: 'isend', to: 1, bytes: 8, tag: 0 }, { op: 'isend', to: 2, bytes: 8, tag: 0 }, waitall],
      [{ op: 'compute', ns: busyNs }, { op: 'receive', from: 0, bytes: 8, tag: 0 }], [{ op: 'receive', from: 0, bytes: 8, tag: 0 }],
      [{ op: 'receive', from: 0, bytes: 8, tag: 0 }],
    ], three).ranks.finishedNs[2];
    expect(last(table(3))).toBeLessThan(20_000);
    expect(last(table(2))).toBeLessThan(20_000);
    expect(last(table(1))).toBeGreaterThan(busyNs);
  });
});

describe.each(['vfio-bypass', 'double-bypass'])('lost frames of %s', (id) => {
  const lossy = (config: Readonly<Record<string, unknown>>): PathModel => builtInModel(id, platform, {
    ...(id === 'vfio-bypass' ? { reliability: 'timeout' } : {}), receiveQueueSlots: 1, rtoNs: 50_000, ...config,
  });
  const messages = 4;
  const burst = (model: PathModel, computeNs: number): World => run(model, [
    [...Array.from({ length: messages }, (_, tag): Operation => ({ op: 'isend', to: 1, bytes: 8, tag })), waitall],
    [{ op: 'compute', ns: computeNs }, ...Array.from({ length: messages }, (_, tag): Operation => ({ op: 'receive', from: 0, bytes: 8, tag }))],
  ], oneVnic.slice(0, 2));

  test('are sent again until there is a buffer, and every message arrives', () => {
    const world = burst(lossy({}), busyNs);
    expect(world.failure).toBeUndefined();
    // One frame holds the buffer while the process computes; the others try every 50 µs.
    expect(world.statistics.retransmissions).toBeGreaterThan(3 * 15);
    expect(world.ranks.finishedNs[1]).toBeGreaterThan(busyNs);
    expect(world.ranks.finishedNs[1]).toBeLessThan(busyNs + messages * 60_000);
  });

  test('are fewer the longer each timeout is', () => {
    expect(burst(lossy({ backoff: 2 }), busyNs).statistics.retransmissions).toBeLessThan(burst(lossy({}), busyNs).statistics.retransmissions / 2);
  });

  test('do not happen where there are buffers enough', () => {
    expect(burst(lossy({ receiveQueueSlots: messages }), busyNs).statistics.retransmissions).toBe(0);
  });

  test('end the run after too many tries, with words on what to do', () => {
    expect(burst(lossy({ retries: 3 }), busyNs).failure).toMatchObject({ kind: 'protocol', message: expect.stringContaining('after 3 retries') as string });
  });
});

describe('double bypass is OS bypass inside a VM', () => {
  const manifest = builtInManifest('double-bypass');
  const testbedOf = (preset: string): Platform => {
    const testbed = manifest.presets.find(({ id }) => id === preset)?.testbed;
    if (testbed === undefined) throw new Error(`The preset ${preset} has no testbed.`);
    return testbed;
  };
  const half = (model: PathModel, bytes: number): number => unloadedLatency(model, 'otherHost', bytes).totalNs;

  test.each([1, 1024, 9000])('with translation added, and nothing else: %d bytes', (bytes) => {
    const palo = testbedOf('cisco-vic-patent-era');
    const bypass = half(builtInModel('vfio-bypass', palo, {}, 'palo-2011'), bytes);
    // The NIC passes bytes on while they arrive; without VMs the path stores a frame first.
    const overlap = 0.31 * bytes;
    expect(half(builtInModel('double-bypass', palo, {}, 'cisco-vic-patent-era'), bytes)).toBeCloseTo(bypass + 2 * 50 - overlap, 6);
  });

  test('memory of the application is registered and found page by page: a walk over nested tables is six times as long, but takes no hypercall', () => {
    const testbed = testbedOf('same-nic');
    const model = (config: Readonly<Record<string, unknown>>): PathModel => builtInModel('double-bypass', testbed, { eagerLimitBytes: 0, ...config }, 'same-nic');
    const known = half(model({ walkReferenceNs: 0 }), 5000);
    expect(half(model({}), 5000) - known).toBeCloseTo(2 * 2 * 4 * 80, 6);
    expect(known - half(model({ walkReferenceNs: 0, translation: 'nested' }), 5000)).toBeCloseTo(683, 6);
    expect(half(model({ translation: 'nested' }), 5000) - known).toBeCloseTo(2 * 2 * 24 * 80 - 683, 6);
    expect(known - half(model({ walkReferenceNs: 0, registrationNs: 0, mapPerPageNs: 0 }), 5000)).toBeCloseTo(30_000 + 2 * 100, 6);
  });

  test('what is mapped for each use costs more than what stays registered, within what a strict IOMMU was found to cost', () => {
    const testbed = testbedOf('current-100g');
    const bytes = 65_536;
    const repeated = (mapping: string): number => {
      const model = builtInModel('double-bypass', testbed, { mapping }, 'current-100g');
      const world = worldAfter(runInput({
        ranks: [[{ op: 'loop', count: 50, body: [{ op: 'send', to: 1, bytes, tag: 0 }] }], [{ op: 'loop', count: 50, body: [{ op: 'receive', from: 0, bytes, tag: 0 }] }]],
        model, places: [sender, { host: 1, vm: 1, core: 0 }], cores: 4, network: testbed.network,
      }));
      expect(world.failure).toBeUndefined();
      return world.ranks.finishedNs[1];
    };
    const factor = repeated('per-use') / repeated('registered');
    expect(factor).toBeGreaterThan(1.3);
    expect(factor).toBeLessThan(7.56);
  });
});

describe('on one imaginary NIC', () => {
  const shortMessage = (id: string): number => {
    const preset = builtInManifest(id).presets.find((each) => each.id === 'same-nic');
    if (preset?.testbed === undefined) throw new Error(`${id} has no preset same-nic.`);
    return unloadedLatency(builtInModel(id, preset.testbed, {}, 'same-nic'), 'otherHost', 8).totalNs;
  };

  test('a short message between hosts: passthrough, then double bypass, then SR-IOV, then the bridge', () => {
    const order = ['passthrough', 'double-bypass', 'sr-iov', 'xen-bridged'].map(shortMessage);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    // No further from passthrough than its frames and its library's headers take it.
    expect(order[1] / order[0]).toBeLessThan(1.1);
  });
});

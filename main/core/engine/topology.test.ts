import { wireResources, wireStages, type PathModel, type Platform } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation, RankPlace, RunInput } from '../contract/index.ts';
import { leaksOf, resultFor, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { path, protocol, runInput, serve } from './testing/run-input.ts';
import { pairHash } from './topology.ts';

const waitall: Operation = { op: 'waitall' };
const isend = (to: number, bytes = 1000, tag = 0): Operation => ({ op: 'isend', to, bytes, tag });
const ireceive = (from: number, bytes = 1000, tag = 0): Operation => ({ op: 'ireceive', from, bytes, tag });

/** 8 Gb/s: a byte takes 1 ns on a link. */
function platformOf(network: Platform['network']): Platform {
  return { host: { cores: 8, coreHz: 2e9 }, nic: { model: 'test', linkBitsPerSecond: 8e9, mtuBytes: 9000, gsoBytes: 65536, functions: 8, offloads: [] }, network };
}

/** 1 ns to post, the wire, 1 ns to take. */
function wired(network: Platform['network']): PathModel {
  const platform = platformOf(network);
  return path({
    send: [serve('post', 'guest-kernel', { perUnitNs: 1 }), ...wireStages(platform, protocol)], receive: [serve('take', 'guest-kernel', { perUnitNs: 1 })],
    resources: wireResources(platform),
  });
}

const tree = (uplinksPerLeaf: number, more: Partial<Platform['network']> = {}): Platform['network'] => ({
  kind: 'fat-tree', propagationNs: 10, switchNs: 300, hostsPerLeaf: 2, uplinksPerLeaf, uplinkBitsPerSecond: 8e9, routing: 'round-robin', ...more,
});
const switched: Platform['network'] = { kind: 'switch', propagationNs: 10, switchNs: 300 };

const run = (network: Platform['network'], ranks: readonly (readonly Operation[])[], more: Partial<Parameters<typeof runInput>[0]> = {}): RunInput =>
  runInput({ ranks, model: wired(network), network, cores: 8, ...more });

/** Every rank sends `bytes` to every other at once. */
function allToAll(ranks: number, bytes = 1000): readonly (readonly Operation[])[] {
  const others = (rank: number): number[] => Array.from({ length: ranks - 1 }, (_, i) => (rank + i + 1) % ranks);
  return Array.from({ length: ranks }, (_, rank) => [...others(rank).map((to) => isend(to, bytes)), ...others(rank).map((from) => ireceive(from, bytes)), waitall]);
}
const timeOf = (input: RunInput): number => resultFor(input).metrics.executionTime.value;

describe('a fat tree', () => {
  const latency = (network: Platform['network'], to: number): number => {
    const ranks: Operation[][] = [[], [], [], []];
    ranks[0] = [isend(to), waitall];
    ranks[to] = [ireceive(0), waitall];
    return resultFor(run(network, ranks)).messages[0].maxNs;
  };

  test('is a switch for hosts on one leaf, and three switches and two more cables for others', () => {
    // post 1, link 1000, cable 10, switch 300, port cut through, take 1.
    expect(latency(switched, 1)).toBe(1 + 1000 + 10 + 300 + 1);
    expect(latency(tree(2), 1)).toBe(latency(switched, 1));
    expect(latency(tree(2), 2)).toBe(latency(switched, 2) + 2 * (10 + 300));
    expect(latency(tree(1, { hostsPerLeaf: 4 }), 3)).toBe(latency(switched, 3));
  });

  test('takes a segment in whole on an uplink slower than the link, and none of that on a faster one', () => {
    expect(latency(tree(1, { uplinkBitsPerSecond: 4e9 }), 2)).toBe(latency(switched, 2) + 620 + 2000);
    expect(latency(tree(1, { uplinkBitsPerSecond: 80e9 }), 2)).toBe(latency(switched, 2) + 620);
  });

  test('counts messages of pairs near and far as one kind', () => {
    const { messages } = resultFor(run(tree(2), allToAll(4)));
    expect(messages.map((row) => [row.relation, row.messages])).toEqual([['other-host', 12]]);
  });

  test('lets two hosts of a leaf share what uplinks it has', () => {
    // Hosts 0 and 1 send 100 segments each to hosts 2 and 3.
    const ranks = [[2, 100], [3, 100]].map(([to, n]): Operation[] => [{ op: 'loop', count: n, body: [isend(to)] }, waitall]);
    const takers = [0, 1].map((from): Operation[] => [{ op: 'loop', count: 100, body: [ireceive(from)] }, waitall]);
    const time = (network: Platform['network']): number => timeOf(run(network, [...ranks, ...takers]));
    const single = 1 + 1000 + 10 + 300 + 620 + 1;
    expect(time(tree(2))).toBe(single + 99 * 1000);
    expect(time(tree(1))).toBe(single + 199 * 1000);
    expect(time(tree(1, { uplinkBitsPerSecond: 16e9 }))).toBe(single + 99 * 1000 + 500);
    const { resources } = resultFor(run(tree(1), [...ranks, ...takers]));
    expect(resources.filter((r) => r.resource === 'uplink' || r.resource === 'downlink').map((r) => [r.resource, r.instance, r.busyNs])).toEqual([['uplink', 'leaf 0 spine 0', 200_000], ['downlink', 'leaf 1 spine 0', 200_000]]);
  });

  test('slows an all-to-all by its oversubscription', () => {
    const hosts = 8;
    const cross = (uplinks: number): number => timeOf(run(tree(uplinks, { hostsPerLeaf: 4 }), allToAll(hosts, 20_000)));
    const flat = timeOf(run(switched, allToAll(hosts, 20_000)));
    expect(cross(4) / flat).toBeLessThan(1.5);
    // A leaf sends 4 × 4 of its 4 × 7 messages up: over one uplink 16 × 20 µs against 7 × 20 µs on a link.
    expect(cross(1)).toBeGreaterThan(16 * 20_000);
    expect(cross(1)).toBeLessThan(17 * 20_000 + 10_000);
    expect(cross(2)).toBeGreaterThan(8 * 20_000);
    expect(cross(2)).toBeLessThan(cross(1) * 0.65);
  });

  test('routes a pair always the same way by hash, and pairs evenly', () => {
    const used = Array.from({ length: 8 }, () => 0);
    for (let from = 0; from < 64; from++) for (let to = 64; to < 128; to++) used[pairHash(from, to) % 8]++;
    expect(Math.min(...used)).toBeGreaterThan(400);
    expect(Math.max(...used)).toBeLessThan(630);
    const ranks: Operation[][] = [[{ op: 'loop', count: 50, body: [isend(2)] }, waitall], [], [{ op: 'loop', count: 50, body: [ireceive(0)] }, waitall], []];
    const ways = (routing: 'hash' | 'round-robin'): number => resultFor(run(tree(4, { routing }), ranks)).resources.filter((r) => r.resource === 'uplink').length;
    expect([ways('hash'), ways('round-robin')]).toEqual([1, 4]);
  });

  test('is never slower with twice the uplinks of a symmetric exchange, and loses nothing', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9000 }), (hostsPerLeaf, leaves, uplinks, bytes) => {
      const hosts = hostsPerLeaf * leaves;
      const at = (count: number): number => {
        const world = worldAfter(run(tree(count, { hostsPerLeaf }), allToAll(hosts, bytes)));
        expect(leaksOf(world)).toEqual([]);
        expect(world.statistics.bytesDelivered).toBe(hosts * (hosts - 1) * bytes);
        return world.statistics.lastCompletionNs;
      };
      expect(at(uplinks * 2)).toBeLessThanOrEqual(at(uplinks));
    }), seeded(60));
  });
});

describe('rails', () => {
  /** Ranks in VMs of their own: rank r of host h has the vNICs listed. */
  const places = (vnics: (rank: number) => RankPlace['vnics'], hosts: readonly number[]): readonly RankPlace[] =>
    hosts.map((host, rank) => ({ host, vm: rank, core: rank, vnics: vnics(rank) }));
  const both = (rank: number): RankPlace['vnics'] => [{ number: 2 * rank, nic: 0 }, { number: 2 * rank + 1, nic: 1 }];
  const own = (rank: number): RankPlace['vnics'] => [{ number: rank, nic: rank % 2 }];
  const single = 1 + 1000 + 10 + 300 + 1;
  const stream = (count: number, bytes = 1000): Operation[][] => [[{ op: 'loop', count, body: [isend(1, bytes)] }, waitall], [{ op: 'loop', count, body: [ireceive(0, bytes)] }, waitall]];
  const rails = (kind: 'fixed' | 'round-robin' | 'striped') => ({ perHost: 2, rails: kind });

  test('fixed: a rank has one NIC, two ranks of a host have two', () => {
    const pair = run(switched, stream(100), { places: places(own, [0, 1]), nics: rails('fixed') });
    expect(timeOf(pair)).toBe(single + 99_000);
    const many = (operation: Operation): Operation[] => [{ op: 'loop', count: 100, body: [operation] }, waitall];
    const four = [many(isend(2)), many(isend(3)), many(ireceive(0)), many(ireceive(1))];
    const two = run(switched, four, { places: places(own, [0, 0, 1, 1]), nics: rails('fixed') });
    expect(timeOf(two)).toBe(single + 99_000);
    expect(resultFor(two).resources.filter((r) => r.resource === 'link').map((r) => r.instance)).toEqual(['host 0 NIC 0 out', 'host 0 NIC 1 out']);
    const one = run(switched, four, { places: places((rank) => [{ number: rank, nic: 0 }], [0, 0, 1, 1]), nics: rails('fixed') });
    expect(timeOf(one)).toBe(single + 199_000);
  });

  test('round-robin: messages alternate, so half of them pass each NIC', () => {
    const input = run(switched, stream(100), { places: places(both, [0, 1]), nics: rails('round-robin') });
    // The second NIC starts when the second message has been posted, 1 ns after the first.
    expect(timeOf(input)).toBe(single + 49_000 + 1);
    expect(resultFor(input).resources.filter((r) => r.resource === 'link').map((r) => r.busyNs)).toEqual([50_000, 50_000]);
    expect(timeOf(run(switched, stream(1, 10_000), { places: places(both, [0, 1]), nics: rails('round-robin') }))).toBe(single + 9000);
  });

  test('striped: one large message uses both NICs', () => {
    expect(timeOf(run(switched, stream(1, 10_000), { places: places(both, [0, 1]), nics: rails('striped') }))).toBe(single + 4000 + 1);
  });

  test('keep the order of messages, whatever overtakes on the way', () => {
    const sizes = [9000, 1, 9000, 1, 1, 9000];
    const input = run(switched, [[...sizes.map((bytes, tag) => isend(1, bytes, tag % 2)), waitall], [...sizes.map((bytes, tag) => ireceive(0, bytes, tag % 2)), waitall]], { places: places(both, [0, 1]), nics: rails('round-robin') });
    const world = worldAfter(input);
    expect(world.failure).toBeUndefined();
    expect(leaksOf(world)).toEqual([]);
    expect(world.statistics.messages).toBe(sizes.length);
  });

  test('whatever they are, everything arrives and two NICs are no slower than one', () => {
    const kinds = fc.constantFrom('fixed' as const, 'round-robin' as const, 'striped' as const);
    fc.assert(fc.property(kinds, fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 12_000 }), fc.boolean(), (kind, hosts, bytes, spread) => {
      const network = spread ? tree(2) : switched;
      const at = (nics: number): number => {
        const vnics = (rank: number): RankPlace['vnics'] => (kind === 'fixed' ? [{ number: rank, nic: rank % nics }] : Array.from({ length: nics }, (_, k) => ({ number: rank * nics + k, nic: k })));
        const world = worldAfter(run(network, allToAll(hosts, bytes), { places: places(vnics, Array.from({ length: hosts }, (_, h) => h)), nics: { perHost: nics, rails: kind } }));
        expect(world.failure).toBeUndefined();
        expect(leaksOf(world)).toEqual([]);
        expect(world.statistics.messages).toBe(hosts * (hosts - 1));
        return world.statistics.lastCompletionNs;
      };
      if (!spread) expect(at(2)).toBeLessThanOrEqual(at(1));
      else at(2);
    }), seeded(60));
  });
});

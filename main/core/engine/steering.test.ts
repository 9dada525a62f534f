import type { PathModel, SteerStage } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation, RankPlace, RunInput } from '../contract/index.ts';
import { leaksOf, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { delay, path, runInput, serve } from './testing/run-input.ts';

const waitall: Operation = { op: 'waitall' };

/** 1 ns to post, 100 ns of wire, then the receiver's process takes 10 ns when it looks. */
function steered(steer: Partial<SteerStage>): PathModel {
  const stage: SteerStage = { kind: 'steer', id: 'steer', title: 'Steer', executor: 'device', by: 'mac', direction: 'receive', where: 'hardware', onMiss: 'shared', ...steer };
  return path({
    send: [serve('post', 'guest-kernel', { perUnitNs: 1 }), delay('wire', { perUnitNs: 100 })], receive: [stage, serve('poll', 'guest-user', { perUnitNs: 10 })],
    resources: [{ id: 'shared', title: 'Shared queue', scope: 'nic' }],
  });
}

/** Rank 0 sends to rank 1, which computes for 1 ms before it looks, and 50 ns later to rank 2, which waits for it. */
function slowAndFast(model: PathModel, places: readonly RankPlace[]): number {
  const ranks: Operation[][] = [
    [{ op: 'isend', to: 1, bytes: 8, tag: 0 }, { op: 'compute', ns: 49 }, { op: 'isend', to: 2, bytes: 8, tag: 0 }, waitall],
    [{ op: 'compute', ns: 1e6 }, { op: 'receive', from: 0, bytes: 8, tag: 0 }], [{ op: 'receive', from: 0, bytes: 8, tag: 0 }],
  ];
  const world = worldAfter(runInput({ ranks, model, places, cores: 4, mpi: { progress: 'in-call' } }));
  expect(world.failure).toBeUndefined();
  expect(leaksOf(world)).toEqual([]);
  return world.ranks.finishedNs[2];
}

const sender: RankPlace = { host: 0, vm: 0, core: 0 };
const ownVms: readonly RankPlace[] = [sender, { host: 1, vm: 1, core: 0 }, { host: 1, vm: 2, core: 1 }];
const oneVm: readonly RankPlace[] = [sender, { host: 1, vm: 1, core: 0 }, { host: 1, vm: 1, core: 1 }];
const ownVnics: readonly RankPlace[] = [sender, { host: 1, vm: 1, core: 0, vnics: [{ number: 1, nic: 0 }] }, { host: 1, vm: 1, core: 1, vnics: [{ number: 2, nic: 0 }] }];

/** Its own queue, and behind the one that computes. */
const free = 51 + 100 + 10;
const blocked = 1e6 + 10 + 10;

describe('steering', () => {
  test('to a queue of its own: nobody waits for a process that is busy', () => {
    for (const by of ['mac', 'vlan', 'vntag', 'etag', 'ip', 'udp-port'] as const) expect(slowAndFast(steered({ by, to: 'process' }), ownVms)).toBe(free);
  });

  test('by what two processes have in common puts both into one queue, and the head blocks', () => {
    expect(slowAndFast(steered({ by: 'mac', to: 'process' }), oneVm)).toBe(blocked);
    expect(slowAndFast(steered({ by: 'ip', to: 'process' }), oneVm)).toBe(blocked);
    expect(slowAndFast(steered({ by: 'ethertype', to: 'process' }), ownVms)).toBe(blocked);
    expect(slowAndFast(steered({ by: 'udp-port', to: 'process' }), oneVm)).toBe(free);
  });

  test('by vNIC is enough where each process has one', () => {
    expect(slowAndFast(steered({ by: 'vntag', to: 'process' }), ownVnics)).toBe(free);
    expect(slowAndFast(steered({ by: 'ip', to: 'process' }), ownVnics)).toBe(blocked);
    expect(slowAndFast(steered({ by: 'mac', to: 'function' }), oneVm)).toBe(free);
  });

  test('with a full table shares the rest', () => {
    expect(slowAndFast(steered({ by: 'mac', entries: 2 }), ownVms)).toBe(free);
    // The first rule that came has the entry; only what has none shares, and that is one alone.
    expect(slowAndFast(steered({ by: 'mac', entries: 1 }), ownVms)).toBe(free);
    expect(slowAndFast(steered({ by: 'mac', entries: 0 }), ownVms)).toBe(blocked);
  });

  test('without a word on what has queues misses nothing', () => {
    expect(slowAndFast(steered({ by: 'ethertype' }), oneVm)).toBe(free);
  });

  test('a shared queue with more servers blocks later', () => {
    const model = steered({ by: 'mac', to: 'process' });
    expect(slowAndFast({ ...model, resources: [{ id: 'shared', title: 'Shared queue', scope: 'nic', servers: 2 }] }, oneVm)).toBe(free);
  });

  test('when sending shares a queue until the wire', () => {
    const stage: SteerStage = { kind: 'steer', id: 'steer', title: 'Steer', executor: 'device', by: 'ethertype', direction: 'send', where: 'software', onMiss: 'shared', to: 'process' };
    const model = path({
      send: [serve('post', 'guest-kernel', { perUnitNs: 1 }), stage, { ...delay('work', { perUnitNs: 1000 }), executor: 'device' }, delay('wire', { perUnitNs: 100 })],
      receive: [serve('take', 'guest-kernel', { perUnitNs: 1 })], resources: [{ id: 'shared', title: 'Shared queue', scope: 'nic' }],
    });
    const send = (to: number): Operation[] => [{ op: 'isend', to, bytes: 8, tag: 0 }, waitall];
    const receive = (from: number): Operation[] => [{ op: 'receive', from, bytes: 8, tag: 0 }];
    const places: readonly RankPlace[] = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 1, core: 1 }, { host: 1, vm: 2, core: 0 }, { host: 1, vm: 3, core: 1 }];
    const world = worldAfter(runInput({ ranks: [send(2), send(3), receive(0), receive(1)], model, places, cores: 4 }));
    expect([...world.ranks.finishedNs].slice(2)).toEqual([1 + 1000 + 100 + 1, 1 + 2000 + 100 + 1]);
  });

  test('whatever misses, everything arrives', () => {
    const by = fc.constantFrom('mac' as const, 'ip' as const, 'udp-port' as const, 'ethertype' as const);
    fc.assert(fc.property(by, fc.option(fc.constantFrom('process' as const, 'function' as const), { nil: undefined }), fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }), fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 2, maxLength: 6 }), fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 0, max: 5000 }), (field, to, entries, where, bytes, busyNs) => {
      const places = where.map(([host, vm], core): RankPlace => ({ host, vm: host * 2 + vm, core }));
      const n = places.length;
      const others = (rank: number): number[] => Array.from({ length: n - 1 }, (_, i) => (rank + i + 1) % n);
      const ranks = places.map((_, rank): Operation[] => [...others(rank).map((other): Operation => ({ op: 'isend', to: other, bytes, tag: 0 })), { op: 'compute', ns: busyNs * rank }, ...others(rank).map((from): Operation => ({ op: 'ireceive', from, bytes, tag: 0 })), waitall]);
      const model = steered({ by: field, ...(to === undefined ? {} : { to }), ...(entries === undefined ? {} : { entries }) });
      const input: RunInput = runInput({ ranks, model, places, cores: 8, mpi: { progress: 'in-call' } });
      const world = worldAfter(input);
      expect(world.failure).toBeUndefined();
      expect(leaksOf(world)).toEqual([]);
      expect(world.statistics.messages).toBe(n * (n - 1));
    }), seeded(200));
  });
});

describe('work of a core that holds a resource', () => {
  const locked = (servers: number): PathModel => path({
    send: [serve('copy', 'guest-kernel', { perUnitNs: 1000 }, ['lock']), delay('wire', { perUnitNs: 100 })], receive: [serve('take', 'guest-kernel', { perUnitNs: 1 })],
    resources: [{ id: 'lock', title: 'Lock', scope: 'vm', servers }],
  });
  const both = (model: PathModel, vms: readonly [number, number]): number[] => {
    const send = (to: number): Operation[] => [{ op: 'isend', to, bytes: 8, tag: 0 }, waitall];
    const receive = (from: number): Operation[] => [{ op: 'receive', from, bytes: 8, tag: 0 }];
    const places: readonly RankPlace[] = [{ host: 0, vm: vms[0], core: 0 }, { host: 0, vm: vms[1], core: 1 }, { host: 1, vm: 2, core: 0 }, { host: 1, vm: 3, core: 1 }];
    const world = worldAfter(runInput({ ranks: [send(2), send(3), receive(0), receive(1)], model, places, cores: 4 }));
    expect(leaksOf(world)).toEqual([]);
    return [...world.ranks.finishedNs].slice(2);
  };

  test('waits for it, and then for the core', () => {
    expect(both(locked(1), [0, 0])).toEqual([1000 + 101, 2000 + 101]);
    expect(both(locked(1), [0, 1])).toEqual([1000 + 101, 1000 + 101]);
    expect(both(locked(2), [0, 0])).toEqual([1000 + 101, 1000 + 101]);
  });

  test('takes several in one order, so that nobody waits for ever', () => {
    const model = path({
      send: [serve('a', 'guest-kernel', { perUnitNs: 100 }, ['x', 'y']), serve('b', 'guest-kernel', { perUnitNs: 100 }, ['y', 'x']), delay('wire', { perUnitNs: 100 })],
      receive: [serve('take', 'guest-kernel', { perUnitNs: 1 })], resources: [{ id: 'x', title: 'X', scope: 'vm' }, { id: 'y', title: 'Y', scope: 'host' }],
    });
    expect(Math.max(...both(model, [0, 0]))).toBe(400 + 101);
  });
});

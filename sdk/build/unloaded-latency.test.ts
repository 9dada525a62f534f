import { describe, expect, it } from 'vitest';
import { sampleModel } from '../testing/sample-model.ts';
import type { PathModel } from '../model/path-model.ts';
import type { ServeStage, Stage } from '../model/stage.ts';
import { costOf } from './cost.ts';
import { unloadedLatency } from './unloaded-latency.ts';

const units = { segmentBytes: 1000, framePayloadBytes: 100 };

describe('a cost', () => {
  it.each([
    [{ fixedNs: 5, perByteNs: 2 }, 10, 25],
    [{ perUnitNs: 7 }, 0, 7],
    [{ perUnitNs: 7 }, 1001, 14],
    [{ perUnitNs: 7, unit: 'frame' as const }, 1001, 77],
    [{ perUnitNs: 7, unit: 'operation' as const }, 5000, 7],
    [{ perPageNs: 3 }, 0, 0],
    [{ perPageNs: 3 }, 4097, 6],
    [{ table: [[10, 100], [20, 200], [40, 600]] as const }, 0, 100],
    [{ table: [[10, 100], [20, 200], [40, 600]] as const }, 15, 150],
    [{ table: [[10, 100], [20, 200], [40, 600]] as const }, 30, 400],
    [{ table: [[10, 100], [20, 200], [40, 600]] as const }, 50, 800],
  ])('%j of %i bytes', (cost, bytes, ns) => {
    expect(costOf(cost, bytes, units)).toBe(ns);
  });
});

describe('the unloaded latency', () => {
  const serve = (id: string, perByteNs: number, extra: Partial<ServeStage> = {}): Stage => (
    { id, title: id, executor: 'device', kind: 'serve', cost: { perByteNs }, resources: [id], ...extra });
  const model = (send: readonly Stage[], receive: readonly Stage[] = []): PathModel => ({
    ...sampleModel, otherHost: { send, receive }, resources: send.map(({ id }) => ({ id, title: id, scope: 'nic' })),
    protocol: { ...sampleModel.protocol, segmentBytes: 1000 },
  });

  it('of one segment is the sum of its stages', () => {
    const { totalNs, stages } = unloadedLatency(model([serve('a', 1), serve('b', 2), { id: 'c', title: 'c', executor: 'device', kind: 'delay', cost: { fixedNs: 50 } }]), 'otherHost', 100);
    expect(totalNs).toBe(350);
    expect(stages.map(({ id, ns }) => [id, ns])).toEqual([['a', 100], ['b', 200], ['c', 50]]);
  });

  it('of many segments is one pass and the slowest stage for the others', () => {
    expect(unloadedLatency(model([serve('a', 1), serve('b', 3), serve('c', 2)]), 'otherHost', 5000).totalNs).toBe(6000 + 4 * 3000);
  });

  it('counts a core that two stages share for both', () => {
    const kernel = { executor: 'guest-kernel', resources: [] } as const;
    expect(unloadedLatency(model([serve('a', 1, kernel), serve('b', 3, kernel)]), 'otherHost', 5000).totalNs).toBe(5 * 4000);
  });

  it('lets a cut-through stage end with what arrives', () => {
    expect(unloadedLatency(model([serve('a', 2), serve('b', 1, { cutThrough: true })]), 'otherHost', 3000).totalNs).toBe(6000);
  });

  it('wakes a target once', () => {
    const wake: Stage = { id: 'wake', title: 'wake', executor: 'hypervisor', kind: 'notify', target: 'driver-domain', idleNs: 500 };
    expect(unloadedLatency(model([serve('a', 1), wake, serve('b', 1)]), 'otherHost', 3000).totalNs).toBe(1000 + 500 + 3000);
  });

  it('waits in a batch for its timeout, or for nothing where that counts from the batch before', () => {
    const batch = (more: object): Stage => ({ id: 'm', title: 'm', executor: 'device', kind: 'batch', count: 64, timeoutNs: 5000, ...more });
    const total = (more: object, bytes: number): number => unloadedLatency(model([serve('a', 1), batch(more), serve('b', 0.001)]), 'otherHost', bytes).totalNs;
    expect([total({}, 1000), total({ count: 1 }, 1000)]).toEqual([6001, 1001]);
    expect([total({ since: 'first' }, 1000), total({ since: 'last-batch' }, 1000), total({ since: 'last-batch', count: 1 }, 1000)]).toEqual([6001, 1001, 1001]);
    // The first at 1000; those of 2000 to 5000 together at 6000; the sixth, which comes just then, at 11,000.
    expect([2000, 5000, 6000].map((bytes) => total({ since: 'last-batch' }, bytes))).toEqual([6001, 6004, 11_001]);
  });

  it('takes the branch of the message\'s size', () => {
    const { stages } = unloadedLatency(sampleModel, 'otherHost', 256);
    expect(stages.map(({ id }) => id)).toContain('inline');
    expect(unloadedLatency(sampleModel, 'otherHost', 257).stages.map(({ id }) => id)).toContain('copy');
  });

  it('uses all servers of a resource and all vCPUs of a driver domain', () => {
    const two = { ...model([serve('a', 1), serve('b', 4)]), resources: [{ id: 'a', title: 'a', scope: 'nic' as const }, { id: 'b', title: 'b', scope: 'nic' as const, servers: 2 }] };
    expect(unloadedLatency(two, 'otherHost', 4000).totalNs).toBe(1000 + 4000 + 1000 + 4000);
    const backend = { executor: 'driver-domain', resources: [] } as const;
    const domain = { ...model([serve('a', 1, backend)]), driverDomain: { vcpus: 2, pinning: 'pinned' as const, weight: 256, sliceNs: 1e6, switchNs: 0 } };
    expect(unloadedLatency(domain, 'otherHost', 4000).totalNs).toBe(2000);
  });

  it('shares what both ranks share', () => {
    const way = { send: [serve('a', 1)], receive: [serve('b', 1, { resources: ['a'] })] };
    const scoped = (scope: 'nic' | 'vm' | 'rank'): PathModel => ({ ...model([]), otherHost: way, sameHost: way, sameVm: way, resources: [{ id: 'a', title: 'a', scope }] });
    const total = (scope: 'nic' | 'vm' | 'rank') => (['otherHost', 'sameHost', 'sameVm'] as const).map((relation) => unloadedLatency(scoped(scope), relation, 2000).totalNs);
    expect(total('rank')).toEqual([3000, 3000, 3000]);
    expect(total('vm')).toEqual([3000, 3000, 4000]);
    expect(total('nic')).toEqual([3000, 4000, 4000]);
  });

  it('puts the stages of a branch on the side of the choice', () => {
    const choose: Stage = { id: 'c', title: 'c', executor: 'device', kind: 'choose', side: 'receiver', branches: [{ upToBytes: Number.MAX_SAFE_INTEGER, stages: [serve('b', 1, { resources: ['a'] })] }] };
    expect(unloadedLatency(model([serve('a', 1), choose]), 'otherHost', 2000).totalNs).toBe(3000);
  });

  it('takes one-sided transfers whole', () => {
    const both = { ...model([serve('a', 1)]), sameHost: { send: [], receive: [], put: [serve('a', 1), serve('b', 2, { side: 'receiver' })], get: [serve('b', 3)] } };
    expect(unloadedLatency(both, 'sameHost', 100, 'put').totalNs).toBe(300);
    expect(unloadedLatency(both, 'sameHost', 100, 'get').stages).toEqual([{ id: 'b', title: 'b', executor: 'device', ns: 300 }]);
    expect(() => unloadedLatency(both, 'otherHost', 100, 'get')).toThrow('describes no get');
  });

  it('refuses a relation that the path does not have', () => {
    expect(() => unloadedLatency({ ...sampleModel, sameVm: undefined }, 'sameVm', 1)).toThrow('no pipelines for sameVm');
  });
});

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

  it('takes the branch of the message\'s size', () => {
    const { stages } = unloadedLatency(sampleModel, 'otherHost', 256);
    expect(stages.map(({ id }) => id)).toContain('inline');
    expect(unloadedLatency(sampleModel, 'otherHost', 257).stages.map(({ id }) => id)).toContain('copy');
  });

  it('refuses a relation that the path does not have', () => {
    expect(() => unloadedLatency({ ...sampleModel, sameVm: undefined }, 'sameVm', 1)).toThrow('no pipelines for sameVm');
  });
});

import type { DriverDomain } from '@doorbell/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation, RankPlace } from '../contract/index.ts';
import { leaksOf, resultFor, sumOf, worldAfter } from './testing/outcomes.ts';
import { seeded } from './testing/property.ts';
import { onCores, path, runInput, serve } from './testing/run-input.ts';

const ms = 1e6;
const compute = (ns: number): readonly Operation[] => [{ op: 'compute', ns }];
const weighted = (weights: readonly number[], core = 0): readonly RankPlace[] => weights.map((weight, vm) => ({ host: 0, vm, core, weight }));

describe('weights', () => {
  test('make turns longer: 512 gets twice the core that 256 gets', () => {
    // Turns of 12 and 6 ms: rank 0 computes 24 ms in 0–12 and 18–30, rank 1 12 ms in 12–18 and 30–36.
    const { ranks } = resultFor(runInput({ ranks: [compute(24 * ms), compute(12 * ms)], places: weighted([512, 256]), cores: 1 }));
    expect(ranks.map((r) => r.finishedNs)).toEqual([30 * ms, 36 * ms]);
    expect(ranks.map((r) => r.stolenNs)).toEqual([6 * ms, 24 * ms]);
  });

  test('share a core in proportion, whatever they are', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 32, max: 1024 }), { minLength: 2, maxLength: 4 }), (weights) => {
      const sum = weights.reduce((total, weight) => total + weight, 0);
      // Everyone has work for longer than we look.
      const { ranks } = resultFor(runInput({ ranks: weights.map((weight) => compute(weight * 10 * ms)), places: weighted(weights), cores: 1 }));
      const longestTurn = 6 * ms * (Math.max(...weights) / 256);
      for (const [i, rank] of ranks.entries()) {
        // Work in proportion to weight: all end together, but for a round of turns.
        expect(rank.finishedNs).toBeGreaterThan(sum * 10 * ms - weights.length * longestTurn - 1);
        expect(rank.computeNs).toBe(weights[i] * 10 * ms);
        expect(sumOf(rank)).toBe(rank.finishedNs);
      }
    }), seeded(30));
  });
});

describe('floating vCPUs', () => {
  const together = (floating: boolean, times: readonly number[], cores: number, more = {}) =>
    resultFor(runInput({ ranks: times.map(compute), places: onCores(...times.map(() => 0)), cores, ...(floating ? { floating: true } : {}), ...more })).ranks;

  test('take an idle core, pinned ones wait', () => {
    expect(together(true, [10 * ms, 10 * ms], 2).map((r) => [r.finishedNs, r.stolenNs])).toEqual([[10 * ms, 0], [10 * ms, 0]]);
    expect(together(false, [10 * ms, 10 * ms], 2).map((r) => r.finishedNs)).toEqual([16 * ms, 20 * ms]);
  });

  test('share the cores of a host evenly when there are more of them', () => {
    // Turns of 6 ms on two cores, in the order 0 1 | 2 0 | 1 2: each has 4 of 6 ms.
    const ranks = together(true, [12 * ms, 12 * ms, 12 * ms], 2);
    expect(ranks.map((r) => r.finishedNs)).toEqual([12 * ms, 18 * ms, 18 * ms]);
    // Pinned on core 0 they would take 36 ms.
    expect(Math.max(...together(false, [12 * ms, 12 * ms, 12 * ms], 2).map((r) => r.finishedNs))).toBe(36 * ms);
  });

  test('move to a core that is let go before their turn ends', () => {
    const ranks = together(true, [2 * ms, 10 * ms, 5 * ms], 2);
    expect(ranks.map((r) => r.finishedNs)).toEqual([2 * ms, 10 * ms, 7 * ms]);
    expect(ranks[2].stolenNs).toBe(2 * ms);
  });

  test('leave a pinned driver domain its core', () => {
    const pinned: DriverDomain = { vcpus: 1, pinning: 'pinned', weight: 256, sliceNs: 30 * ms, switchNs: 0 };
    const model = path({ driverDomain: pinned });
    const ranks = together(true, [10 * ms, 10 * ms], 2, { model });
    expect(Math.max(...ranks.map((r) => r.finishedNs))).toBe(20 * ms);
  });

  test('that a floating driver domain preempts go on elsewhere when they can', () => {
    const floating: DriverDomain = { vcpus: 1, pinning: 'floating', weight: 256, sliceNs: 30 * ms, switchNs: 0 };
    const model = path({ driverDomain: floating, send: [serve('post', 'guest-kernel', { perUnitNs: 10 }), serve('bridge', 'driver-domain', { perUnitNs: 4 * ms })] });
    const ranks: Operation[][] = [[...compute(10 * ms)], [{ op: 'isend', to: 2, bytes: 1, tag: 0 }, { op: 'waitall' }, ...compute(2 * ms)], [{ op: 'receive', from: 1, bytes: 1, tag: 0 }]];
    const places: readonly RankPlace[] = [{ host: 0, vm: 0, core: 0 }, { host: 0, vm: 1, core: 1 }, { host: 1, vm: 2, core: 0 }];
    const { ranks: times } = resultFor(runInput({ ranks, places, cores: 2, model, floating: true }));
    // The driver domain takes core 0 after 10 ns; rank 1 ends 2 ms later, and rank 0 goes on there.
    expect([times[0].stolenNs, times[0].finishedNs]).toEqual([2 * ms, 12 * ms]);
  });

  test('are never idle while one waits: the last ends when all work is done, shared out as evenly as turns allow', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 4 }), (times, cores) => {
      const world = worldAfter(runInput({ ranks: times.map((t) => compute(t * ms)), places: onCores(...times.map(() => 0)), cores, floating: true }));
      expect(leaksOf(world)).toEqual([]);
      const end = Math.max(...world.ranks.finishedNs);
      const sum = times.reduce((total, t) => total + t, 0) * ms;
      const longest = Math.max(...times) * ms;
      expect(end).toBeGreaterThanOrEqual(Math.max(longest, sum / cores));
      // Graham's bound of any schedule that leaves no core idle while work waits.
      expect(end).toBeLessThanOrEqual(sum / cores + longest * (1 - 1 / cores));
    }), seeded(150));
  });
});

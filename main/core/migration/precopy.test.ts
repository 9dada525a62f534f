import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VmMemory } from '../contract/index.ts';
import { dirtiedBytes, residualBytes } from './dirtied-bytes.ts';
import { foreseeRounds } from './foresee.ts';
import { pageBytes, wholePages } from './pages.ts';
import { nextStep, startPrecopy, type PrecopySettings, type PrecopyStep } from './precopy.ts';
import { anyMemory, anySettings, trackings } from './testing/any-memory.ts';

const mib = 1_048_576;
const memory: VmMemory = { bytes: 1024 * mib, touchedBytes: 512 * mib, workingSetBytes: 64 * mib, writeBytesPerSecond: 20 * mib, registeredBytes: 16 * mib };
const settings: PrecopySettings = { downtimeLimitNs: 100e6, maxRounds: 30, onNonConvergence: 'stop' };
const busy: VmMemory = { ...memory, writeBytesPerSecond: 1000 * mib };
const stopped = (step: PrecopyStep): number => (step.kind === 'stop' ? step.bytes : Number.NaN);

describe('pre-copy by hand', () => {
  it('rounds get smaller by written over sent until the rest fits the limit', () => {
    const { rounds, last } = foreseeRounds(memory, 'tracked', settings, 100 * mib);
    // 512 MiB take 5.12 s, in which all 64 MiB are written; these take 0.64 s, in which 12.8 are; these 0.128 s, in which 2.56 are: below 10 MiB.
    expect(rounds.map(({ sentBytes }) => sentBytes)).toEqual([512 * mib, 64 * mib, wholePages(12.8 * mib)]);
    expect(last).toEqual({ kind: 'stop', bytes: wholePages(20 * wholePages(12.8 * mib) / 100), converged: true });
  });

  it('pages whose writes the device hides are sent again after the stop, pinned ones only then', () => {
    const wide = { ...settings, downtimeLimitNs: 300e6 };
    const tracked = foreseeRounds(memory, 'tracked', wide, 100 * mib);
    const hidden = foreseeRounds(memory, 'hidden', wide, 100 * mib);
    const pinned = foreseeRounds(memory, 'pinned', wide, 100 * mib);
    expect([tracked, hidden, pinned].map(({ rounds }) => rounds[0]?.sentBytes)).toEqual([512 * mib, 512 * mib, 496 * mib]);
    expect([tracked, hidden, pinned].map(({ last }) => Math.round(stopped(last) / mib))).toEqual([13, 29, 29]);
  });

  it('a VM that writes as fast as the channel sends does not converge: after two such rounds it stops anyway, stays, or is slowed', () => {
    const stop = foreseeRounds(busy, 'tracked', settings, 100 * mib);
    expect(stop.rounds.map(({ sentBytes }) => sentBytes / mib)).toEqual([512, 64, 64]);
    expect(stop.last).toEqual({ kind: 'stop', bytes: 64 * mib, converged: false });
    expect(foreseeRounds(busy, 'tracked', { ...settings, onNonConvergence: 'abandon' }, 100 * mib).last).toEqual({
      kind: 'abandon', reason: 'the VM writes as fast as the channel sends: 64 MiB written while 64 MiB were sent',
    });
    const throttled = foreseeRounds(busy, 'tracked', { ...settings, onNonConvergence: 'throttle', maxRounds: 99 }, 100 * mib);
    expect(throttled.shares.slice(0, 3)).toEqual([0.8, 0.7, 0.6]);
    // 64 MiB in 0.64 s at 1000 MiB/s: a tenth of the speed writes all of them, a hundredth only 6.4 MiB.
    expect(throttled.shares.at(-1)).toBe(0.01);
    expect(throttled.last).toEqual({ kind: 'stop', bytes: wholePages(6.4 * mib), converged: true });
  });

  it('registered memory that alone takes longer than the limit is said, and no VM is slowed for it', () => {
    const large = { ...memory, registeredBytes: 200 * mib };
    expect(foreseeRounds(large, 'hidden', { ...settings, onNonConvergence: 'abandon' }, 100 * mib).last).toEqual({
      kind: 'abandon', reason: '200 MiB of registered memory must be sent after the stop, which takes longer than the limit of downtime',
    });
    const slowed = foreseeRounds(large, 'pinned', { ...settings, onNonConvergence: 'throttle' }, 100 * mib);
    expect(slowed.shares).toEqual([]);
    expect(slowed.last).toMatchObject({ kind: 'stop', converged: false });
  });

  it('rounds end at their most', () => {
    const slow = { ...memory, writeBytesPerSecond: 99 * mib };
    const { rounds, last } = foreseeRounds(slow, 'tracked', { ...settings, maxRounds: 4 }, 100 * mib);
    expect(rounds).toHaveLength(4);
    expect(last).toMatchObject({ kind: 'stop', converged: false });
    expect(foreseeRounds(slow, 'tracked', { ...settings, maxRounds: 4, onNonConvergence: 'abandon' }, 100 * mib).last).toMatchObject({ kind: 'abandon' });
  });
});

describe('arithmetic limits', () => {
  it('no round sends more than is touched, what is sent was touched or written, and nothing that was written is left behind', () => {
    fc.assert(fc.property(anyMemory, fc.constantFrom(...trackings), anySettings, fc.integer({ min: 1e6, max: 1e11 }), (vm, tracking, how, rate) => {
      const { rounds, last, shares } = foreseeRounds(vm, tracking, how, rate);
      const touched = wholePages(vm.touchedBytes);
      expect(rounds.length).toBeLessThanOrEqual(how.maxRounds);
      rounds.forEach((round, index) => {
        expect(round.sentBytes % pageBytes).toBe(0);
        expect(round.sentBytes).toBeLessThanOrEqual(touched);
        if (index > 0) expect(round.sentBytes).toBeLessThanOrEqual(rounds[index - 1]?.dirtiedBytes ?? 0);
      });
      const dirtied = rounds.at(-1)?.dirtiedBytes ?? 0;
      if (last.kind === 'stop') {
        const late = tracking === 'tracked' ? 0 : Math.min(touched, wholePages(vm.registeredBytes));
        expect(last.bytes).toBeGreaterThanOrEqual(tracking === 'pinned' ? late : Math.max(dirtied, late));
        expect(last.bytes).toBeLessThanOrEqual(Math.min(touched, dirtied + late));
        expect(last.converged).toBe(last.bytes <= (rate * how.downtimeLimitNs) / 1e9);
      } else expect(how.onNonConvergence).toBe('abandon');
      if (how.onNonConvergence !== 'throttle') expect(shares).toEqual([]);
      shares.forEach((share, index) => { expect(share).toBeLessThan(index === 0 ? 1 : shares[index - 1] ?? 0); });
    }), { seed: 20_261_121 });
  });

  it('an idle VM sends what it touched, once, and nothing after the stop', () => {
    fc.assert(fc.property(anyMemory, anySettings, fc.integer({ min: 1e6, max: 1e11 }), (vm, how, rate) => {
      const { rounds, last } = foreseeRounds({ ...vm, writeBytesPerSecond: 0 }, 'tracked', how, rate);
      expect(rounds.map(({ sentBytes }) => sentBytes)).toEqual([wholePages(vm.touchedBytes)]);
      expect(last).toEqual({ kind: 'stop', bytes: 0, converged: true });
    }), { seed: 20_261_122 });
  });

  it('a faster channel or a slower writer leaves no more to send after the first round', () => {
    fc.assert(fc.property(anyMemory, fc.integer({ min: 1e6, max: 1e10 }), (vm, rate) => {
      const left = (of: VmMemory, at: number): number => foreseeRounds(of, 'tracked', settings, at).rounds[0]?.dirtiedBytes ?? 0;
      expect(left(vm, 2 * rate)).toBeLessThanOrEqual(left(vm, rate));
      expect(left({ ...vm, writeBytesPerSecond: vm.writeBytesPerSecond / 2 }, rate)).toBeLessThanOrEqual(left(vm, rate));
    }), { seed: 20_261_123 });
  });
});

describe('dirtied pages', () => {
  it('are whole, distinct, and never more than working set and buffers, or what is touched', () => {
    fc.assert(fc.property(anyMemory, fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 0, max: 1e12 }), (vm, computeNs, received) => {
      const bytes = dirtiedBytes(vm, computeNs, received);
      expect(bytes % pageBytes).toBe(0);
      expect(bytes).toBeLessThanOrEqual(Math.min(wholePages(vm.touchedBytes), wholePages(vm.workingSetBytes) + wholePages(vm.registeredBytes)));
      expect(bytes).toBeLessThanOrEqual(dirtiedBytes(vm, 2 * computeNs, 2 * received));
      expect(dirtiedBytes(vm, computeNs, received, 'hidden')).toBe(dirtiedBytes(vm, computeNs, 0));
    }), { seed: 20_261_124 });
    expect(dirtiedBytes(memory, 0, 0)).toBe(0);
    expect(dirtiedBytes(memory, 1e9, 1)).toBe(20 * mib + pageBytes);
  });

  it('what is left and what is written afterwards are the same pages', () => {
    expect(residualBytes(memory, 4 * mib, 8 * mib)).toBe(12 * mib);
    expect(residualBytes(memory, 60 * mib, 30 * mib)).toBe(80 * mib);
    // A VM that runs through its first round only has all that it touched left.
    expect(residualBytes(memory, 512 * mib, mib)).toBe(512 * mib);
  });

  it('a step needs neither time nor a rate to say that nothing is left', () => {
    const precopy = startPrecopy({ ...memory, touchedBytes: 0 }, 'tracked', settings);
    expect(precopy.bytes).toBe(0);
    expect(nextStep(precopy, { sentBytes: 0, ns: 0, dirtiedBytes: 0, rateBytesPerSecond: 0 })).toEqual({ kind: 'stop', bytes: 0, converged: true });
  });
});

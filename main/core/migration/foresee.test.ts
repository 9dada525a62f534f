import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreseeMigration } from './foresee.ts';
import { wholePages } from './pages.ts';
import { anyMemory, anySettings, trackings } from './testing/any-memory.ts';

const model = {
  quiesceNs: 1e6, drainNs: 2e5, deviceStateBytes: 65_536, saveNs: 1e6, restoreNs: 2e6, reconnectPerQueuePairNs: 1000, reconnectPerRegionNs: 500, announceNs: 1e6,
} as const;

describe('a migration that meets nobody', () => {
  it('never takes less than its bytes over the rate, and the downtime never less than residual and device state', () => {
    fc.assert(fc.property(anyMemory, fc.constantFrom(...trackings), anySettings, fc.integer({ min: 1e6, max: 1e11 }), fc.integer({ min: 0, max: 1e9 }), (memory, dmaDirtyTracking, how, rate, setupNs) => {
      const { rounds, last, totalNs, downtimeNs, silenceNs } = foreseeMigration(memory, { ...model, dmaDirtyTracking }, { ...how, setupNs }, rate, { queuePairs: 3, regions: 7 });
      const overRate = (bytes: number): number => (bytes * 1e9) / rate;
      for (const { sentBytes, ns } of rounds) expect(ns).toBeGreaterThanOrEqual(overRate(sentBytes));
      const sent = rounds.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
      expect(totalNs).toBeGreaterThanOrEqual(setupNs + overRate(sent) - 1);
      if (last.kind !== 'stop') return;
      expect(downtimeNs).toBeGreaterThanOrEqual(overRate(last.bytes + model.deviceStateBytes));
      expect(silenceNs).toBeGreaterThan(downtimeNs);
      // Every touched page went over at least once.
      expect(sent + last.bytes).toBeGreaterThanOrEqual(wholePages(memory.touchedBytes));
    }), { seed: 20_261_126 });
  });

  it('of an idle VM is set-up, touched bytes over the rate, and the device', () => {
    const memory = { bytes: 8e9, touchedBytes: 1e9, workingSetBytes: 0, writeBytesPerSecond: 0, registeredBytes: 0 };
    const settings = { setupNs: 5e7, downtimeLimitNs: 3e8, maxRounds: 30, onNonConvergence: 'stop' } as const;
    const { totalNs, downtimeNs } = foreseeMigration(memory, { ...model, dmaDirtyTracking: 'tracked' }, settings, 1e9, { queuePairs: 2, regions: 1 });
    expect(downtimeNs).toBeCloseTo(1e6 + 65_536 + 2e6 + 2000 + 500, 3);
    expect(totalNs).toBeCloseTo(5e7 + wholePages(1e9) + 1.2e6 + downtimeNs, 3);
  });
});

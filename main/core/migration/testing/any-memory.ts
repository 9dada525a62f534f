import fc from 'fast-check';
import { nonConvergenceNames, type VmMemory } from '../../contract/index.ts';
import type { PrecopySettings } from '../precopy.ts';

export const trackings = ['tracked', 'hidden', 'pinned'] as const;

/** Any memory of a VM whose parts fit each other. */
export const anyMemory: fc.Arbitrary<VmMemory> = fc.tuple(
  fc.integer({ min: 1, max: 2 ** 35 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1e11 }),
).map(([bytes, touched, written, registered, writeBytesPerSecond]) => {
  const touchedBytes = Math.round(bytes * touched);
  return { bytes, touchedBytes, workingSetBytes: Math.round(touchedBytes * written), registeredBytes: Math.round(touchedBytes * registered), writeBytesPerSecond };
});

export const anySettings: fc.Arbitrary<PrecopySettings> = fc.record({
  downtimeLimitNs: fc.integer({ min: 0, max: 2e9 }), maxRounds: fc.integer({ min: 1, max: 50 }), onNonConvergence: fc.constantFrom(...nonConvergenceNames),
});

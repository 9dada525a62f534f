import type { ManagedVms } from '../contract/index.ts';
import type { Complaint } from './check-run.ts';

/** Warns of periodic snapshots that the storage cannot take in their period: one would begin as soon as the one before it ends. */
export function checkSnapshotPeriod({ settings: { snapshot: { everyNs, storageBytesPerSecond } }, memory }: ManagedVms): readonly Complaint[] {
  if (everyNs === undefined) return [];
  const bytes = memory.reduce((sum, { touchedBytes }) => sum + touchedBytes, 0);
  const writingNs = (bytes / storageBytesPerSecond) * 1e9;
  if (writingNs < everyNs) return [];
  return [{
    about: 'manager', severity: 'warning', part: ['snapshot', 'everyNs'],
    message: `A snapshot of all VMs writes ${(bytes / 1_073_741_824).toFixed(1)} GiB, which takes the storage ${(writingNs / 1e9).toPrecision(3)} s: longer than the ${(everyNs / 1e9).toPrecision(3)} s between two.`,
    hint: 'Take them less often, or give `manager.snapshot.storageBytesPerSecond` more.',
  }];
}

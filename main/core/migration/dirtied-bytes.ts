import type { MigrationModel } from '@doorbell/sdk';
import type { VmMemory } from '../contract/index.ts';
import { wholePages } from './pages.ts';

/**
 * Bytes of the distinct pages that were written while the VM's ranks computed for `computeNs` in all and messages brought
 * them `receivedBytes`. Computing sweeps over the working set from its beginning again and again, as loops over fields do, so
 * no page is written twice before all have been. Messages land in registered memory, again and again. Where the device hides or
 * pins what it writes (`tracking`), the latter are in no dirty log: they go through the channel after the stop in any case.
 */
export function dirtiedBytes(memory: VmMemory, computeNs: number, receivedBytes: number, tracking: MigrationModel['dmaDirtyTracking'] = 'tracked'): number {
  const computed = Math.min(memory.workingSetBytes, (memory.writeBytesPerSecond * computeNs) / 1e9);
  const received = tracking === 'tracked' ? Math.min(memory.registeredBytes, receivedBytes) : 0;
  return Math.min(wholePages(memory.touchedBytes), wholePages(computed) + wholePages(received));
}

/**
 * Bytes to send after the stop: what pre-copy left, and what was written from then until the VM stood still. Both are of the same
 * pages, the working set and registered memory, so together they are no more than these.
 */
export function residualBytes(memory: VmMemory, leftBytes: number, writtenBytes: number): number {
  const most = Math.min(wholePages(memory.touchedBytes), wholePages(memory.workingSetBytes) + wholePages(memory.registeredBytes));
  return Math.max(leftBytes, Math.min(most, leftBytes + writtenBytes));
}

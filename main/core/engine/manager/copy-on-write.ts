import { dirtiedBytes } from '../../migration/index.ts';
import { computedNs, pauseVm, receivedBytes, resumeVm } from '../vms/control.ts';
import type { World } from '../world.ts';
import type { ManagedVm } from './manager.ts';
import type { Process } from './processes.ts';

const pageBytes = 4096;

/** Makes a page read-only for its guest, ns (judgement: an entry of a table of second-level pages, written in bulk). */
export const protectPageNs = 10;

/** The first write to a protected page: an exit, a copy of 4 KiB, an entry made writable, ns (judgement: one microsecond each). */
export const copyPageNs = 3000;

/** How often what was written is charged: 200 times while state is written, but in steps of 1 to 10 ms. */
function chargeEveryNs(writeNs: number): number {
  return Math.min(10_000_000, Math.max(1_000_000, writeNs / 200));
}

/** The VM pays for each page that it writes first, until the process is stopped: it stands still for the copies. `writeNs`: writing its state takes about as long. */
export function* chargeCopies(world: World, vm: ManagedVm, writeNs: number): Process {
  const computed = computedNs(world, vm.number);
  const received = receivedBytes(world, vm.number);
  for (let charged = 0; ;) {
    yield chargeEveryNs(writeNs);
    const written = dirtiedBytes(vm.memory, computedNs(world, vm.number) - computed, receivedBytes(world, vm.number) - received);
    const pages = (written - charged) / pageBytes;
    charged = written;
    if (pages <= 0) continue;
    pauseVm(world, vm.number);
    try {
      yield pages * copyPageNs;
    } finally {
      resumeVm(world, vm.number);
    }
  }
}

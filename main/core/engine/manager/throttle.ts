import { pauseVm, resumeVm } from '../vms/control.ts';
import type { World } from '../world.ts';
import type { ManagedVm } from './manager.ts';
import type { Process } from './processes.ts';

/** Time of which a throttled VM stands still for a part, ns: as QEMU's auto-converge. */
const sliceNs = 10_000_000;

/** The vCPUs of a VM stand still for a part of each slice, until the process is stopped. */
export function* throttle(world: World, vm: ManagedVm, slowed: { readonly slowedTo: number }): Process {
  for (;;) {
    pauseVm(world, vm.number);
    try {
      yield sliceNs * (1 - slowed.slowedTo);
    } finally {
      resumeVm(world, vm.number);
    }
    yield sliceNs * slowed.slowedTo;
  }
}

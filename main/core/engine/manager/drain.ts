import { isDrained } from '../vms/control.ts';
import type { World } from '../world.ts';
import type { ManagedVm } from './manager.ts';
import type { Step } from './processes.ts';

/** How often a drain looks, ns: at first this, later each 256th part of what it has taken. */
const lookEveryNs = 1000;

/** Waits until no traffic of the VMs is under way, and at least as long as their devices say. */
export function* drain(world: World, vms: readonly ManagedVm[], atLeastNs: number): Step<void> {
  const since = world.now;
  if (atLeastNs > 0) yield atLeastNs;
  while (!vms.every(({ number }) => isDrained(world, number))) yield Math.max(lookEveryNs, (world.now - since) / 256);
}

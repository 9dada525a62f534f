import { inEntity } from '../cpu.ts';
import { inItem } from '../items.ts';
import { heldRings } from '../rings.ts';
import type { Ring } from '../stage-states.ts';
import type { World } from '../world.ts';
import { staysInside } from './holding.ts';

/**
 * Whether no traffic of the VM is under way but what rests: what waits outside, for a rank's call into its library, for a
 * vCPU that stands still, for a timer that sends it again, or for a slot of a ring behind such. Traffic inside of the VM moves with it. Looks at
 * all segments under way, so ask every few microseconds at most.
 */
export function isDrained(world: World, vm: number): boolean {
  const { items, topology } = world;
  const idle = new Uint8Array(items.capacity);
  for (let item = items.free; item >= 0; item = items.int[item | inItem.next]) idle[item >> 4] = 1;
  const resting = findResting(world);
  for (const item of resting) idle[item >> 4] = 1;
  for (let entry = 0; entry < items.capacity; entry++) {
    if (idle[entry] === 1) continue;
    const item = entry << 4;
    const touches = topology.vm[items.int[item | inItem.from]] === vm || topology.vm[items.int[item | inItem.to]] === vm;
    if (touches && !staysInside(items.profiles[items.int[item | inItem.profile]])) return false;
  }
  return true;
}

/** All segments that do not move by themselves. */
function findResting(world: World): readonly number[] {
  const { cpu, items, vms, states } = world;
  const resting: number[] = [...vms.retrying];
  for (const traffic of vms.traffic.values()) resting.push(...traffic.items);
  const list = (head: number): void => { for (let item = head; item >= 0; item = items.int[item | inItem.next]) resting.push(item); };
  for (let rank = 0; rank < cpu.ranks; rank++) {
    const paused = cpu.int[(rank << 5) | inEntity.paused] > 0;
    if (paused) list(cpu.int[(rank << 5) | inEntity.kernelHead]);
    if (paused || cpu.int[(rank << 5) | inEntity.inCall] === 0) list(cpu.int[(rank << 5) | inEntity.userHead]);
  }
  // Who waits for a slot that one of them holds rests as well, with the slots that it holds itself.
  const seen = new Set<Ring>();
  const blocked = states.rings.some((ring) => ring.waiting.length > 0);
  for (let i = 0; blocked && i < resting.length; i++) {
    for (const ring of heldRings(world, resting[i])) {
      if (seen.has(ring)) continue;
      seen.add(ring);
      resting.push(...ring.waiting);
    }
  }
  return resting;
}

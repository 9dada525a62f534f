import { inEntity } from '../cpu.ts';
import { leaveWait, startRank } from '../run-program.ts';
import { goOn, standStill } from '../scheduler.ts';
import type { World } from '../world.ts';

/** The VM's vCPUs stop where they are. Pauses add up: it runs again after as many calls of {@link resumeVm}. */
export function pauseVm(world: World, vm: number): void {
  const { cpu, topology } = world;
  for (let rank = 0; rank < topology.ranks; rank++) {
    if (topology.vm[rank] !== vm) continue;
    if (cpu.int[(rank << 5) | inEntity.paused]++ === 0) standStill(world, rank);
  }
}

/** Ends one pause: vCPUs go on with what they were doing, and with what became due meanwhile. */
export function resumeVm(world: World, vm: number): void {
  const { cpu, topology, vms } = world;
  for (let rank = 0; rank < topology.ranks; rank++) {
    if (topology.vm[rank] !== vm || cpu.int[(rank << 5) | inEntity.paused] === 0) continue;
    if (--cpu.int[(rank << 5) | inEntity.paused] > 0) continue;
    goOn(world, rank);
    if (vms.lateStarts.delete(rank)) startRank(world, rank);
    if (vms.lateResumes.delete(rank)) leaveWait(world, rank);
  }
}

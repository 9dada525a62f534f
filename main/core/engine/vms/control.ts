import { spentSoFar } from '../cpu.ts';
import type { World } from '../world.ts';

export { isDrained } from './draining.ts';
export { holdVm, releaseVm, type Released } from './holding.ts';
export { moveVm } from './moving.ts';
export { pauseVm, resumeVm } from './pausing.ts';
export { streamChunk } from './streaming.ts';

/**
 * While it is `on`, messages that ranks of the VM post or are sent take the fallback of their path's model, where it has one
 * for the pair's relation. What was posted before ends on the path that it began with.
 */
export function detourVm({ vms }: World, vm: number, on: boolean): void {
  vms.detoured[vm] = on ? 1 : 0;
  vms.detouring = vms.detoured.includes(1);
}

/** ns that the VM's ranks have computed so far, all together. */
export function computedNs({ cpu, topology, now }: World, vm: number): number {
  const spent = new Float64Array(6);
  let sum = 0;
  for (let rank = 0; rank < topology.ranks; rank++) {
    if (topology.vm[rank] !== vm) continue;
    spentSoFar(cpu, rank, now, spent);
    sum += spent[0];
  }
  return sum;
}

/** Bytes of the messages that are complete at the VM's ranks so far. */
export function receivedBytes({ ranks: { connections }, topology }: World, vm: number): number {
  return connections.list.reduce((sum, { to }, number) => (topology.vm[to] === vm ? sum + connections.counts[(number << 1) | 1] : sum), 0);
}

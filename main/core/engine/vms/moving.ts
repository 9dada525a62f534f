import { inEntity } from '../cpu.ts';
import { inItem } from '../items.ts';
import { instancesByRank } from '../resources.ts';
import { moveBetweenRings, ringPlaces } from '../rings.ts';
import { forgetRules } from '../steering.ts';
import { sameLeaf } from '../topology.ts';
import type { World } from '../world.ts';
import { pauseVm, resumeVm } from './pausing.ts';

/**
 * The VM, which is held, drained and paused, is on another host from now on: its ranks on cores there, as free ones as there are,
 * and its vNICs, which keep their numbers, on the NICs of the same place in their host. What its segments wait for in rings of
 * the old host or NIC they wait for there. A message under way ends on the pipelines that it began with; what is posted from now on takes
 * those of the new relation.
 */
export function moveVm(world: World, vm: number, host: number): void {
  const { topology, cpu } = world;
  const ranks: number[] = [];
  for (let rank = 0; rank < topology.ranks; rank++) if (topology.vm[rank] === vm) ranks.push(rank);
  if (ranks.length === 0 || topology.host[ranks[0]] === host) return;
  // A rank cannot change its core while it has one; who has paused it already will see no more of this.
  pauseVm(world, vm);
  const places = ringPlaces(world, segmentsOf(world, vm));
  forgetRules(world, ranks);
  for (const rank of ranks) {
    topology.host[rank] = host;
    for (let at = topology.firstVnic[rank]; at < topology.firstVnic[rank + 1]; at++) topology.nic[at] = host * topology.nicsPerHost + (topology.nic[at] % topology.nicsPerHost);
  }
  for (const rank of ranks) {
    cpu.int[(rank << 5) | inEntity.host] = host;
    cpu.int[(rank << 5) | inEntity.core] = freeCore(world, rank, host);
  }
  moveInstances(world);
  moveBetweenRings(world, places);
  for (const connection of world.ranks.connections.list) {
    if (topology.vm[connection.from] !== vm && topology.vm[connection.to] !== vm) continue;
    const near = sameLeaf(topology, connection.from, connection.to);
    if (near === connection.near) continue;
    connection.near = near;
    connection.profile = undefined;
  }
  resumeVm(world, vm);
}

/** Segments of the VM that are in their path. */
function segmentsOf(world: World, vm: number): readonly number[] {
  const { items } = world;
  const free = new Uint8Array(items.capacity);
  for (let item = items.free; item >= 0; item = items.int[item | inItem.next]) free[item >> 4] = 1;
  const found: number[] = [];
  for (let entry = 0; entry < items.capacity; entry++) if (free[entry] === 0 && touches(world, entry << 4, vm)) found.push(entry << 4);
  return found;
}

function touches({ items, topology }: World, item: number, vm: number): boolean {
  return topology.vm[items.int[item | inItem.from]] === vm || topology.vm[items.int[item | inItem.to]] === vm;
}

/** The core of a host that fewest other ranks are bound to, the lowest of several; those of pinned driver domains are theirs. */
function freeCore({ cpu, topology }: World, mover: number, host: number): number {
  const bound = new Int32Array(cpu.guestCores);
  for (let rank = 0; rank < cpu.ranks; rank++) {
    // Of ranks of its own VM, those before it have their new core already.
    if (rank === mover || topology.host[rank] !== host || Math.floor(cpu.int[(rank << 5) | inEntity.core] / cpu.coresPerHost) !== host) continue;
    const core = cpu.int[(rank << 5) | inEntity.core] % cpu.coresPerHost;
    if (core < cpu.guestCores) bound[core]++;
  }
  let best = 0;
  for (let core = 1; core < cpu.guestCores; core++) if (bound[core] < bound[best]) best = core;
  return host * cpu.coresPerHost + best;
}

/** Stages know their instances by rank: the lists they share are written anew. */
function moveInstances({ resources, topology }: World): void {
  for (const [key, list] of resources.byRank) {
    const moved = instancesByRank(resources, topology, key >> 1, (key & 1) === 0);
    if (moved !== undefined) list?.set(moved);
  }
}

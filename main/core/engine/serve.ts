import { inItem } from './items.ts';
import { inMessage } from './messages.ts';
import type { ProfileStage } from './profile.ts';
import { inInstance, inServer, instanceOf, noteVisit } from './resources.ts';
import { chooseSpine } from './topology.ts';
import type { World } from './world.ts';

/**
 * Serves the item, which arrives at `items.time`, first come first served: sets `items.time` to the end of its service. A
 * resource remembers when it is free instead of a queue, so this may be called before its time where no other item can
 * arrive in between.
 */
export function serve(world: World, item: number, stage: ProfileStage, visit: number, cost: number): void {
  const { resources, items, marks, messages } = world;
  const sender = stage.side === 'sender';
  const groups = stage.resources;
  const time = items.ns[(item >> 1) | inItem.time];
  if (resources.groups[groups[0]].declared.scope === 'uplink') chooseSpine(world.topology, items, item);
  let server = earliestServer(world, groups[0], instanceOf(world, groups[0], item, sender));
  let free = resources.ns[(server << 3) | inServer.freeAt];
  for (let r = 1; r < groups.length; r++) {
    const other = earliestServer(world, groups[r], instanceOf(world, groups[r], item, sender));
    if (resources.ns[(other << 3) | inServer.freeAt] > free) {
      free = resources.ns[(other << 3) | inServer.freeAt];
      server = other;
    }
  }
  // Cut through: the service may have begun while the segment still arrived.
  const earliest = stage.cutThrough ? time - cost : time;
  const begin = free > earliest ? free : earliest;
  const end = begin + cost > time ? begin + cost : time;
  const started = begin > time ? begin : time;
  const message = items.int[item | inItem.message];
  const serial = messages.int[message | inMessage.serial];
  marks.started[visit] = started;
  if (started > time && resources.int[(server << 4) | inServer.lastMessage] === serial) marks.bound[visit] = resources.int[(server << 4) | inServer.lastVisit];
  for (let r = 0; r < groups.length; r++) {
    const i = instanceOf(world, groups[r], item, sender);
    const s = earliestServer(world, groups[r], i);
    noteVisit(resources, i, time, end);
    resources.ns[(s << 3) | inServer.freeAt] = end;
    resources.ns[(i << 3) | inInstance.busyNs] += cost;
    resources.ns[(i << 3) | inInstance.waitNs] += started - time;
    resources.int[(s << 4) | inServer.lastMessage] = serial;
    resources.int[(s << 4) | inServer.lastVisit] = items.int[item | inItem.slot] * 64 + items.int[item | inItem.position];
  }
  items.ns[(item >> 1) | inItem.time] = end;
}

function earliestServer({ resources }: World, group: number, instance: number): number {
  const first = resources.serverBase[instance];
  const { servers } = resources.groups[group];
  let best = first;
  for (let s = first + 1; s < first + servers; s++) if (resources.ns[(s << 3) | inServer.freeAt] < resources.ns[(best << 3) | inServer.freeAt]) best = s;
  return best;
}

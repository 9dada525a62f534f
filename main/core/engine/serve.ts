import type { ProfileStage } from './profile.ts';
import { instanceOf, keyOf, noteVisit } from './resources.ts';
import { arrive } from './stages.ts';
import { chooseSpine } from './topology.ts';
import { after, eventKind, type World } from './world.ts';

/**
 * Serves the item, which arrives at `items.time`, first come first served: sets `items.time` to the end of its service. A
 * resource remembers when it is free instead of a queue, so this may be called before its time where no other item can
 * arrive in between.
 */
export function serve(world: World, item: number, stage: ProfileStage, visit: number, cost: number): void {
  const { resources, items, marks, messages } = world;
  const sender = stage.side === 'sender';
  const groups = stage.resources;
  const time = items.time[item];
  if (resources.groups[groups[0]].declared.scope === 'uplink') chooseSpine(world.topology, items, item);
  let server = earliestServer(world, groups[0], instanceOf(world, groups[0], item, sender));
  let free = resources.freeAt[server];
  for (let r = 1; r < groups.length; r++) {
    const other = earliestServer(world, groups[r], instanceOf(world, groups[r], item, sender));
    if (resources.freeAt[other] > free) {
      free = resources.freeAt[other];
      server = other;
    }
  }
  // Cut through: the service may have begun while the segment still arrived.
  const earliest = stage.cutThrough ? time - cost : time;
  const begin = free > earliest ? free : earliest;
  const end = begin + cost > time ? begin + cost : time;
  const started = begin > time ? begin : time;
  const message = items.message[item];
  const serial = messages.serial[message];
  marks.started[visit] = started;
  if (started > time && resources.lastMessage[server] === serial) marks.bound[visit] = resources.lastVisit[server];
  for (let r = 0; r < groups.length; r++) {
    const i = instanceOf(world, groups[r], item, sender);
    const s = earliestServer(world, groups[r], i);
    noteVisit(resources, i, time, end);
    resources.freeAt[s] = end;
    resources.busyNs[i] += cost;
    resources.waitNs[i] += started - time;
    resources.lastMessage[s] = serial;
    resources.lastVisit[s] = items.slot[item] * 64 + items.position[item];
  }
  items.time[item] = end;
}

/** Puts the item among those that take turns at its stage's resource; an event tells the end of its service. */
export function takeTurn(world: World, item: number, stage: ProfileStage, visit: number, cost: number): void {
  const { resources, items } = world;
  const sender = stage.side === 'sender';
  const group = stage.resources[0];
  if (resources.groups[group].declared.scope === 'uplink') chooseSpine(world.topology, items, item);
  const instance = instanceOf(world, group, item, sender);
  items.service[item] = cost;
  resources.visits[instance]++;
  if (++resources.outstanding[instance] > resources.longest[instance]) resources.longest[instance] = resources.outstanding[instance];
  const key = keyOf(world, group, item, sender);
  if (resources.serving[instance] < resources.groups[group].servers) {
    resources.turn[instance] = key;
    startTurn(world, item, instance, earliestServer(world, group, instance), visit);
    return;
  }
  items.next[item] = -1;
  resources.queued[instance]++;
  if (resources.heads[instance][key] < 0) resources.heads[instance][key] = item;
  else items.next[resources.tails[instance][key]] = item;
  resources.tails[instance][key] = item;
}

/** A server of a resource that takes turns is free: its item moves on, then the next key's oldest item starts. */
export function onServer(world: World, served: number, server: number): void {
  const { resources, items, messages } = world;
  const instance = resources.instanceByServer[server];
  resources.outstanding[instance]--;
  items.position[served]++;
  items.time[served] = world.now;
  arrive(world, served);
  resources.serving[instance]--;
  if (resources.queued[instance] === 0) return;
  const heads = resources.heads[instance];
  const keys = heads.length;
  for (let i = 1; i <= keys; i++) {
    const key = (resources.turn[instance] + i) % keys;
    const item = heads[key];
    if (item < 0) continue;
    heads[key] = items.next[item];
    resources.queued[instance]--;
    resources.turn[instance] = key;
    const message = items.message[item];
    startTurn(world, item, instance, server, messages.block[message] + items.slot[item] * messages.stride[message] + items.position[item]);
    return;
  }
}

function startTurn(world: World, item: number, instance: number, server: number, visit: number): void {
  const { resources, items, messages, marks } = world;
  const message = items.message[item];
  const serial = messages.serial[message];
  const cost = items.service[item];
  resources.waitNs[instance] += world.now - marks.arrived[visit];
  marks.started[visit] = world.now;
  marks.bound[visit] = world.now > marks.arrived[visit] && resources.lastMessage[server] === serial ? resources.lastVisit[server] : -1;
  resources.serving[instance]++;
  resources.busyNs[instance] += cost;
  resources.freeAt[server] = world.now + cost;
  resources.lastMessage[server] = serial;
  resources.lastVisit[server] = items.slot[item] * 64 + items.position[item];
  after(world, cost, eventKind.server, item, server);
}

function earliestServer({ resources }: World, group: number, instance: number): number {
  const first = resources.serverBase[instance];
  const { servers } = resources.groups[group];
  let best = first;
  for (let s = first + 1; s < first + servers; s++) if (resources.freeAt[s] < resources.freeAt[best]) best = s;
  return best;
}

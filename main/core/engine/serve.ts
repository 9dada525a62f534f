import type { ProfileStage } from './profile.ts';
import { instanceOf, keyOf } from './resources.ts';
import { chooseSpine } from './topology.ts';
import { after, eventKind, type World } from './world.ts';

/** Serves the item at its stage's resources, now or after those before it; false when it is through at once. */
export function serve(world: World, item: number, stage: ProfileStage, visit: number, cost: number): boolean {
  const { resources, items } = world;
  const sender = stage.side === 'sender';
  const group = stage.resources[0];
  if (resources.groups[group].declared.scope === 'uplink') chooseSpine(world.topology, items, item);
  const instance = instanceOf(world, group, item, sender);
  items.service[item] = cost;
  if (resources.groups[group].turns) {
    countIn(resources, instance);
    takeTurn(world, item, group, instance, sender);
    return true;
  }
  let server = earliestServer(world, group, instance);
  let free = resources.freeAt[server];
  for (let r = 1; r < stage.resources.length; r++) {
    const also = stage.resources[r];
    const other = earliestServer(world, also, instanceOf(world, also, item, sender));
    if (resources.freeAt[other] > free) {
      free = resources.freeAt[other];
      server = other;
    }
  }
  const cutThrough = stage.stage.kind === 'serve' && stage.stage.cutThrough === true;
  const begin = cutThrough ? Math.max(free, world.now - cost) : Math.max(free, world.now);
  const end = Math.max(world.now, begin + cost);
  const started = Math.max(world.now, begin);
  noteStart(world, item, visit, started, server);
  for (const g of stage.resources) {
    const i = instanceOf(world, g, item, sender);
    const s = earliestServer(world, g, i);
    countIn(resources, i);
    resources.freeAt[s] = end;
    resources.busyNs[i] += cost;
    resources.waitNs[i] += started - world.now;
    resources.lastMessage[s] = world.messages.serial[items.message[item]];
    resources.lastVisit[s] = items.slot[item] * 64 + items.position[item];
  }
  after(world, end - world.now, eventKind.stage, item, 0);
  return true;
}

/** The item's service at its resources ended: counts it out. Call on every stage event of a `serve` stage. */
export function endService(world: World, item: number, stage: ProfileStage): void {
  const sender = stage.side === 'sender';
  for (const group of stage.resources) world.resources.outstanding[instanceOf(world, group, item, sender)]--;
}

function countIn(resources: World['resources'], instance: number): void {
  resources.visits[instance]++;
  if (++resources.outstanding[instance] > resources.longest[instance]) resources.longest[instance] = resources.outstanding[instance];
}

/** A server of a resource that takes turns is free: the next key's oldest item starts. */
export function onServer(world: World, instance: number, server: number): void {
  const { resources, items } = world;
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
    startTurn(world, item, instance, server);
    return;
  }
}

function takeTurn(world: World, item: number, group: number, instance: number, sender: boolean): void {
  const { resources, items } = world;
  const key = keyOf(world, group, item, sender);
  if (resources.serving[instance] < resources.groups[group].servers) {
    resources.turn[instance] = key;
    startTurn(world, item, instance, earliestServer(world, group, instance));
    return;
  }
  items.next[item] = -1;
  resources.queued[instance]++;
  if (resources.heads[instance][key] < 0) resources.heads[instance][key] = item;
  else items.next[resources.tails[instance][key]] = item;
  resources.tails[instance][key] = item;
}

function startTurn(world: World, item: number, instance: number, server: number): void {
  const { resources, items, messages, marks } = world;
  const message = items.message[item];
  const visit = messages.block[message] + items.slot[item] * messages.stride[message] + items.position[item];
  const cost = items.service[item];
  resources.waitNs[instance] += world.now - marks.arrived[visit];
  noteStart(world, item, visit, world.now, server);
  resources.serving[instance]++;
  resources.busyNs[instance] += cost;
  resources.freeAt[server] = world.now + cost;
  resources.lastMessage[server] = messages.serial[message];
  resources.lastVisit[server] = items.slot[item] * 64 + items.position[item];
  // The item moves on first, so that at one time the server's next item follows it in order.
  after(world, cost, eventKind.stage, item, 0);
  after(world, cost, eventKind.server, instance, server);
}

function noteStart(world: World, item: number, visit: number, started: number, server: number): void {
  const { marks, messages, items, resources } = world;
  marks.started[visit] = started;
  const own = started > marks.arrived[visit] && resources.lastMessage[server] === messages.serial[items.message[item]];
  marks.bound[visit] = own ? resources.lastVisit[server] : -1;
}

function earliestServer(world: World, group: number, instance: number): number {
  const { resources } = world;
  const first = resources.serverBase[instance];
  let best = first;
  for (let s = first + 1; s < first + resources.groups[group].servers; s++) if (resources.freeAt[s] < resources.freeAt[best]) best = s;
  return best;
}

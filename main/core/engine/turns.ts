import { inEntity, usualWeight } from './cpu.ts';
import { inItem } from './items.ts';
import { inMessage } from './messages.ts';
import type { ProfileStage } from './profile.ts';
import { inInstance, inServer, instanceOf, keyOf, type ResourceGroup } from './resources.ts';
import { arrive, visitOf } from './stages.ts';
import { chooseSpine } from './topology.ts';
import { addKey, nextKeyFrom, removeKey } from './waiting-keys.ts';
import { after, eventKind, retryOf, type World } from './world.ts';

/**
 * Puts the item among those that take turns at its stage's resource; an event tells the end of its service. Of those that
 * wait the discipline chooses:
 * - `round-robin`: the oldest of the next key that has one;
 * - `share`: the oldest of the key that had least time by its weight (start-time fair queueing);
 * - `priority`: the oldest of the stage with the highest priority;
 * - `rate-cap`: as `round-robin`, but a key's next segment starts no earlier than its rate allows after the one before.
 */
export function takeTurn(world: World, item: number, stage: ProfileStage, visit: number, cost: number): void {
  const { resources, items } = world;
  const sender = stage.side === 'sender';
  const group = stage.resources[0];
  if (resources.groups[group].declared.scope === 'uplink') chooseSpine(world.topology, items, item);
  const instance = instanceOf(world, group, item, sender);
  items.ns[(item >> 1) | inItem.service] = cost;
  resources.ns[(instance << 3) | inInstance.visits]++;
  if (++resources.outstanding[instance] > resources.int[(instance << 4) | inInstance.longest]) resources.int[(instance << 4) | inInstance.longest] = resources.outstanding[instance];
  const key = keyOf(world, group, item, sender);
  const { discipline } = resources.groups[group].declared;
  const tags = resources.tags[instance];
  if (discipline === 'share' && resources.heads[instance][key] < 0 && tags[key] < resources.virtual[instance]) tags[key] = resources.virtual[instance];
  const free = resources.serving[instance] < resources.groups[group].servers && resources.paused[instance] === 0;
  if (free && resources.queued[instance] === 0 && (discipline !== 'rate-cap' || tags[key] <= world.now)) {
    resources.turn[instance] = key;
    startTurn(world, item, instance, earliestServer(world, group, instance), visit, key);
    return;
  }
  items.int[item | inItem.next] = -1;
  resources.queued[instance]++;
  if (resources.heads[instance][key] < 0) {
    resources.heads[instance][key] = item;
    addKey(resources.waiting[instance], key);
  } else items.int[resources.tails[instance][key] | inItem.next] = item;
  resources.tails[instance][key] = item;
  if (free) serveNext(world, instance, earliestServer(world, group, instance));
}

/** A server of a resource that takes turns is free: its item moves on, then another starts. */
export function onServer(world: World, served: number, server: number): void {
  const { resources, items } = world;
  const instance = resources.instanceByServer[server];
  resources.outstanding[instance]--;
  items.int[served | inItem.position]++;
  items.ns[(served >> 1) | inItem.time] = world.now;
  arrive(world, served);
  resources.serving[instance]--;
  serveNext(world, instance, server);
}

/** A key of a rate-capped resource may have another segment served. */
export function onEligible(world: World, instance: number): void {
  const { resources } = world;
  const group = resources.groupOf[instance];
  resources.lookAgainAt[instance] = Infinity;
  while (resources.queued[instance] > 0 && resources.serving[instance] < resources.groups[group].servers) {
    if (!serveNext(world, instance, earliestServer(world, group, instance))) return;
  }
}

/** Holds an instance up: what it serves goes on, nothing else begins until as many calls of {@link resume}. */
export function pause({ resources }: World, instance: number): void {
  resources.paused[instance]++;
}

/** Ends one {@link pause}. */
export function resume(world: World, instance: number): void {
  const { resources } = world;
  if (--resources.paused[instance] > 0) return;
  const group = resources.groupOf[instance];
  const first = resources.serverBase[instance];
  // An idle server was held up until now: nothing passed it meanwhile, not even cut through.
  for (let s = first; s < first + resources.groups[group].servers; s++) if (resources.ns[(s << 3) | inServer.freeAt] < world.now) resources.ns[(s << 3) | inServer.freeAt] = world.now;
  while (resources.queued[instance] > 0 && resources.serving[instance] < resources.groups[group].servers && resources.paused[instance] === 0) {
    if (!serveNext(world, instance, earliestServer(world, group, instance))) return;
  }
}

/** Starts who is next, if anybody is and may; true when somebody did. */
function serveNext(world: World, instance: number, server: number): boolean {
  const { resources, items } = world;
  if (resources.queued[instance] === 0 || resources.paused[instance] > 0) return false;
  const group = resources.groups[resources.groupOf[instance]];
  const heads = resources.heads[instance];
  const key = nextKey(world, group, instance);
  if (key < 0) return false;
  const item = heads[key];
  heads[key] = items.int[item | inItem.next];
  if (heads[key] < 0) removeKey(resources.waiting[instance], key);
  resources.queued[instance]--;
  resources.turn[instance] = key;
  startTurn(world, item, instance, server, visitOf(world, item), key);
  return true;
}

function nextKey(world: World, { declared: { discipline } }: ResourceGroup, instance: number): number {
  const { resources } = world;
  if (discipline === 'priority') return nextKeyFrom(resources.waiting[instance], 0);
  const tags = resources.tags[instance];
  const waiting = resources.waiting[instance];
  const first = nextKeyFrom(waiting, resources.turn[instance] + 1);
  if (discipline === 'round-robin') return first;
  let best = -1;
  let soonest = Infinity;
  let key = first;
  do {
    if (discipline === 'rate-cap' && tags[key] <= world.now) return key;
    if (tags[key] < soonest) {
      best = key;
      soonest = tags[key];
    }
    key = nextKeyFrom(waiting, key + 1);
  } while (key !== first);
  if (discipline === 'share') return best;
  // Nobody's rate allows it yet.
  if (soonest < resources.lookAgainAt[instance]) {
    resources.lookAgainAt[instance] = soonest;
    world.queue.push(soonest, eventKind.retry + instance * 8, retryOf.turns);
  }
  return -1;
}

function startTurn(world: World, item: number, instance: number, server: number, visit: number, key: number): void {
  const { resources, items, messages, marks } = world;
  const message = items.int[item | inItem.message];
  const serial = messages.int[message | inMessage.serial];
  const cost = items.ns[(item >> 1) | inItem.service];
  const arrived = marks.arrived[visit];
  noteTurn(world, item, instance, key, cost);
  // Cut through: the service may have begun while the segment still arrived.
  const earliest = items.profiles[items.int[item | inItem.profile]].stages[items.int[item | inItem.position]].cutThrough ? arrived - cost : world.now;
  const begin = Math.max(resources.ns[(server << 3) | inServer.freeAt], earliest);
  const end = Math.max(world.now, begin + cost);
  const started = Math.max(arrived, begin);
  resources.ns[(instance << 3) | inInstance.waitNs] += started - arrived;
  marks.started[visit] = started;
  marks.bound[visit] = started > arrived && resources.int[(server << 4) | inServer.lastMessage] === serial ? resources.int[(server << 4) | inServer.lastVisit] : -1;
  resources.serving[instance]++;
  resources.ns[(instance << 3) | inInstance.busyNs] += cost;
  resources.ns[(server << 3) | inServer.freeAt] = end;
  resources.int[(server << 4) | inServer.lastMessage] = serial;
  resources.int[(server << 4) | inServer.lastVisit] = items.int[item | inItem.slot] * 64 + items.int[item | inItem.position];
  after(world, end - world.now, eventKind.server, item, server);
}

/** Books the service with its key: time by weight, or when its rate allows the next. */
function noteTurn(world: World, item: number, instance: number, key: number, cost: number): void {
  const { resources, items, cpu } = world;
  const { declared } = resources.groups[resources.groupOf[instance]];
  const tags = resources.tags[instance];
  if (declared.discipline === 'share') {
    const stage = items.profiles[items.int[item | inItem.profile]].stages[items.int[item | inItem.position]];
    const rank = stage.side === 'sender' ? items.int[item | inItem.from] : items.int[item | inItem.to];
    resources.virtual[instance] = tags[key];
    tags[key] += cost * (usualWeight / cpu.int[(rank << 5) | inEntity.weight]);
  } else if (declared.discipline === 'rate-cap') {
    const profile = items.profiles[items.int[item | inItem.profile]];
    const bytes = profile.segmentBytes[Math.min(items.int[item | inItem.slot], profile.segments - 1)];
    tags[key] = world.now + toWholeTicks((bytes * 1e9) / (declared.rateBytesPerSecond ?? Infinity));
  }
}

/** Up to the next 1/64 ns, so that no rate is ever exceeded. */
function toWholeTicks(ns: number): number {
  return Math.ceil(ns * 64) / 64;
}

function earliestServer({ resources }: World, group: number, instance: number): number {
  const first = resources.serverBase[instance];
  const { servers } = resources.groups[group];
  let best = first;
  for (let s = first + 1; s < first + servers; s++) if (resources.ns[(s << 3) | inServer.freeAt] < resources.ns[(best << 3) | inServer.freeAt]) best = s;
  return best;
}

import type { Stage } from '@doorbell/sdk';
import { action, type ProfileStage } from './profile.ts';
import { instanceOf } from './resources.ts';
import { enqueueItem, isAwake } from './scheduler.ts';
import { serve } from './serve.ts';
import { touch } from './stage-states.ts';
import { toTicks } from './time.ts';
import { takeTurn } from './turns.ts';
import { after, eventKind, type World } from './world.ts';

/** Index of the item's visit at its present position. */
export function visitOf(world: World, item: number): number {
  const { items, messages } = world;
  const message = items.message[item];
  return messages.block[message] + items.slot[item] * messages.stride[message] + items.position[item];
}

/**
 * The item is at its position at `items.time`, and goes on until something else has a say. Where nobody can get in its way,
 * it goes on ahead of time: through delays, and through resources that nothing can reach between those from the stage
 * before. Everything else has to see the world as it is then: an event brings the item there.
 */
export function arrive(world: World, item: number): void {
  const { items, marks, statistics, messages } = world;
  const profile = items.profile[item];
  const { stages, watched } = profile;
  const message = items.message[item];
  const first = messages.block[message] + items.slot[item] * messages.stride[message];
  for (;;) {
    const position = items.position[item];
    const time = items.time[item];
    const ahead = time > world.now;
    if (watched[position] === 1) {
      if (ahead) return comeBack(world, item, time);
      marks.arrived[first + position] = time;
      world.itemPassed(item, position);
      if (position === stages.length || world.failure !== undefined) return;
    }
    const visit = first + position;
    const stage = stages[position];
    if (ahead && !stage.ahead) return comeBack(world, item, time);
    marks.arrived[visit] = time;
    marks.started[visit] = time;
    marks.bound[visit] = -1;
    statistics.visits[stage.statistic]++;
    statistics.stageVisits++;
    switch (stage.action) {
      case action.delay: pass(world, item, stage, noisyCost(world, item, stage)); break;
      case action.serve: {
        const cost = noisyCost(world, item, stage);
        count(world, stage, cost);
        serve(world, item, stage, visit, cost);
        break;
      }
      case action.notify: pass(world, item, stage, wakeUp(world, item, stage)); break;
      case action.cache: pass(world, item, stage, missCost(world, item, stage)); break;
      default: if (holdsUp(world, item, stage, visit)) return;
    }
    items.position[item] = position + 1;
  }
}

/** The item's stage ended now. */
export function leave(world: World, item: number): void {
  world.items.position[item]++;
  world.items.time[item] = world.now;
  arrive(world, item);
}

/** An event brings the item on from its position at `time`. */
function comeBack(world: World, item: number, time: number): void {
  world.queue.push(time, eventKind.stage + item * 8, 0);
}

function pass(world: World, item: number, stage: ProfileStage, ns: number): void {
  if (ns === 0) return;
  count(world, stage, ns);
  world.items.time[item] += ns;
}

function count({ statistics }: World, stage: ProfileStage, ns: number): void {
  statistics.busyNs[stage.statistic] += ns;
  statistics.executorNs[stage.executor] += ns;
}

/** An entity ended the item's work: the part of the visit that was not service was waiting. */
export function onItemServed(world: World, item: number): void {
  const { items, marks, messages, cpu } = world;
  const visit = visitOf(world, item);
  const message = items.message[item];
  const service = items.service[item];
  const stage = items.profile[item].stages[items.position[item]];
  const entity = entityOf(world, item, stage);
  marks.started[visit] = world.now - service;
  cpu.waitNs[entity] += world.now - service - marks.arrived[visit];
  const code = items.slot[item] * 64 + items.position[item];
  if (cpu.lastMessage[entity] === messages.serial[message]) {
    const last = cpu.lastVisit[entity];
    const end = marks.arrived[messages.block[message] + (last >> 6) * messages.stride[message] + (last & 63) + 1];
    if (end > marks.arrived[visit]) marks.bound[visit] = last;
  }
  cpu.lastMessage[entity] = messages.serial[message];
  cpu.lastVisit[entity] = code;
  leave(world, item);
}

/** A batch's timer: everything held goes on. */
export function onBatch(world: World, number: number, stamp: number): void {
  const batch = world.states.batches[number];
  if (batch.stamp === stamp) flush(world, number);
}

/** A dropped segment is offered to its ring again. */
export function onRetry(world: World, item: number): void {
  world.statistics.retransmissions++;
  const stage = world.items.profile[item].stages[world.items.position[item]];
  if (stage.stage.kind === 'ring' && !offerToRing(world, item, stage, stage.stage)) return;
  leave(world, item);
}

/** ns of the visit with noise. */
export function noisyCost(world: World, item: number, stage: ProfileStage): number {
  const { items, input } = world;
  const profile = items.profile[item];
  const slot = Math.min(items.slot[item], profile.segments - 1);
  const cost = profile.costs[slot * profile.stages.length + items.position[item]];
  const spread = Math.min(1, input.noise.service + stage.jitter);
  return spread === 0 || cost === 0 ? cost : toTicks(cost * (1 + spread * world.noise.triangular()));
}

/** Stages that an event of their own ends: false when the item is through at once. */
function holdsUp(world: World, item: number, stage: ProfileStage, visit: number): boolean {
  switch (stage.action) {
    case action.cpuKernel: case action.cpuUser: case action.driver: {
      const cost = noisyCost(world, item, stage);
      if (cost === 0) return false;
      count(world, stage, cost);
      enqueueItem(world, entityOf(world, item, stage), item, cost, stage.action === action.cpuUser);
      return true;
    }
    case action.turn: {
      const cost = noisyCost(world, item, stage);
      count(world, stage, cost);
      takeTurn(world, item, stage, visit, cost);
      return true;
    }
    case action.batch: return hold(world, item, stage);
    case action.ring: return stage.stage.kind === 'ring' && !offerToRing(world, item, stage, stage.stage);
    case action.release: release(world, item, stage); return false;
    default: return false;
  }
}

/** The rank whose side the stage is on. */
function rankOf(world: World, item: number, stage: ProfileStage): number {
  return stage.side === 'sender' ? world.items.from[item] : world.items.to[item];
}

/** A VM's traffic always meets the same vCPU of its host's driver domains, so that its order holds. */
function driverOf(world: World, rank: number): number {
  const { cpu, input } = world;
  const place = input.places[rank];
  const perHost = cpu.driver?.vcpus ?? 1;
  return cpu.ranks + place.host * perHost + (place.vm % perHost);
}

function entityOf(world: World, item: number, stage: ProfileStage): number {
  const rank = rankOf(world, item, stage);
  return stage.action === action.driver ? driverOf(world, rank) : rank;
}

function wakeUp(world: World, item: number, { stage, side, state }: ProfileStage): number {
  if (stage.kind !== 'notify') return 0;
  const rank = side === 'sender' ? world.items.from[item] : world.items.to[item];
  const budget = stage.pollBudgetNs ?? 0;
  if (stage.target === 'device') {
    const number = state + rank;
    const awake = world.now - (world.states.lastActive[number] ?? -1e15) <= budget;
    world.states.lastActive[number] = world.now;
    return awake ? 0 : toTicks(stage.idleNs);
  }
  const entity = stage.target === 'driver-domain' ? driverOf(world, rank) : rank;
  return isAwake(world, entity, budget) ? 0 : toTicks(stage.idleNs);
}

function missCost(world: World, item: number, { stage, side, state }: ProfileStage): number {
  if (stage.kind !== 'cache') return 0;
  const { items, messages, input, states } = world;
  const message = items.message[item];
  const [from, to] = [items.from[item], items.to[item]];
  const rank = side === 'sender' ? from : to;
  const pair = from * input.places.length + to;
  const key = stage.key === 'peer' ? (side === 'sender' ? to : from) : stage.key === 'connection' ? pair : pair * 4096 + (messages.tag[message] & 4095);
  const cache = states.caches[state + rank];
  const uses = (cache.keys.get(key) ?? 0) + 1;
  const stale = stage.invalidate === 'use' || (typeof stage.invalidate === 'object' && uses % stage.invalidate.every === 0);
  const hit = touch(cache, key, uses) && !stale;
  const bytes = items.profile[item].segmentBytes[Math.min(items.slot[item], items.profile[item].segments - 1)];
  const pages = stage.key === 'page' ? Math.max(1, Math.ceil(bytes / 4096)) : 1;
  return hit && pages <= cache.entries ? 0 : toTicks(stage.missNs * pages);
}

function hold(world: World, item: number, { stage, side, state }: ProfileStage): boolean {
  if (stage.kind !== 'batch' || stage.count <= 1) return false;
  const number = state + (side === 'sender' ? world.items.from[item] : world.items.to[item]);
  const batch = world.states.batches[number];
  batch.held.push(item);
  if (batch.held.length === 1) after(world, toTicks(stage.timeoutNs), eventKind.batch, number, ++batch.stamp);
  if (batch.held.length >= stage.count) flush(world, number);
  return true;
}

function flush(world: World, number: number): void {
  const batch = world.states.batches[number];
  const held = batch.held;
  batch.held = [];
  batch.stamp++;
  for (const item of held) leave(world, item);
}

function ringNumber(world: World, item: number, stage: ProfileStage): number {
  return instanceOf(world, stage.state, item, stage.ringSide === 'sender');
}

/** Takes a slot; false when the item has to wait or to be sent again. */
function offerToRing(world: World, item: number, stage: ProfileStage, ringStage: Stage & { kind: 'ring' }): boolean {
  const ring = world.states.rings[ringNumber(world, item, stage)];
  if (ring.taken < ring.slots) {
    ring.taken++;
    world.items.tries[item] = 0;
    return true;
  }
  if (ringStage.onFull === 'block' || ringStage.onFull === 'pause') ring.waiting.push(item);
  else retransmit(world, item);
  return false;
}

/** Sends a dropped segment again later; the wait grows with every try where the protocol has a backoff. */
function retransmit(world: World, item: number): void {
  const { items, ranks } = world;
  const { path, relation } = items.profile[item];
  const { reliability } = ranks.profiles.model(relation).protocol;
  if (reliability.kind === 'none') {
    world.failure = {
      kind: 'protocol', message: `A ring of path ${path} was full and dropped a segment, and nothing sends it again.`,
      hint: 'Give the path a reliability, more slots, or onFull: block.',
    };
    return;
  }
  if (items.tries[item] === reliability.retries) {
    if (reliability.onExhausted === 'fail') {
      world.failure = {
        kind: 'protocol', message: `A ring of path ${path} stayed full: a segment was dropped after ${reliability.retries} retries.`,
        hint: 'Give the path more slots, more retries, onExhausted: reconnect, or send less at once.',
      };
      return;
    }
    items.tries[item] = 0;
  }
  let wait = reliability.kind === 'timeout' ? reliability.rtoNs : reliability.timerNs;
  if (reliability.kind === 'timeout') for (let i = 0; i < items.tries[item]; i++) wait *= reliability.backoff;
  items.tries[item]++;
  after(world, toTicks(wait), eventKind.retry, item, 0);
}

function release(world: World, item: number, stage: ProfileStage): void {
  const ring = world.states.rings[ringNumber(world, item, stage)];
  if (ring.taken > 0) ring.taken--;
  const next = ring.waiting.shift();
  if (next === undefined) return;
  ring.taken++;
  const { items, marks } = world;
  const visit = visitOf(world, next);
  marks.started[visit] = world.now;
  if (items.message[next] === items.message[item] && items.position[item] > 0) marks.bound[visit] = items.slot[item] * 64 + items.position[item] - 1;
  items.position[next]++;
  items.time[next] = world.now;
  comeBack(world, next, world.now);
}

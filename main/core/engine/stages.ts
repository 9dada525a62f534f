import { missCost } from './caches.ts';
import { inEntity } from './cpu.ts';
import { inItem } from './items.ts';
import { noteStart, waitBit } from './marks.ts';
import { noteServed, pairing, passBorder } from './pairs.ts';
import { action, type ProfileStage } from './profile.ts';
import { inInstance, inServer, noteVisit } from './resources.ts';
import { offerToRing, release, steer } from './rings.ts';
import { enqueueItem, isAwake } from './scheduler.ts';
import { serve } from './serve.ts';
import { toTicks } from './time.ts';
import { takeTurn } from './turns.ts';
import { after, eventKind, type World } from './world.ts';

/** Index of the item's visit at its present position. */
export function visitOf(world: World, item: number): number {
  const { int } = world.items;
  return int[item | inItem.marks] + int[item | inItem.position];
}

/**
 * The item is at its position at `items.time`, and goes on until something else has a say. Where nobody can get in its way,
 * it goes on ahead of time: through delays, and through resources that nothing can reach between those from the stage
 * before. Everything else has to see the world as it is then: an event brings the item there.
 */
export function arrive(world: World, item: number): void {
  const { items, marks, resources, now } = world;
  const profile = items.profiles[items.int[item | inItem.profile]];
  const { stages, watched } = profile;
  const first = items.int[item | inItem.marks];
  const waitsAt = first + stages.length;
  // Visits that count as having waited before they begin: of what is sent again, and positions that share a bit.
  const waitedBefore = marks.bound[waitsAt];
  let position = items.int[item | inItem.position];
  let time = items.ns[(item >> 1) | inItem.time];
  for (;; position++) {
    if (watched[position] === 1) {
      if (time > now) return comeBack(world, item, position, time);
      marks.arrived[first + position] = time;
      items.int[item | inItem.position] = position;
      world.itemPassed(item, position);
      if (position === stages.length || world.failure !== undefined) return;
    }
    const stage = stages[position];
    if (time > now && !stage.ahead) return comeBack(world, item, position, time);
    const visit = first + position;
    marks.arrived[visit] = time;
    if (waitedBefore !== 0 && (waitedBefore & waitBit(position)) !== 0) noteStart(marks, visit, time);
    switch (stage.action) {
      case action.pass: break;
      case action.delay:
        if (stage.ns >= 0) {
          time += stage.ns;
        } else {
          items.int[item | inItem.position] = position;
          time += count(world, stage, noisyCost(world, item, stage));
        }
        break;
      case action.line: {
        items.int[item | inItem.position] = position;
        const ns = stage.ns >= 0 ? stage.ns : count(world, stage, noisyCost(world, item, stage));
        const rank = items.int[item | (stage.byTo ? inItem.to : inItem.from)];
        const instance = stage.instanceStep >= 0 ? stage.firstInstance + rank * stage.instanceStep : stage.instances[rank];
        const serial = items.int[item | inItem.serial];
        const free = resources.ns[(instance << 3) | inServer.freeAt];
        // Cut through: the service may have begun while the segment still arrived.
        const earliest = stage.cutThrough ? time - ns : time;
        const begin = free > earliest ? free : earliest;
        if (begin > time) {
          marks.bound[waitsAt] |= waitBit(position);
          noteStart(marks, visit, begin);
          resources.ns[(instance << 3) | inInstance.waitNs] += begin - time;
          if (resources.int[(instance << 4) | inServer.lastMessage] === serial) marks.bound[visit] = resources.int[(instance << 4) | inServer.lastVisit];
        }
        const end = begin + ns > time ? begin + ns : time;
        noteVisit(resources, instance, time, end);
        resources.ns[(instance << 3) | inServer.freeAt] = end;
        resources.ns[(instance << 3) | inInstance.busyNs] += ns;
        resources.int[(instance << 4) | inServer.lastMessage] = serial;
        resources.int[(instance << 4) | inServer.lastVisit] = items.int[item | inItem.slot] * 64 + position;
        time = end;
        break;
      }
      default:
        if (notesWaits(stage.action)) {
          marks.bound[waitsAt] |= waitBit(position);
          noteStart(marks, visit, time);
        }
        items.int[item | inItem.position] = position;
        items.ns[(item >> 1) | inItem.time] = time;
        if (holdsUp(world, item, stage, visit)) return;
        time = items.ns[(item >> 1) | inItem.time];
    }
  }
}

/** Stages that note themselves when the item could start. */
function notesWaits(kind: number): boolean {
  return kind === action.turn || kind === action.serve || kind === action.ring || kind === action.steer;
}

/** The item's stage ended now. */
export function leave(world: World, item: number): void {
  world.items.int[item | inItem.position]++;
  world.items.ns[(item >> 1) | inItem.time] = world.now;
  arrive(world, item);
}

/** An event brings the item to its position at `time`. */
function comeBack(world: World, item: number, position: number, time: number): void {
  world.items.int[item | inItem.position] = position;
  world.items.ns[(item >> 1) | inItem.time] = time;
  world.queue.push(time, eventKind.stage + item * 8, 0);
}

function pass(world: World, item: number, stage: ProfileStage, ns: number): false {
  world.items.ns[(item >> 1) | inItem.time] += count(world, stage, ns);
  return false;
}

/** Counts work whose amount is not the same for all that pass. */
function count({ statistics }: World, stage: ProfileStage, ns: number): number {
  statistics.busyNs[stage.statistic] += ns;
  statistics.executorNs[stage.executor] += ns;
  return ns;
}

/** ns of the visit, counted. */
function costOf(world: World, item: number, stage: ProfileStage): number {
  return stage.ns >= 0 ? stage.ns : count(world, stage, noisyCost(world, item, stage));
}

/** An entity ended the item's work, or two stages of it. */
export function onItemServed(world: World, item: number, entity: number): void {
  const { items, cpu, now } = world;
  if (cpu.int[(entity << 5) | inEntity.pair] !== pairing.none) {
    passBorder(world, entity, item, now - items.profiles[items.int[item | inItem.profile]].stages[items.int[item | inItem.position] + 1].ns);
    cpu.int[(entity << 5) | inEntity.pair] = pairing.none;
  }
  noteServed(world, item, entity, now);
  items.int[item | inItem.position]++;
  items.ns[(item >> 1) | inItem.time] = now;
  arrive(world, item);
}

/** A batch's timer: everything held goes on. */
export function onBatch(world: World, number: number, stamp: number): void {
  const batch = world.states.batches[number];
  if (batch.stamp === stamp) flush(world, number);
}

/** ns of the visit with noise. */
export function noisyCost(world: World, item: number, stage: ProfileStage): number {
  const { items, input } = world;
  const profile = items.profiles[items.int[item | inItem.profile]];
  const slot = Math.min(items.int[item | inItem.slot], profile.segments - 1);
  const cost = profile.costs[slot * profile.stages.length + items.int[item | inItem.position]];
  const spread = Math.min(1, input.noise.service + stage.jitter);
  return spread === 0 || cost === 0 ? cost : toTicks(cost * (1 + spread * world.noise.triangular()));
}

/** Stages that an event of their own ends: false when the item is through at once. */
function holdsUp(world: World, item: number, stage: ProfileStage, visit: number): boolean {
  switch (stage.action) {
    case action.cpuKernel: case action.cpuUser: case action.driver: {
      const cost = costOf(world, item, stage);
      if (cost === 0) return false;
      enqueueItem(world, entityOf(world, item, stage), item, cost, stage.action === action.cpuUser);
      return true;
    }
    case action.turn: {
      takeTurn(world, item, stage, visit, costOf(world, item, stage));
      return true;
    }
    case action.serve: serve(world, item, stage, visit, costOf(world, item, stage)); return false;
    case action.notify: return pass(world, item, stage, wakeUp(world, item, stage));
    case action.cache: return pass(world, item, stage, missCost(world, item, stage));
    case action.batch: return hold(world, item, stage);
    case action.ring: return stage.stage.kind === 'ring' && !offerToRing(world, item, stage, stage.stage);
    case action.steer: return !steer(world, item, stage);
    case action.release: release(world, item, stage); return false;
    default: return false;
  }
}

/** The rank whose side the stage is on. */
function rankOf(world: World, item: number, stage: ProfileStage): number {
  return stage.side === 'sender' ? world.items.int[item | inItem.from] : world.items.int[item | inItem.to];
}

/** A VM's traffic always meets the same vCPU of its host's driver domains, so that its order holds. */
function driverOf(world: World, rank: number): number {
  const { cpu, topology } = world;
  const perHost = cpu.driver?.vcpus ?? 1;
  return cpu.ranks + topology.host[rank] * perHost + (topology.vm[rank] % perHost);
}

function entityOf(world: World, item: number, stage: ProfileStage): number {
  const rank = rankOf(world, item, stage);
  return stage.action === action.driver ? driverOf(world, rank) : rank;
}

function wakeUp(world: World, item: number, { stage, side, state }: ProfileStage): number {
  if (stage.kind !== 'notify') return 0;
  const rank = side === 'sender' ? world.items.int[item | inItem.from] : world.items.int[item | inItem.to];
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

function hold(world: World, item: number, { stage, side, state }: ProfileStage): boolean {
  if (stage.kind !== 'batch' || stage.count <= 1) return false;
  const number = state + (side === 'sender' ? world.items.int[item | inItem.from] : world.items.int[item | inItem.to]);
  const batch = world.states.batches[number];
  let left = toTicks(stage.timeoutNs);
  if (stage.since === 'last-batch' && batch.held.length === 0) {
    left -= world.now - batch.wentOn;
    if (left <= 0) {
      batch.wentOn = world.now;
      return false;
    }
  }
  batch.held.push(item);
  if (batch.held.length === 1) after(world, left, eventKind.batch, number, ++batch.stamp);
  if (batch.held.length >= stage.count) flush(world, number);
  return true;
}

function flush(world: World, number: number): void {
  const batch = world.states.batches[number];
  const held = batch.held;
  batch.held = [];
  batch.stamp++;
  batch.wentOn = world.now;
  for (const item of held) leave(world, item);
}

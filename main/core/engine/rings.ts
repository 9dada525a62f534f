import type { Stage } from '@doorbell/sdk';
import { inItem } from './items.ts';
import { action, type ProfileStage } from './profile.ts';
import { instanceOf } from './resources.ts';
import type { Ring } from './stage-states.ts';
import { missesQueue } from './steering.ts';
import { arrive, visitOf } from './stages.ts';
import { toTicks } from './time.ts';
import { pause, resume } from './turns.ts';
import { parksAgain } from './vms/holding.ts';
import { nextTry } from './vms/retries.ts';
import { after, eventKind, retryOf, type World } from './world.ts';

/** Takes a slot; false when the item has to wait or to be sent again. */
export function offerToRing(world: World, item: number, stage: ProfileStage, ringStage: Stage & { kind: 'ring' }): boolean {
  const ring = ringOf(world, item, stage);
  if (ring.taken < ring.slots) {
    ring.taken++;
    return true;
  }
  if (ringStage.onFull === 'block' || ringStage.onFull === 'pause') {
    ring.waiting.push(item);
    if (stage.pauses >= 0) pause(world, pausedBy(world, item, stage));
  } else {
    retransmit(world, item);
  }
  return false;
}

/** Sends the item on its way to a queue of its own, or into the shared one: false when it has to wait there. */
export function steer(world: World, item: number, stage: ProfileStage): boolean {
  if (!missesQueue(world, item, stage)) return true;
  const ring = ringOf(world, item, stage);
  if (ring.taken < ring.slots) {
    ring.taken++;
    return true;
  }
  ring.waiting.push(item);
  return false;
}

/** Gives the item's slot back; who waits longest takes it. */
export function release(world: World, item: number, stage: ProfileStage): void {
  if (stage.steer !== undefined && !missesQueue(world, item, stage.steer)) return;
  giveBack(world, item, ringOf(world, item, stage));
}

function giveBack(world: World, item: number, ring: Ring): void {
  if (ring.taken > 0) ring.taken--;
  // What moved there with its slots may be more than fit.
  if (ring.taken >= ring.slots) return;
  const next = ring.waiting.shift();
  if (next === undefined) return;
  ring.taken++;
  const { items, marks } = world;
  const held = portHeldBy(world, next);
  if (items.int[next | inItem.message] === items.int[item | inItem.message] && items.int[item | inItem.position] > 0) marks.bound[visitOf(world, next)] = items.int[item | inItem.slot] * 64 + items.int[item | inItem.position] - 1;
  goOn(world, next);
  if (held >= 0) resume(world, held);
}

/** An item that waited for a slot has one now. */
function goOn(world: World, item: number): void {
  const { items, marks, queue, now } = world;
  marks.started[visitOf(world, item)] = now;
  items.int[item | inItem.position]++;
  items.ns[(item >> 1) | inItem.time] = now;
  queue.push(now, eventKind.stage + item * 8, 0);
}

/** The cable or switch port that an item which waits for a slot holds up; -1: none. */
function portHeldBy(world: World, item: number): number {
  const stage = stageOf(world, item);
  return stage.pauses >= 0 ? pausedBy(world, item, stage) : -1;
}

function ringOf(world: World, item: number, stage: ProfileStage): Ring {
  return world.states.rings[instanceOf(world, stage.state, item, stage.ringSide === 'sender')];
}

/** Instance of the cable or switch port that a full ring holds up: the last one that the item passed. */
function pausedBy(world: World, item: number, stage: ProfileStage): number {
  const before = world.items.profiles[world.items.int[item | inItem.profile]].stages[stage.pauses];
  return instanceOf(world, before.resources[0], item, before.side === 'sender');
}

/**
 * A ring dropped the item. After a timeout, which grows with every try where the protocol has a backoff, it is sent again
 * from the wire on, or offered to the ring again where it had not been on the wire: the sender keeps it until then, and what
 * its kernel or NIC spends on sending it again is not counted.
 */
function retransmit(world: World, item: number): void {
  const { items } = world;
  const { path, model: { protocol, bootstrap } } = items.profiles[items.int[item | inItem.profile]];
  const { reliability } = protocol;
  if (reliability.kind === 'none') {
    world.failure = {
      kind: 'protocol', message: `A ring of path ${path} was full and dropped a segment, and nothing sends it again.`,
      hint: 'Give the path a reliability, more slots, or onFull: block.',
    };
    return;
  }
  const next = nextTry(reliability, items.tries.get(item) ?? 0, bootstrap?.connectNs ?? 0);
  if (next === undefined) {
    world.failure = {
      kind: 'protocol', message: `A ring of path ${path} stayed full: a segment was dropped after ${reliability.retries} retries.`,
      hint: 'Give the path more slots, more retries, onExhausted: reconnect, or send less at once.',
    };
    return;
  }
  items.tries.set(item, next.tries);
  dropHeld(world, item);
  world.vms.retrying.add(item);
  after(world, toTicks(next.waitNs), eventKind.retry, item, retryOf.ring);
}

/** The dropped item's slots of rings that it will take again on its way. */
function dropHeld(world: World, item: number): void {
  const { stages } = world.items.profiles[world.items.int[item | inItem.profile]];
  for (const ring of heldRings(world, item, stages[world.items.int[item | inItem.position]].restartAt)) giveBack(world, item, ring);
}

/** Rings that the item, which is at a stage, took a slot of at stage `from` or later, and has not given back. */
export function heldRings(world: World, item: number, from = 0): readonly Ring[] {
  const { items } = world;
  const { stages } = items.profiles[items.int[item | inItem.profile]];
  const until = items.int[item | inItem.position];
  const held: Ring[] = [];
  for (let p = from; p < until; p++) {
    const takes = stages[p].action === action.ring || (stages[p].action === action.steer && missesQueue(world, item, stages[p]));
    if (!takes) continue;
    const ring = ringOf(world, item, stages[p]);
    const freed = stages.some((stage, at) => at > p && at < until && stage.action === action.release && ringOf(world, item, stage) === ring);
    if (!freed) held.push(ring);
  }
  return held;
}

/** What items have of rings, and wait for: their VM is about to move. */
export interface RingPlaces {
  readonly held: readonly { readonly item: number; readonly rings: readonly Ring[] }[];
  readonly waiting: readonly { readonly item: number; readonly ring: Ring; readonly port: number }[];
}

/** Slots that the items have, and rings that they wait for. */
export function ringPlaces(world: World, items: readonly number[]): RingPlaces {
  const moving = new Set(items);
  return {
    held: items.map((item) => ({ item, rings: heldRings(world, item) })),
    waiting: world.states.rings.flatMap((ring) => ring.waiting.filter((item) => moving.has(item)).map((item) => ({ item, ring, port: portHeldBy(world, item) }))),
  };
}

/**
 * The items' VM has moved, so that some of their rings are others. They have the same slots there, whether there is room or
 * not, and wait there behind those who do; what they had is free for others.
 */
export function moveBetweenRings(world: World, { held, waiting }: RingPlaces): void {
  const left = held.flatMap(({ item, rings }) => {
    const now = heldRings(world, item);
    for (const ring of now) if (!rings.includes(ring)) ring.taken++;
    return rings.filter((ring) => !now.includes(ring)).map((ring) => ({ item, ring }));
  });
  for (const { item, ring, port } of waiting) {
    const stage = stageOf(world, item);
    const finds = stage.action === action.steer && !missesQueue(world, item, stage);
    const now = ringOf(world, item, stage);
    const portNow = portHeldBy(world, item);
    if (!finds && now === ring && portNow === port) continue;
    ring.waiting.splice(ring.waiting.indexOf(item), 1);
    if (port >= 0) resume(world, port);
    if (finds || now.taken < now.slots) {
      if (!finds) now.taken++;
      goOn(world, item);
    } else {
      now.waiting.push(item);
      if (portNow >= 0) pause(world, portNow);
    }
  }
  for (const { item, ring } of left) giveBack(world, item, ring);
}

function stageOf({ items }: World, item: number): ProfileStage {
  return items.profiles[items.int[item | inItem.profile]].stages[items.int[item | inItem.position]];
}

/** What enters a path is counted once for all its stages: these are visited again. */
function countAgain({ items, statistics }: World, item: number, from: number): void {
  const { stages } = items.profiles[items.int[item | inItem.profile]];
  for (let p = from; p <= items.int[item | inItem.position]; p++) {
    const { statistic, executor, ns } = stages[p];
    statistics.stageVisits++;
    statistics.visits[statistic]++;
    if (ns < 0) continue;
    statistics.busyNs[statistic] += ns;
    statistics.executorNs[executor] += ns;
  }
}

/** A dropped segment's timeout passed: it is sent again, unless a VM is held. */
export function onRetry(world: World, item: number): void {
  if (!parksAgain(world, item)) sendAgain(world, item);
}

/** Sends a segment again that a ring dropped. */
export function sendAgain(world: World, item: number): void {
  const { items, states, marks } = world;
  world.vms.retrying.delete(item);
  world.statistics.retransmissions++;
  const { restartAt } = items.profiles[items.int[item | inItem.profile]].stages[items.int[item | inItem.position]];
  if (restartAt < items.int[item | inItem.position]) {
    countAgain(world, item, restartAt);
    items.int[item | inItem.position] = restartAt;
    const visit = visitOf(world, item);
    // Everything since it first came here was in vain.
    if (!states.lost.has(visit)) states.lost.set(visit, marks.arrived[visit]);
  } else {
    const visit = visitOf(world, item);
    const since = marks.arrived[visit];
    items.ns[(item >> 1) | inItem.time] = world.now;
    const stage = items.profiles[items.int[item | inItem.profile]].stages[items.int[item | inItem.position]];
    if (stage.stage.kind === 'ring' && !offerToRing(world, item, stage, stage.stage)) return;
    marks.arrived[visit] = since;
    marks.started[visit] = world.now;
    items.int[item | inItem.position]++;
  }
  items.ns[(item >> 1) | inItem.time] = world.now;
  arrive(world, item);
}

import type { Stage } from '@doorbell/sdk';
import { inItem } from './items.ts';
import { action, type ProfileStage } from './profile.ts';
import { instanceOf } from './resources.ts';
import type { Ring } from './stage-states.ts';
import { missesQueue } from './steering.ts';
import { arrive, visitOf } from './stages.ts';
import { toTicks } from './time.ts';
import { pause, resume } from './turns.ts';
import { after, eventKind, type World } from './world.ts';

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
  const next = ring.waiting.shift();
  if (next === undefined) return;
  ring.taken++;
  const { items, marks } = world;
  const visit = visitOf(world, next);
  const stage = items.profile[next >> 4].stages[items.int[next + inItem.position]];
  const held = stage.pauses >= 0 ? pausedBy(world, next, stage) : -1;
  marks.started[visit] = world.now;
  if (items.int[next + inItem.message] === items.int[item + inItem.message] && items.int[item + inItem.position] > 0) marks.bound[visit] = items.int[item + inItem.slot] * 64 + items.int[item + inItem.position] - 1;
  items.int[next + inItem.position]++;
  items.ns[(next >> 1) + inItem.time] = world.now;
  world.queue.push(world.now, eventKind.stage + next * 8, 0);
  if (held >= 0) resume(world, held);
}

function ringOf(world: World, item: number, stage: ProfileStage): Ring {
  return world.states.rings[instanceOf(world, stage.state, item, stage.ringSide === 'sender')];
}

/** Instance of the cable or switch port that a full ring holds up: the last one that the item passed. */
function pausedBy(world: World, item: number, stage: ProfileStage): number {
  const before = world.items.profile[item >> 4].stages[stage.pauses];
  return instanceOf(world, before.resources[0], item, before.side === 'sender');
}

/**
 * A ring dropped the item. After a timeout, which grows with every try where the protocol has a backoff, it is sent again
 * from the wire on, or offered to the ring again where it had not been on the wire: the sender keeps it until then, and what
 * its kernel or NIC spends on sending it again is not counted.
 */
function retransmit(world: World, item: number): void {
  const { items } = world;
  const { path, model: { protocol, bootstrap } } = items.profile[item >> 4];
  const { reliability } = protocol;
  if (reliability.kind === 'none') {
    world.failure = {
      kind: 'protocol', message: `A ring of path ${path} was full and dropped a segment, and nothing sends it again.`,
      hint: 'Give the path a reliability, more slots, or onFull: block.',
    };
    return;
  }
  let wait = reliability.kind === 'timeout' ? reliability.rtoNs : reliability.timerNs;
  if (items.int[item + inItem.tries] === reliability.retries) {
    if (reliability.onExhausted === 'fail') {
      world.failure = {
        kind: 'protocol', message: `A ring of path ${path} stayed full: a segment was dropped after ${reliability.retries} retries.`,
        hint: 'Give the path more slots, more retries, onExhausted: reconnect, or send less at once.',
      };
      return;
    }
    items.int[item + inItem.tries] = 0;
    wait += bootstrap?.connectNs ?? 0;
  } else if (reliability.kind === 'timeout') {
    for (let i = 0; i < items.int[item + inItem.tries]; i++) wait *= reliability.backoff;
  }
  items.int[item + inItem.tries]++;
  dropHeld(world, item);
  after(world, toTicks(wait), eventKind.retry, item, 0);
}

/** The dropped item's slots of rings that it will take again on its way. */
function dropHeld(world: World, item: number): void {
  const { items } = world;
  const { stages } = items.profile[item >> 4];
  const until = items.int[item + inItem.position];
  for (let p = stages[until].restartAt; p < until; p++) {
    const takes = stages[p].action === action.ring || (stages[p].action === action.steer && missesQueue(world, item, stages[p]));
    if (!takes) continue;
    const held = ringOf(world, item, stages[p]);
    const freed = stages.some((stage, at) => at > p && at < until && stage.action === action.release && ringOf(world, item, stage) === held);
    if (!freed) giveBack(world, item, held);
  }
}

/** What enters a path is counted once for all its stages: these are visited again. */
function countAgain({ items, statistics }: World, item: number, from: number): void {
  const { stages } = items.profile[item >> 4];
  for (let p = from; p <= items.int[item + inItem.position]; p++) {
    const { statistic, executor, ns } = stages[p];
    statistics.stageVisits++;
    statistics.visits[statistic]++;
    if (ns < 0) continue;
    statistics.busyNs[statistic] += ns;
    statistics.executorNs[executor] += ns;
  }
}

/** A dropped segment's timeout passed: it is sent again. */
export function onRetry(world: World, item: number): void {
  const { items, states, marks } = world;
  world.statistics.retransmissions++;
  const { restartAt } = items.profile[item >> 4].stages[items.int[item + inItem.position]];
  if (restartAt < items.int[item + inItem.position]) {
    countAgain(world, item, restartAt);
    items.int[item + inItem.position] = restartAt;
    const visit = visitOf(world, item);
    // Everything since it first came here was in vain.
    if (!states.lost.has(visit)) states.lost.set(visit, marks.arrived[visit]);
  } else {
    const visit = visitOf(world, item);
    const since = marks.arrived[visit];
    items.ns[(item >> 1) + inItem.time] = world.now;
    const stage = items.profile[item >> 4].stages[items.int[item + inItem.position]];
    if (stage.stage.kind === 'ring' && !offerToRing(world, item, stage, stage.stage)) return;
    marks.arrived[visit] = since;
    marks.started[visit] = world.now;
    items.int[item + inItem.position]++;
  }
  items.ns[(item >> 1) + inItem.time] = world.now;
  arrive(world, item);
}

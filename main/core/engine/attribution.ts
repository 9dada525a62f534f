import { extend, extendFloat } from './items.ts';
import { waitBit } from './marks.ts';
import { inMessage, packet, profileOfSlot, way } from './messages.ts';
import { action } from './profile.ts';
import { addSteady, walkSteady, type Steady } from './steady-walk.ts';
import type { World } from './world.ts';

/** The parts of a message's time that the last walk found. */
export interface Walk {
  /** Rows of the statistics: `row` for service, `~row` for waiting. */
  rows: Int32Array;
  ns: Float64Array;
  parts: number;
  /** The parts come on top of this service of the stages up to a position; absent: they are all. */
  steady: Steady | undefined;
  upTo: number;
  /** What it walked: message by serial, slot and position it began at, and whether it looked for turns. */
  serial: number;
  slot: number;
  position: number;
  turns: boolean;
  /** When it walked, ns. */
  atNs: number;
}

/** Nothing walked. */
export function createWalk(): Walk {
  return { rows: new Int32Array(64), ns: new Float64Array(64), parts: 0, steady: undefined, upTo: -1, serial: -1, slot: 0, position: 0, turns: false, atNs: -1 };
}

/** Divides the time from the post of message `m` to its completion now among the rows of the statistics, exactly. */
export function attribute(world: World, m: number): void {
  const { messages, marks, statistics } = world;
  const data = messages.profiles[messages.int[m | inMessage.profile]];
  const slot = messages.int[m | inMessage.lastDelivered];
  const { deliverAt } = profileOfSlot(messages, m, slot);
  const here = marks.arrived[messages.int[m | inMessage.block] + slot * messages.int[m | inMessage.stride] + deliverAt];
  if (here < world.now) statistics.waitingNs[data.waits.receiver] += world.now - here;
  walkBack(world, m, slot, deliverAt - 1, -1);
  addChanges(world.walk, statistics.serviceNs, 0, statistics.waitingNs, 0);
  // All that are delivered have the same steady parts, which are added up at the end of the run.
  if (world.walk.steady !== undefined) data.delivered++;
}

/** Adds the parts that the last walk found to rows of `service` and `waiting`, beginning where they are told to. */
export function addParts(walk: Walk, service: Float64Array, serviceAt: number, waiting: Float64Array, waitingAt: number): void {
  addSteady(walk, service, serviceAt);
  addChanges(walk, service, serviceAt, waiting, waitingAt);
}

function addChanges({ rows, ns, parts }: Walk, service: Float64Array, serviceAt: number, waiting: Float64Array, waitingAt: number): void {
  for (let part = 0; part < parts; part++) {
    const row = rows[part];
    if (row >= 0) service[serviceAt + row] += ns[part];
    else waiting[waitingAt + ~row] += ns[part];
  }
}

function addPart(walk: Walk, row: number, ns: number): void {
  if (walk.parts === walk.rows.length) {
    walk.rows = extend(walk.rows, walk.parts * 2);
    walk.ns = extendFloat(walk.ns, walk.parts * 2);
  }
  walk.rows[walk.parts] = row;
  walk.ns[walk.parts++] = ns;
}

/**
 * Divides the time from the post of message `m` to when `slot` left `position` into parts of `world.walk`,
 * walking back along what bound each start: an own earlier segment → that segment's visit; somebody else →
 * waiting here; window, order, receiver → their rows. The parts add up to the whole exactly, because every step goes from
 * one time stamp to an earlier one.
 *
 * `turn` is the newest of the message's turns (see critical-path) where the walk shall end at one; answers the turn it
 * ended at, or -1 for the post. The same walk again costs nothing as long as no other was made.
 */
export function walkBack(world: World, m: number, slot: number, position: number, turn: number): number {
  const { messages, walk } = world;
  const serial = messages.int[m | inMessage.serial];
  if (walk.serial === serial && walk.slot === slot && walk.position === position && turn < 0 && !walk.turns && walk.atNs === world.now) return -1;
  walk.serial = serial;
  walk.slot = slot;
  walk.position = position;
  walk.turns = turn >= 0;
  walk.atNs = world.now;
  walk.parts = 0;
  walk.steady = undefined;
  if (slot === 0 && turn < 0 && world.states.lost.size === 0 && world.vms.heldSince.size === 0) {
    const first = messages.int[m | inMessage.block];
    if (walkSteady(walk, world.marks, messages.profiles[messages.int[m | inMessage.profile]], first, messages.int[m | inMessage.stride], position, messages.ns[(m >> 1) | inMessage.postedNs])) return -1;
  }
  return findParts(world, m, slot, position, turn);
}

function findParts(world: World, m: number, lastSlot: number, lastPosition: number, turn: number): number {
  const { messages, walk, states: { lost }, vms: { heldSince } } = world;
  const { arrived, started: startedAt, bound } = world.marks;
  const data = messages.profiles[messages.int[m | inMessage.profile]];
  const block = messages.int[m | inMessage.block];
  const stride = messages.int[m | inMessage.stride];
  const posted = messages.ns[(m >> 1) | inMessage.postedNs];
  let slot = lastSlot;
  let position = lastPosition;
  let { stages } = profileOfSlot(messages, m, slot);
  let first = block + slot * stride;
  let time = arrived[first + position + 1];
  for (;;) {
    const visit = first + position;
    const stage = stages[position];
    const row = stage.statistic;
    const waited = (bound[first + stages.length] & waitBit(position)) !== 0;
    const started = waited ? startedAt[visit] : arrived[visit];
    if (started < time) {
      addPart(walk, row, time - started);
      time = started;
    }
    let own = waited ? bound[visit] : -1;
    if (own >= 0 && lost.size > 0) {
      // A segment that was sent again has left newer marks where this one waited for it before.
      const slotThere = block + (own >> 6) * stride;
      const there = slotThere + (own & 63);
      const startedThere = (bound[slotThere + profileOfSlot(messages, m, own >> 6).stages.length] & waitBit(own & 63)) !== 0 ? startedAt[there] : arrived[there];
      if (arrived[there + 1] > time || startedThere >= time) own = -1;
    }
    const since = own >= 0 ? arrived[block + (own >> 6) * stride + (own & 63) + 1] : arrived[visit];
    if (since < time) {
      if (turn >= 0 && stage.action === action.cpuUser) {
        const rank = (stage.side === 'sender') !== goesBack(world, m, slot) ? messages.int[m | inMessage.from] : messages.int[m | inMessage.to];
        const found = turnOf(world, turn, rank, since, time);
        if (found >= 0) {
          addPart(walk, ~row, time - turnedNs(world, found));
          return found;
        }
      }
      addPart(walk, ~row, time - since);
      time = since;
    }
    if (own >= 0) {
      slot = own >> 6;
      position = own & 63;
      ({ stages } = profileOfSlot(messages, m, slot));
      first = block + slot * stride;
      continue;
    }
    if (lost.size > 0) {
      const first = lost.get(visit);
      if (first !== undefined && first < time) {
        addPart(walk, ~data.waits.loss, time - first);
        time = first;
      }
    }
    if (position > 0) {
      position--;
      continue;
    }
    if (heldSince.size > 0) {
      const since = heldSince.get(visit);
      if (since !== undefined && since < time) {
        addPart(walk, ~data.waits.vm, time - since);
        time = since;
      }
    }
    const cause = bound[first + stride - 1];
    if (cause < 0) {
      if (posted < time) addPart(walk, ~data.waits.order, time - posted);
      return -1;
    }
    // An answer, or data that is fetched, waits for the receiver to ask for it.
    const late = (slot === data.segments + packet.reply || cause >> 6 === data.segments + packet.request) && messages.int[m | inMessage.request] >= 0;
    slot = cause >> 6;
    position = cause & 63;
    ({ stages } = profileOfSlot(messages, m, slot));
    first = block + slot * stride;
    const end = arrived[first + position + 1];
    if (end < time) {
      if (late && turn >= 0) {
        const found = turnOf(world, turn, messages.int[m | inMessage.to], end, time);
        if (found >= 0 && turnedNs(world, found) === time) return found;
      }
      addPart(walk, ~(late ? data.waits.receiver : data.waits.window), time - end);
      time = end;
    }
  }
}

/** Whether a slot goes from the data's receiver to its sender. */
function goesBack({ messages }: World, m: number, slot: number): boolean {
  const number = slot - messages.profiles[messages.int[m | inMessage.profile]].segments;
  return number === packet.reply || (number === packet.request && messages.int[m | inMessage.way] === way.agentGet);
}

/** The newest turn of `rank` after `from` and not after `until`; -1: none. */
function turnOf({ paths }: World, newest: number, rank: number, from: number, until: number): number {
  const { turns, vectors } = paths;
  for (let turn = newest; turn >= 0; turn = turns.older[turn]) {
    const vector = turns.vector[turn];
    if (vectors.owner[vector] === rank && vectors.atNs[vector] <= until) return vectors.atNs[vector] > from ? turn : -1;
  }
  return -1;
}

function turnedNs({ paths }: World, turn: number): number {
  return paths.vectors.atNs[paths.turns.vector[turn]];
}

import { packet, profileOfSlot, way } from './messages.ts';
import { action } from './profile.ts';
import type { World } from './world.ts';

/** Divides the time from the post of message `m` to its completion now among the rows of the statistics, exactly. */
export function attribute(world: World, m: number): void {
  const { messages, marks, statistics } = world;
  const data = messages.profile[m];
  const slot = messages.lastDelivered[m];
  const { deliverAt } = profileOfSlot(messages, m, slot);
  const here = marks.arrived[messages.block[m] + slot * messages.stride[m] + deliverAt];
  if (here < world.now) statistics.waitingNs[data.waits.receiver] += world.now - here;
  walkBack(world, m, slot, deliverAt - 1, here, statistics.serviceNs, 0, statistics.waitingNs, 0, -1);
}

/**
 * Divides the time from the post of message `m` to `until`, when `slot` left `position`, among rows of `service` and
 * `waiting`, walking back along what bound each start: an own earlier segment → that segment's visit; somebody else →
 * waiting here; window, order, receiver → their rows. The parts add up to the whole exactly, because every step goes from
 * one time stamp to an earlier one.
 *
 * `turn` is the newest of the message's turns (see critical-path) where the walk shall end at one; answers the turn it
 * ended at, or -1 for the post.
 */
export function walkBack(
  world: World, m: number, slot: number, position: number, until: number,
  service: Float64Array, serviceAt: number, waiting: Float64Array, waitingAt: number, turn: number,
): number {
  const { messages, states: { lost } } = world;
  const { arrived, started: startedAt, bound } = world.marks;
  const data = messages.profile[m];
  const block = messages.block[m];
  const stride = messages.stride[m];
  const posted = messages.postedNs[m];
  let { stages } = profileOfSlot(messages, m, slot);
  let first = block + slot * stride;
  let time = until;
  for (;;) {
    const visit = first + position;
    const stage = stages[position];
    const row = stage.statistic;
    const started = startedAt[visit];
    if (started < time) {
      service[serviceAt + row] += time - started;
      time = started;
    }
    let own = bound[visit];
    if (own >= 0 && lost.size > 0) {
      // A segment that was sent again has left newer marks where this one waited for it before.
      const there = block + (own >> 6) * stride + (own & 63);
      if (arrived[there + 1] > time || startedAt[there] >= time) own = -1;
    }
    const since = own >= 0 ? arrived[block + (own >> 6) * stride + (own & 63) + 1] : arrived[visit];
    if (since < time) {
      if (turn >= 0 && stage.action === action.cpuUser) {
        const rank = (stage.side === 'sender') !== goesBack(world, m, slot) ? messages.from[m] : messages.to[m];
        const found = turnOf(world, turn, rank, since, time);
        if (found >= 0) {
          waiting[waitingAt + row] += time - turnedNs(world, found);
          return found;
        }
      }
      waiting[waitingAt + row] += time - since;
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
        waiting[waitingAt + data.waits.loss] += time - first;
        time = first;
      }
    }
    if (position > 0) {
      position--;
      continue;
    }
    const cause = bound[first + stride - 1];
    if (cause < 0) {
      if (posted < time) waiting[waitingAt + data.waits.order] += time - posted;
      return -1;
    }
    // An answer, or data that is fetched, waits for the receiver to ask for it.
    const late = (slot === data.segments + packet.reply || cause >> 6 === data.segments + packet.request) && messages.request[m] >= 0;
    slot = cause >> 6;
    position = cause & 63;
    ({ stages } = profileOfSlot(messages, m, slot));
    first = block + slot * stride;
    const end = arrived[first + position + 1];
    if (end < time) {
      if (late && turn >= 0) {
        const found = turnOf(world, turn, messages.to[m], end, time);
        if (found >= 0 && turnedNs(world, found) === time) return found;
      }
      waiting[waitingAt + (late ? data.waits.receiver : data.waits.window)] += time - end;
      time = end;
    }
  }
}

/** Whether a slot goes from the data's receiver to its sender. */
function goesBack({ messages }: World, m: number, slot: number): boolean {
  const number = slot - messages.profile[m].segments;
  return number === packet.reply || (number === packet.request && messages.way[m] === way.agentGet);
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

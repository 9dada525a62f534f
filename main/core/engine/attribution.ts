import type { World } from './world.ts';

/**
 * Divides the time from the post of message `m` to now among stages, walking back along what bound each start: an own
 * earlier segment → that segment's visit; somebody else → waiting here; window, order, receiver → their rows. The parts
 * add up to the whole exactly, because every step goes from one time stamp to an earlier one.
 */
export function attribute(world: World, m: number): void {
  const { messages, marks, statistics } = world;
  const data = messages.profile[m];
  const block = messages.block[m];
  const stride = messages.stride[m];
  const posted = messages.postedNs[m];
  let slot = messages.lastDelivered[m];
  let position = data.deliverAt - 1;
  let time = world.now;
  const here = marks.arrived[block + slot * stride + position + 1];
  if (here < time) {
    statistics.waitingNs[data.waits.receiver] += time - here;
    time = here;
  }
  for (;;) {
    const profile = slot < data.segments ? data : slot === data.segments ? messages.requestProfile[m] : messages.grantProfile[m];
    if (profile === undefined) throw new Error('a message without rendezvous has a control packet');
    const visit = block + slot * stride + position;
    const row = profile.stages[position].statistic;
    const started = marks.started[visit];
    if (started < time) {
      statistics.serviceNs[row] += time - started;
      time = started;
    }
    const own = marks.bound[visit];
    if (own >= 0) {
      const end = marks.arrived[block + (own >> 6) * stride + (own & 63) + 1];
      if (end < time) {
        statistics.waitingNs[row] += time - end;
        time = end;
      }
      slot = own >> 6;
      position = own & 63;
      continue;
    }
    const arrived = marks.arrived[visit];
    if (arrived < time) {
      statistics.waitingNs[row] += time - arrived;
      time = arrived;
    }
    if (position > 0) {
      position--;
      continue;
    }
    const cause = marks.bound[block + slot * stride + stride - 1];
    if (cause < 0) {
      if (posted < time) statistics.waitingNs[data.waits.order] += time - posted;
      return;
    }
    slot = cause >> 6;
    position = cause & 63;
    const end = marks.arrived[block + slot * stride + position + 1];
    if (end < time) {
      const late = cause >> 6 === data.segments;
      statistics.waitingNs[late ? data.waits.receiver : data.waits.window] += time - end;
      time = end;
    }
  }
}

import { withRoom } from '../growing.ts';
import { layout, place } from './layout.ts';
import type { SingleState } from './state.ts';

const { hostNumbers, hostWholes, turnTime, turnOrder, turnPlace, turnNext, turnBefore, topTime, topOrder, heapTime, heapOrder, perNs } = layout;
/** So many turns are passed over to find one's place in a bucket; with more the bucket is crowded. */
const mostPassed = 32;
/** How often the width of buckets is looked at: after so many pushes that did not fit. */
const patience = 1024;

/**
 * Puts a host's turn into the queue, from where it is taken out not later than at its time. A turn that is there already and comes earlier stays:
 * whoever takes a turn out works out anew what the host has to do.
 */
export function pushTurn(state: SingleState, host: number, time: number, order: number, now: number): void {
  const { hosts, hostWholes: wholes, numbers } = state;
  const at = host << hostNumbers;
  const atWhole = host << hostWholes;
  const stands = wholes[atWhole + turnPlace];
  if (stands !== place.none) {
    const old = hosts[at + turnTime];
    if (old < time || (old === time && hosts[at + turnOrder] <= order)) return;
    if (stands === place.ring) removeTurn(state, host);
  }
  hosts[at + turnTime] = time;
  hosts[at + turnOrder] = order;
  const { bucketFirst, bucketLast } = state;
  const mask = bucketFirst.length - 1;
  if ((time - now) * numbers[perNs] >= mask) {
    state.farPushes++;
    pushHeap(state, host, time, order);
    return;
  }
  const bucket = (time * numbers[perNs]) & mask;
  if (bucketFirst[bucket] < 0) {
    const { used } = state;
    const word = bucket >> 5;
    used[word] |= 1 << (bucket & 31);
    used[(mask >> 5) + 1 + (word >> 5)] |= 1 << (word & 31);
    bucketFirst[bucket] = bucketLast[bucket] = host;
    wholes[atWhole + turnBefore] = wholes[atWhole + turnNext] = -1;
  } else {
    let before = bucketLast[bucket];
    let after = -1;
    let passed = 0;
    for (;;) {
      const other = hosts[(before << hostNumbers) + turnTime];
      if (other < time || (other === time && hosts[(before << hostNumbers) + turnOrder] <= order)) break;
      if (++passed > mostPassed) {
        state.crowdedPushes++;
        pushHeap(state, host, time, order);
        return;
      }
      after = before;
      before = wholes[(before << hostWholes) + turnBefore];
      if (before < 0) break;
    }
    wholes[atWhole + turnBefore] = before;
    wholes[atWhole + turnNext] = after;
    if (before < 0) bucketFirst[bucket] = host;
    else wholes[(before << hostWholes) + turnNext] = host;
    if (after < 0) bucketLast[bucket] = host;
    else wholes[(after << hostWholes) + turnBefore] = host;
  }
  wholes[atWhole + turnPlace] = place.ring;
  if (time < numbers[topTime] || (time === numbers[topTime] && order < numbers[topOrder])) {
    numbers[topTime] = time;
    numbers[topOrder] = order;
    state.topHost = host;
  }
}

/** Takes the first turn of the ring out; only when there is one. */
export function popTurn(state: SingleState): number {
  const { hostWholes: wholes, bucketFirst, topHost: host, numbers } = state;
  const atWhole = host << hostWholes;
  wholes[atWhole + turnPlace] = place.none;
  const bucket = (numbers[topTime] * numbers[perNs]) & (bucketFirst.length - 1);
  const next = wholes[atWhole + turnNext];
  bucketFirst[bucket] = next;
  if (next >= 0) {
    wholes[(next << hostWholes) + turnBefore] = -1;
    numbers[topTime] = state.hosts[(next << hostNumbers) + turnTime];
    numbers[topOrder] = state.hosts[(next << hostNumbers) + turnOrder];
    state.topHost = next;
  } else {
    clearBucket(state, bucket);
    findTop(state, bucket);
  }
  return host;
}

function clearBucket({ used, bucketFirst }: SingleState, bucket: number): void {
  const word = bucket >> 5;
  if ((used[word] &= ~(1 << (bucket & 31))) === 0) used[(bucketFirst.length >> 5) + (word >> 5)] &= ~(1 << (word & 31));
}

/** The first turn from a bucket on, around the ring. */
function findTop(state: SingleState, bucket: number): void {
  const { used, hosts, numbers, bucketFirst } = state;
  let word = bucket >> 5;
  let bits = used[word] & (-1 << (bucket & 31));
  if (bits === 0) {
    const words = bucketFirst.length >> 5;
    const groups = words >> 5;
    // Words behind this one in its group, then those of the other groups, and of its own from the beginning.
    let group = word >> 5;
    let inGroup = used[words + group] & (-2 << (word & 31));
    if ((word & 31) === 31) inGroup = 0;
    for (let i = 0; inGroup === 0 && i < groups; i++) {
      group = group + 1 === groups ? 0 : group + 1;
      inGroup = used[words + group];
    }
    if (inGroup === 0) {
      numbers[topTime] = Infinity;
      state.topHost = -1;
      return;
    }
    word = (group << 5) + 31 - Math.clz32(inGroup & -inGroup);
    bits = used[word];
  }
  const host = bucketFirst[(word << 5) + 31 - Math.clz32(bits & -bits)];
  state.topHost = host;
  numbers[topTime] = hosts[(host << hostNumbers) + turnTime];
  numbers[topOrder] = hosts[(host << hostNumbers) + turnOrder];
}

/** Takes a host's turn out of the ring, wherever it stands. */
function removeTurn(state: SingleState, host: number): void {
  if (host === state.topHost) {
    popTurn(state);
    return;
  }
  const { hostWholes: wholes, bucketFirst, bucketLast, numbers } = state;
  const atWhole = host << hostWholes;
  const bucket = (state.hosts[(host << hostNumbers) + turnTime] * numbers[perNs]) & (bucketFirst.length - 1);
  const before = wholes[atWhole + turnBefore];
  const after = wholes[atWhole + turnNext];
  if (before < 0) bucketFirst[bucket] = after;
  else wholes[(before << hostWholes) + turnNext] = after;
  if (after >= 0) wholes[(after << hostWholes) + turnBefore] = before;
  else bucketLast[bucket] = before;
  if (bucketFirst[bucket] < 0) clearBucket(state, bucket);
  wholes[atWhole + turnPlace] = place.none;
}

function pushHeap(state: SingleState, host: number, time: number, order: number): void {
  const length = state.heapLength + 1;
  const times = (state.heapTimes = withRoom(state.heapTimes, length));
  const orders = (state.heapOrders = withRoom(state.heapOrders, length));
  const nodes = (state.heapHosts = withRoom(state.heapHosts, length));
  let at = state.heapLength++;
  while (at > 0) {
    const parent = (at - 1) >> 2;
    const t = times[parent];
    if (t < time || (t === time && orders[parent] < order)) break;
    times[at] = t;
    orders[at] = orders[parent];
    nodes[at] = nodes[parent];
    at = parent;
  }
  times[at] = time;
  orders[at] = order;
  nodes[at] = host;
  state.hostWholes[(host << hostWholes) + turnPlace] = place.heap;
  state.numbers[heapTime] = times[0];
  state.numbers[heapOrder] = orders[0];
  if (state.farPushes + state.crowdedPushes >= patience) adapt(state);
}

/** Takes the first turn of the heap out; -1 when it was replaced by an earlier one meanwhile. */
export function popHeap(state: SingleState): number {
  const { heapTimes: times, heapOrders: orders, heapHosts: nodes, numbers } = state;
  const first = nodes[0];
  const firstTime = times[0];
  const firstOrder = orders[0];
  const last = --state.heapLength;
  const time = times[last];
  const order = orders[last];
  let at = 0;
  for (;;) {
    const child = (at << 2) + 1;
    if (child >= last) break;
    const end = child + 4 < last ? child + 4 : last;
    let least = child;
    let leastTime = times[child];
    for (let other = child + 1; other < end; other++) {
      const t = times[other];
      if (t < leastTime || (t === leastTime && orders[other] < orders[least])) {
        least = other;
        leastTime = t;
      }
    }
    if (leastTime > time || (leastTime === time && orders[least] > order)) break;
    times[at] = leastTime;
    orders[at] = orders[least];
    nodes[at] = nodes[least];
    at = least;
  }
  times[at] = time;
  orders[at] = order;
  nodes[at] = nodes[last];
  numbers[heapTime] = last === 0 ? Infinity : times[0];
  numbers[heapOrder] = orders[0];
  const place_ = (first << hostWholes) + turnPlace;
  const host = first << hostNumbers;
  if (state.hostWholes[place_] !== place.heap || state.hosts[host + turnTime] !== firstTime || state.hosts[host + turnOrder] !== firstOrder) return -1;
  state.hostWholes[place_] = place.none;
  return first;
}

/** Wider buckets when too much lies beyond the ring, narrower ones when they are crowded. */
function adapt(state: SingleState): void {
  const far = state.farPushes > state.crowdedPushes;
  state.farPushes = state.crowdedPushes = 0;
  const rate = state.numbers[perNs] * (far ? 0.25 : 4);
  if (rate > 1) return;
  // Those in the ring go to the heap, and come back into buckets of the new width when their hosts have their next turns.
  const { bucketFirst, hostWholes: wholes, hosts, numbers } = state;
  for (let bucket = 0; bucket < bucketFirst.length; bucket++) {
    for (let host = bucketFirst[bucket]; host >= 0; host = wholes[(host << hostWholes) + turnNext]) {
      pushHeap(state, host, hosts[(host << hostNumbers) + turnTime], hosts[(host << hostNumbers) + turnOrder]);
    }
  }
  bucketFirst.fill(-1);
  state.used.fill(0);
  state.topHost = -1;
  numbers[topTime] = Infinity;
  numbers[perNs] = rate;
}

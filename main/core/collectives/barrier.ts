import { nothing } from './blocks.ts';
import { receive, send, sendReceive, sendSynchronously, startReceive, wait, type Call } from './moves.ts';
import { powerOfTwoUpTo } from './trees.ts';

/** Everybody tells the first member and waits for its answer. */
export function linearBarrier(call: Call): void {
  const { member, members } = call;
  if (member > 0) {
    send(call, 0, nothing);
    receive(call, 0, nothing);
    return;
  }
  for (let other = 1; other < members; other++) startReceive(call, other, nothing);
  wait(call, 'receives');
  for (let other = 1; other < members; other++) send(call, other, nothing);
}

/** Round `k`: to the member 2^k after, from the one 2^k before. */
export function disseminationBarrier(call: Call): void {
  const { member, members } = call;
  for (let distance = 1; distance < members; distance *= 2) {
    sendReceive(call, (member + distance) % members, nothing, (member - distance + members) % members, nothing);
  }
}

/** Pairs at distance 1, 2, 4, ...; members above the largest power of two speak to one below before and after. */
export function recursiveDoublingBarrier(call: Call): void {
  const { member, members } = call;
  const core = powerOfTwoUpTo(members);
  if (member >= core) {
    sendReceive(call, member - core, nothing, member - core, nothing);
    return;
  }
  const hasGuest = member + core < members;
  if (hasGuest) receive(call, member + core, nothing);
  for (let distance = 1; distance < core; distance *= 2) sendReceive(call, member ^ distance, nothing, member ^ distance, nothing);
  if (hasGuest) sendSynchronously(call, member + core, nothing);
}

/** Two rounds along the ring; the second is sent synchronously. */
export function doubleRingBarrier(call: Call): void {
  const { member, members } = call;
  const left = (member - 1 + members) % members;
  const right = (member + 1) % members;
  for (const pass of [send, sendSynchronously]) {
    if (member > 0) receive(call, left, nothing);
    pass(call, right, nothing);
    if (member === 0) receive(call, left, nothing);
  }
}

/** Up a binomial tree and down again. */
export function treeBarrier(call: Call): void {
  const { member, members } = call;
  let distance = 1;
  const children: number[] = [];
  for (; distance < members && (member & distance) === 0; distance *= 2) if (member + distance < members) children.push(member + distance);
  for (const child of children) receive(call, child, nothing);
  if (member > 0) {
    send(call, member - distance, nothing);
    receive(call, member - distance, nothing);
  }
  for (const child of children.reverse()) send(call, child, nothing);
}

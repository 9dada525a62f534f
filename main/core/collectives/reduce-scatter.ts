import { resultBlocks, type Blocks } from './blocks.ts';
import { foldWhole } from './fold.ts';
import { doublingDistances, halve, type Window } from './halving.ts';
import { combine, receive, send, sendReceive, startReceive, wait, type Call } from './moves.ts';
import { powerOfTwoUpTo } from './trees.ts';

const blocksOf = ({ bytes, members, counts }: Call): Blocks => resultBlocks(bytes, members, counts);

/** Reduce to the first member by the library's decision, then a linear scatter with counts. */
export function nonOverlappingReduceScatter(call: Call): void {
  const { members, bytes } = call;
  const blocks = blocksOf(call);
  call.within({ collective: 'reduce', bytes });
  const counts = Array.from({ length: members }, (_, member) => blocks.block(member).bytes);
  call.within({ collective: 'scatter', algorithm: 'linear', bytes: 0, counts });
}

/** Each block goes round once and ends where it belongs. */
export function ringReduceScatter(call: Call): void {
  const { flow, member, members } = call;
  const blocks = blocksOf(call);
  flow.repeat(members - 1, blocks.equal, (round) => {
    const into = blocks.block(member - round - 2);
    sendReceive(call, (member + 1) % members, blocks.block(member - round - 1), (member - 1 + members) % members, into, { into: 1 });
    combine(call, into);
  });
}

/** MPICH's for long vectors: round `k` sends its block to the member k after, and reduces the own one from the member k before. */
export function pairwiseReduceScatter(call: Call): void {
  const { member, members } = call;
  const blocks = blocksOf(call);
  for (let distance = 1; distance < members; distance++) {
    const to = (member + distance) % members;
    sendReceive(call, to, blocks.block(to), (member - distance + members) % members, blocks.block(member), { into: 1 });
    combine(call, blocks.block(member));
  }
}

/** Recursive halving at distances n/2, ..., 2, 1: what is left is the own block. Pairs of neighbours fold before, to a power of two. */
export function recursiveHalvingReduceScatter(call: Call): void {
  const { member, members } = call;
  const blocks = blocksOf(call);
  const surplus = members - powerOfTwoUpTo(members);
  const fold = foldWhole(call);
  if (fold !== undefined) halve(call, fold, [...doublingDistances(fold.count)].reverse(), (window) => blocks.range(...membersOf(window, surplus)));
  if (member >= 2 * surplus) return;
  if (fold === undefined) receive(call, member + 1, blocks.block(member));
  else send(call, member - 1, blocks.block(member - 1));
}

/** Recursive halving at distances 1, 2, 4, ...: what is left belongs to the place whose number has the bits in reverse. */
export function butterflyReduceScatter(call: Call): void {
  const { member, members } = call;
  const blocks = blocksOf(call);
  const surplus = members - powerOfTwoUpTo(members);
  const fold = foldWhole(call);
  const count = powerOfTwoUpTo(members);
  const holderOf = (place: number): number => placeToMember(mirror(place, count), surplus);
  const own = member < 2 * surplus ? Math.floor(member / 2) : member - surplus;
  const from = holderOf(own);
  if (fold === undefined) {
    receive(call, from, blocks.block(member));
    return;
  }
  halve(call, fold, doublingDistances(count), (window) => blocks.range(...membersOf(window, surplus)));
  const [first, end] = membersOf([mirror(fold.place, count), mirror(fold.place, count) + 1], surplus);
  const others = Array.from({ length: end - first }, (_, index) => first + index).filter((other) => other !== member);
  if (from !== member) startReceive(call, from, blocks.block(member));
  for (const other of others) send(call, other, blocks.block(other));
  if (from !== member) wait(call, 'receives');
}

/** The bits of a place in reverse. */
function mirror(place: number, count: number): number {
  let mirrored = 0;
  for (let bit = 1, other = count / 2; bit < count; bit *= 2, other /= 2) if ((place & bit) !== 0) mirrored += other;
  return mirrored;
}

/** The odd one of each pair stays. */
const placeToMember = (place: number, surplus: number): number => (place < surplus ? 2 * place + 1 : place + surplus);

/** The members whose blocks these places have: the first ones two each. */
function membersOf([from, to]: Window, surplus: number): Window {
  const start = (place: number): number => (place < surplus ? 2 * place : place + surplus);
  return [start(from), start(to)];
}

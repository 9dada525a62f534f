import { cutVector, span } from './blocks.ts';
import type { Places } from './halving.ts';
import { combine, receive, send, sendReceive, type Call } from './moves.ts';
import { powerOfTwoUpTo } from './trees.ts';

/** Members that stay when others have left, a power of two of them. */
export interface Fold extends Places {
  readonly placeOf: (member: number) => number;
}

/** Who stays of the pairs of neighbours below twice the surplus over a power of two: the even one, or whoever is `kept`. */
function foldOf(member: number, members: number, kept: number | undefined, stays: 0 | 1): { readonly fold: Fold; readonly partner: number | undefined; readonly leaves: boolean } {
  const count = powerOfTwoUpTo(members);
  const surplus = members - count;
  const keeper = (pair: number): number => (kept !== undefined && Math.floor(kept / 2) === pair ? kept : 2 * pair + stays);
  const memberAt = (place: number): number => (place < surplus ? keeper(place) : place + surplus);
  const placeOf = (other: number): number => (other < 2 * surplus ? Math.floor(other / 2) : other - surplus);
  const paired = member < 2 * surplus;
  const place = placeOf(member);
  return { fold: { place, count, memberAt, placeOf }, partner: paired ? member ^ 1 : undefined, leaves: paired && keeper(place) !== member };
}

/**
 * Reduces pairs by halves: both swap halves and reduce theirs, then the one that leaves hands over its half. Answers undefined
 * for the one that leaves. `kept` stays in any case.
 */
export function foldPairs(call: Call, kept?: number): Fold | undefined {
  const { fold, partner, leaves } = foldOf(call.member, call.members, kept, 0);
  if (partner === undefined) return fold;
  const halves = cutVector(call.bytes, 2);
  const mine = halves.block(leaves ? 1 : 0);
  sendReceive(call, partner, halves.block(leaves ? 0 : 1), partner, mine, { into: 1 });
  combine(call, mine);
  if (leaves) {
    send(call, partner, mine);
    return undefined;
  }
  receive(call, partner, halves.block(1));
  return fold;
}

/** Reduces pairs at once: the even one sends its vector and leaves, the odd one stays. */
export function foldWhole(call: Call): Fold | undefined {
  const { fold, partner, leaves } = foldOf(call.member, call.members, undefined, 1);
  if (partner === undefined) return fold;
  const vector = span(0, call.bytes);
  if (leaves) {
    send(call, partner, vector);
    return undefined;
  }
  receive(call, partner, vector, 1);
  combine(call, vector);
  return fold;
}

/** Those who left get the result from their partner. */
export function unfold(call: Call, result: number, fold: Fold | undefined): void {
  const partner = call.member ^ 1;
  const surplus = call.members - powerOfTwoUpTo(call.members);
  if (call.member >= 2 * surplus) return;
  if (fold === undefined) receive(call, partner, span(0, result));
  else send(call, partner, span(0, result));
}

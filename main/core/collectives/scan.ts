import { span } from './blocks.ts';
import { combine, copy, receive, send, sendReceive, type Call } from './moves.ts';

/** From member to member; each adds its own vector before it passes the result on. */
export function linearScan(call: Call): void {
  const { member, members, bytes } = call;
  const vector = span(0, bytes);
  if (member > 0) {
    receive(call, member - 1, vector, 1);
    combine(call, vector);
  }
  if (member + 1 < members) send(call, member + 1, vector);
}

/** The same without the own vector in the result. */
export function linearExscan(call: Call): void {
  const { member, members, bytes } = call;
  const vector = span(0, bytes);
  copy(call, vector, 0, 2);
  if (member > 0) {
    receive(call, member - 1, vector);
    if (member + 1 < members) combine(call, vector, 0, 2);
  }
  if (member + 1 < members) send(call, member + 1, vector, 2);
}

/** Pairs at distance 1, 2, 4, ... swap what they know of their group; the upper one adds it to its result. */
export const recursiveDoublingScan = (exclusive: boolean) => (call: Call): void => {
  const { member, members, bytes } = call;
  const vector = span(0, bytes);
  // Slot 2 has the sum of the group, slot 1 what came.
  copy(call, vector, 0, 2);
  let empty = exclusive;
  for (let distance = 1; distance < members; distance *= 2) {
    const partner = member ^ distance;
    if (partner >= members) continue;
    sendReceive(call, partner, vector, partner, vector, { out: 2, into: 1 });
    combine(call, vector, 1, 2);
    if (partner > member) continue;
    if (empty) copy(call, vector, 1, 0);
    else combine(call, vector, 1, 0);
    empty = false;
  }
};

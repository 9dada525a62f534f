import type { Piece } from './flow.ts';
import { sendReceive, startReceive, startSend, wait, type Call } from './moves.ts';
import { isPowerOfTwo } from './trees.ts';

/** How MPICH throttles, and the number of requests that it has open at a time (MPIR_CVAR_ALLTOALL_THROTTLE). */
const mpichThrottle = 32;

/** The block from one member for another. Cells: source × members + destination. */
function block({ member, members, bytes, counts, receiveCounts }: Call, source: number, destination: number): Piece {
  const cell = source * members + destination;
  const length = (source === member ? counts?.[destination] : receiveCounts?.[source]) ?? bytes;
  return { bytes: length, cells: () => [[cell, cell + 1]] };
}

const after = ({ member, members }: Call, distance: number): number => (member + distance) % members;
const before = ({ member, members }: Call, distance: number): number => (member - distance + members) % members;

/** All receives and all sends are posted at once. Empty blocks of alltoallv are not sent. */
export function linearAlltoall(call: Call): void {
  batches(call, call.members);
}

/** Batches of requests, each waited for before the next: `segmentBytes` of the algorithm's name counts as requests, 0: all at once. */
export function linearSyncAlltoall(call: Call): void {
  batches(call, call.segmentBytes > 0 ? call.segmentBytes : call.members);
}

/** MPICH's: 32 receives and sends at a time. */
export function scatteredAlltoall(call: Call): void {
  batches(call, mpichThrottle);
}

function batches(call: Call, size: number): void {
  const { member, members, counts } = call;
  for (let first = 1; first < members; first += size) {
    const end = Math.min(members, first + size);
    let posted = false;
    for (let distance = first; distance < end; distance++) {
      const from = after(call, distance);
      const into = block(call, from, member);
      if (counts !== undefined && into.bytes === 0) continue;
      startReceive(call, from, into);
      posted = true;
    }
    for (let distance = first; distance < end; distance++) {
      const to = before(call, distance);
      const out = block(call, member, to);
      if (counts !== undefined && out.bytes === 0) continue;
      startSend(call, to, out);
      posted = true;
    }
    if (posted) wait(call, 'receives', 'sends');
  }
}

/** Round `k`: to the member k after, from the one k before. */
export function pairwiseAlltoall(call: Call): void {
  const { member, members } = call;
  for (let distance = 1; distance < members; distance++) {
    const [to, from] = [after(call, distance), before(call, distance)];
    sendReceive(call, to, block(call, member, to), from, block(call, from, member));
  }
}

/** MPICH's: partners differ by an exclusive or where the number of members is a power of two. */
export function pairwiseExchangeAlltoall(call: Call): void {
  const { member, members } = call;
  if (!isPowerOfTwo(members)) {
    pairwiseAlltoall(call);
    return;
  }
  for (let distance = 1; distance < members; distance++) {
    const partner = member ^ distance;
    sendReceive(call, partner, block(call, member, partner), partner, block(call, partner, member));
  }
}

/**
 * Bruck: blocks travel as the bits of their distance say, all of a bit in one message. A block that has come part of the way
 * lies where the one for the same distance lay.
 */
export function bruckAlltoall(call: Call): void {
  const { member, members, bytes } = call;
  for (let bit = 1; bit < members; bit *= 2) {
    const distances = Array.from({ length: members }, (_, distance) => distance).filter((distance) => (distance & bit) !== 0);
    const piece = (at: number): Piece => ({
      bytes: distances.length * bytes,
      cells: () => distances.map((distance) => {
        const source = (((at - (distance % bit)) % members) + members) % members;
        const cell = source * members + ((source + distance) % members);
        return [cell, cell + 1];
      }),
    });
    sendReceive(call, after(call, bit), piece(member), before(call, bit), piece(before(call, bit)));
  }
}

import { memberBlocks, type Blocks } from './blocks.ts';
import { receive, send, sendReceive, type Call } from './moves.ts';

const blocksOf = ({ bytes, members, counts }: Call): Blocks => memberBlocks(bytes, members, counts);

/** Gathered by the first member and broadcast, both by the library's decision. */
export function gatherBcastAllgather(call: Call): void {
  const { bytes, counts, members } = call;
  call.within({ collective: 'gather', bytes, ...(counts === undefined ? {} : { counts }) });
  call.within({ collective: 'bcast', bytes: memberBlocks(bytes, members, counts).range(0, members).bytes });
}

/** Blocks go round: each round passes on the block that came last. `shift`: the member who has block 0. */
export function ringAllgather(call: Call, blocks: Blocks = blocksOf(call), shift = 0): void {
  const { member, members } = call;
  const place = member - shift + members;
  call.flow.repeat(members - 1, blocks.equal, (round) => {
    sendReceive(call, (member + 1) % members, blocks.block(place - round), (member - 1 + members) % members, blocks.block(place - round - 1));
  });
}

/** Each round fetches as many blocks as there are already, from the member that far after; the last one what is missing. */
export function bruckAllgather(call: Call): void {
  const { member, members } = call;
  const blocks = blocksOf(call);
  for (let distance = 1; distance < members; distance *= 2) {
    const count = Math.min(distance, members - distance);
    const from = (member + distance) % members;
    sendReceive(call, (member - distance + members) % members, blocks.range(member, member + count), from, blocks.range(from, from + count));
  }
}

/**
 * Pairs at distance 1, 2, 4, ... swap all they have. Where the number of members is no power of two, some have no partner in a
 * round: those who got the data pass it on down a tree.
 */
export function recursiveDoublingAllgather(call: Call, blocks: Blocks = blocksOf(call), shift = 0): void {
  const { member, members } = call;
  const place = (member - shift + members) % members;
  const memberAt = (other: number): number => (other + shift) % members;
  const group = (start: number, size: number): ReturnType<Blocks['range']> => blocks.range(start, Math.max(start, Math.min(start + size, members)));
  for (let size = 1; size < members; size *= 2) {
    const partner = place ^ size;
    const mine = place - (place % size);
    const theirs = mine ^ size;
    if (partner < members) sendReceive(call, memberAt(partner), group(mine, size), memberAt(partner), group(theirs, size));
    if (theirs + size > members && theirs < members) passOn(theirs, size);
  }

  /** The first places of a group have the other group's blocks, as many as have a partner there. They give them to the rest. */
  function passOn(theirs: number, size: number): void {
    const served = members - theirs;
    for (let distance = size / 2; distance >= 1; distance /= 2) {
      const low = place & ~distance;
      const high = place | distance;
      const tree = place - (place % (2 * distance));
      if (low >= tree + served || high < tree + served) continue;
      if (place === low) send(call, memberAt(high), group(theirs, size));
      else receive(call, memberAt(low), group(theirs, size));
    }
  }
}

/** Even numbers of members: pairs of neighbours swap two blocks in turn. Odd ones: a ring. */
export function neighbourAllgather(call: Call): void {
  const { member, members } = call;
  if (members % 2 === 1) {
    ringAllgather(call);
    return;
  }
  const blocks = blocksOf(call);
  const even = member % 2 === 0;
  const after = (member + 1) % members;
  const before = (member - 1 + members) % members;
  const neighbours = even ? [after, before] : [before, after];
  const steps = even ? [2, -2] : [-2, 2];
  const newest = even ? [member, member] : [before, before];
  sendReceive(call, neighbours[0], blocks.block(member), neighbours[0], blocks.block(neighbours[0]));
  let have = newest[0];
  for (let round = 1; round < members / 2; round++) {
    const side = round % 2;
    newest[side] = (newest[side] + steps[side] + members) % members;
    sendReceive(call, neighbours[side], blocks.range(have, have + 2), neighbours[side], blocks.range(newest[side], newest[side] + 2));
    have = newest[side];
  }
}

import { memberBlocks, nothing, segmentsOf, span } from './blocks.ts';
import type { Piece } from './flow.ts';
import { receive, send, startReceive, startSend, wait, type Call } from './moves.ts';
import { subtreeSize, treeNode } from './trees.ts';

/** The root receives from one member after the other. */
export function linearGather(call: Call): void {
  const { member, members, root, bytes, counts } = call;
  const blocks = memberBlocks(bytes, members, counts);
  if (member !== root) send(call, root, blocks.block(member));
  else for (let other = 0; other < members; other++) if (other !== root) receive(call, other, blocks.block(other));
}

/**
 * The root asks one member after the other, by an empty message. The answer comes in two parts; without segments the second one
 * is empty.
 */
export function linearSyncGather(call: Call): void {
  const { member, members, root, bytes, counts, segmentBytes } = call;
  const blocks = memberBlocks(bytes, members, counts);
  const parts = (other: number): readonly [Piece, Piece] => {
    const [from, to] = [blocks.range(0, other).bytes, blocks.range(0, other + 1).bytes];
    const cut = from + segmentsOf(0, to - from, segmentBytes).segment(0).bytes;
    return [span(from, cut), span(cut, to)];
  };
  if (member !== root) {
    receive(call, root, nothing);
    for (const part of parts(member)) send(call, root, part);
    return;
  }
  for (let other = 0; other < members; other++) {
    if (other === root) continue;
    const [first, second] = parts(other);
    startReceive(call, other, first);
    send(call, other, nothing);
    startReceive(call, other, second, 0, 'later');
    wait(call, 'receives');
  }
  if (members > 1) wait(call, 'later');
}

/** Up a binomial tree, whole subtrees at a time. */
export function binomialGather(call: Call): void {
  const { parent, children, subtree } = inOrder(call);
  for (const child of children) receive(call, child, subtree(child));
  if (parent !== undefined) send(call, parent, subtree(call.member));
}

/** The root sends to one member after the other. */
export function linearScatter(call: Call): void {
  const { member, members, root, bytes, counts } = call;
  const blocks = memberBlocks(bytes, members, counts);
  if (member !== root) receive(call, root, blocks.block(member));
  else for (let other = 0; other < members; other++) if (other !== root) send(call, other, blocks.block(other));
}

/** The root posts all sends at once. */
export function linearNonBlockingScatter(call: Call): void {
  const { member, members, root, bytes, counts } = call;
  const blocks = memberBlocks(bytes, members, counts);
  if (member !== root) {
    receive(call, root, blocks.block(member));
    return;
  }
  for (let other = 0; other < members; other++) if (other !== root) startSend(call, other, blocks.block(other));
  if (members > 1) wait(call, 'sends');
}

/** Down a binomial tree, whole subtrees at a time, the largest one first. */
export function binomialScatter(call: Call): void {
  const { parent, children, subtree } = inOrder(call);
  if (parent !== undefined) receive(call, parent, subtree(call.member));
  for (const child of [...children].reverse()) send(call, child, subtree(child));
}

/** The binomial tree of consecutive members after the root, the smallest subtree first, and the blocks of a member's subtree. */
function inOrder({ member, members, root, bytes, counts }: Call) {
  const blocks = memberBlocks(bytes, members, counts);
  const { parent, children } = treeNode('in-order-binomial', member, members, root);
  const subtree = (top: number): Piece => blocks.range(top, top + subtreeSize((top - root + members) % members, members));
  return { parent, children: [...children].reverse(), subtree };
}

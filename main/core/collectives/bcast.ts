import { recursiveDoublingAllgather, ringAllgather } from './allgather.ts';
import { cutEvenly, elementBytes, segmentsOf, span, type Blocks } from './blocks.ts';
import { receive, send, sendReceive, startReceive, startSend, wait, type Call } from './moves.ts';
import { subtreeSize, treeNode, type TreeNode, type TreeShape } from './trees.ts';

/** Down a tree, segment by segment. */
export const treeBcast = (shape: TreeShape) => (call: Call): void => {
  passDown(call, treeNode(shape, call.member, call.members, call.root), 0, call.bytes);
};

/** Bytes `from` to before `to` from the parent to the children; the next segment is expected while one is passed on. */
function passDown(call: Call, { parent, children }: TreeNode, from: number, to: number): void {
  const { count, segment } = segmentsOf(from, to, call.segmentBytes);
  const pass = (index: number): void => {
    for (const child of children) startSend(call, child, segment(index));
    if (children.length > 0) wait(call, 'sends');
  };
  if (parent === undefined) {
    call.flow.repeat(count, false, pass);
    return;
  }
  startReceive(call, parent, segment(0));
  call.flow.repeat(count - 1, false, (index) => {
    wait(call, 'receives');
    startReceive(call, parent, segment(index + 1));
    pass(index);
  });
  wait(call, 'receives');
  pass(count - 1);
}

/**
 * Each subtree of a binary tree gets one half of the vector; then pairs of members, one from each subtree, swap their halves. A
 * member that is left over gets the second half from the root. Small groups and vectors: down a chain.
 */
export function splitBinaryBcast(call: Call): void {
  const { member, members, root, bytes } = call;
  const element = elementBytes(bytes);
  if (members < 3 || bytes < 2 * element) {
    treeBcast('pipeline')(call);
    return;
  }
  const middle = element * Math.ceil(bytes / element / 2);
  const halves: readonly (readonly [from: number, to: number])[] = [[0, middle], [middle, bytes]];
  const place = (member - root + members) % members;
  const memberAt = (other: number): number => (other + root) % members;
  const { parent, children } = treeNode('binary', member, members, root);
  if (place === 0) {
    halves.forEach(([from, to], half) => { if (half < children.length) passDown(call, { parent, children: [children[half]] }, from, to); });
    if (members % 2 === 0) send(call, memberAt(members - 1), span(middle, bytes));
    return;
  }
  const mine = place % 2 === 1 ? 0 : 1;
  passDown(call, { parent, children }, ...halves[mine]);
  if (members % 2 === 0 && place === members - 1) {
    receive(call, root, span(middle, bytes));
    return;
  }
  const partner = memberAt(mine === 0 ? place + 1 : place - 1);
  sendReceive(call, partner, span(...halves[mine]), partner, span(...halves[1 - mine]));
}

/** Scatters the vector down a binomial tree (places relative to the root). */
function scatterBlocks(call: Call, blocks: Blocks): void {
  const { member, members, root } = call;
  const place = (member - root + members) % members;
  const { parent, children } = treeNode('in-order-binomial', member, members, root);
  const end = place + subtreeSize(place, members);
  // Those whose part of a short vector is empty take no part.
  if (parent !== undefined && blocks.range(place, end).bytes > 0) receive(call, parent, blocks.range(place, end));
  for (const child of children) {
    const below = (child - root + members) % members;
    const piece = blocks.range(below, below + subtreeSize(below, members));
    if (piece.bytes > 0) send(call, child, piece);
  }
}

const scatterThen = (gather: (call: Call, blocks: Blocks, shift: number) => void) => (call: Call): void => {
  const blocks = cutEvenly(call.bytes, call.members);
  scatterBlocks(call, blocks);
  gather(call, blocks, call.root);
};

/** Binomial scatter, then recursive doubling. */
export const scatterAllgatherBcast = scatterThen(recursiveDoublingAllgather);

/** Binomial scatter, then a ring (van de Geijn). */
export const scatterRingBcast = scatterThen(ringAllgather);

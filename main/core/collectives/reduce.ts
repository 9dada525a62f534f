import { cutVector, segmentsOf, span } from './blocks.ts';
import { foldPairs } from './fold.ts';
import { doublingDistances, halve, otherHalf } from './halving.ts';
import { combine, receive, send, startReceive, wait, type Call } from './moves.ts';
import { inOrderBinaryNode, treeNode, type TreeNode, type TreeShape } from './trees.ts';

/** The root receives the vectors one after the other, the last member's first. */
export function linearReduce(call: Call): void {
  const { member, members, root, bytes } = call;
  const vector = span(0, bytes);
  if (member !== root) {
    send(call, root, vector);
    return;
  }
  for (let other = members - 1; other >= 0; other--) {
    if (other === root) continue;
    receive(call, other, vector, 1);
    combine(call, vector);
  }
}

/** Up a tree, segment by segment. */
export const treeReduce = (shape: TreeShape) => (call: Call): void => {
  passUp(call, treeNode(shape, call.member, call.members, call.root));
};

/** Up a binary tree that keeps the order of members, to the last one, who gives it to the root. */
export function inOrderBinaryReduce(call: Call): void {
  const { member, members, root, bytes } = call;
  passUp(call, inOrderBinaryNode(member, members));
  if (root === members - 1) return;
  if (member === members - 1) send(call, root, span(0, bytes));
  if (member === root) receive(call, members - 1, span(0, bytes));
}

/** While one vector is reduced the next one is expected already. */
function passUp(call: Call, { parent, children }: TreeNode): void {
  const { count, segment } = segmentsOf(0, call.bytes, call.segmentBytes);
  const expect = (index: number, child: number): void => {
    if (index < count) startReceive(call, children[child], segment(index), 1 + ((index * children.length + child) % 2));
  };
  if (children.length > 0) expect(0, 0);
  call.flow.repeat(count, false, (index) => {
    children.forEach((_, child) => {
      wait(call, 'receives');
      if (child + 1 < children.length) expect(index, child + 1);
      else expect(index + 1, 0);
      combine(call, segment(index), 1 + ((index * children.length + child) % 2));
    });
    if (parent !== undefined) send(call, parent, segment(index));
  });
}

/** Rabenseifner: a reduce-scatter by recursive halving at distances 1, 2, 4, ..., then a gather to the root the way back. */
export function rabenseifnerReduce(call: Call): void {
  const { root, bytes } = call;
  const fold = foldPairs(call, root);
  if (fold === undefined) return;
  const blocks = cutVector(bytes, fold.count);
  const distances = doublingDistances(fold.count);
  const windows = halve(call, fold, distances, ([from, to]) => blocks.range(from, to));
  const rootPlace = fold.placeOf(root);
  for (let round = distances.length - 1; round >= 0; round--) {
    const distance = distances[round];
    const [whole, mine] = [windows[round], windows[round + 1]];
    const partner = fold.memberAt(fold.place ^ distance);
    if ((fold.place & distance) !== (rootPlace & distance)) {
      send(call, partner, blocks.range(...mine));
      return;
    }
    receive(call, partner, blocks.range(...otherHalf(whole, mine)));
  }
}

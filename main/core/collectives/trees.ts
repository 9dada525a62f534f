/** The place of a member in a tree. All numbers are members. */
export interface TreeNode {
  readonly parent: number | undefined;
  readonly children: readonly number[];
}

/** Shapes of trees, in numbers relative to the root: 0 is the root. */
type Shape = (place: number, members: number) => TreeNode;

/** Everybody below the root. */
const linear: Shape = (place, members) =>
  place === 0 ? { parent: undefined, children: Array.from({ length: members - 1 }, (_, index) => index + 1) } : { parent: 0, children: [] };

/** `fanOut` chains below the root, the first ones longer by one where it does not go up. */
const chains = (fanOut: number): Shape => (place, members) => {
  const count = Math.min(fanOut, members - 1);
  if (count < 1) return { parent: undefined, children: [] };
  const length = Math.floor((members - 1) / count);
  const longer = (members - 1) % count;
  const first = (chain: number): number => 1 + chain * length + Math.min(chain, longer);
  if (place === 0) return { parent: undefined, children: Array.from({ length: count }, (_, chain) => first(chain)) };
  let chain = 0;
  while (chain + 1 < count && first(chain + 1) <= place) chain++;
  const end = chain + 1 < count ? first(chain + 1) : members;
  return { parent: place === first(chain) ? 0 : place - 1, children: place + 1 < end ? [place + 1] : [] };
};

/** Two children each, level by level; odd numbers are below the first child of the root, even ones below the second. */
const binary: Shape = (place, members) => {
  let level = 1;
  while (2 * level - 1 <= place) level *= 2;
  const above = level / 2;
  const parent = place === 0 ? undefined : place - above < level - 1 ? place - above : place - level;
  return { parent, children: [place + level, place + 2 * level].filter((child) => child < members) };
};

/** The parent has the number without its highest bit. */
const binomial: Shape = (place, members) => {
  let bit = 1;
  while (bit <= place) bit *= 2;
  const children = [];
  for (let next = bit; place + next < members; next *= 2) children.push(place + next);
  return { parent: place === 0 ? undefined : place - bit / 2, children };
};

/** The parent has the number without its lowest digit in base `radix`; the largest subtree comes first. */
const knomial = (radix: number): Shape => (place, members) => {
  let weight = 1;
  while (weight < members && Math.floor(place / weight) % radix === 0) weight *= radix;
  const children = [];
  for (let below = weight / radix; below >= 1; below /= radix) {
    for (let digit = 1; digit < radix; digit++) if (place + digit * below < members) children.push(place + digit * below);
  }
  return { parent: place === 0 ? undefined : place - (Math.floor(place / weight) % radix) * weight, children };
};

/** The subtree of a number is the numbers that follow it: what gathers and scatters need. */
const inOrderBinomial = knomial(2);

const shapes = { linear, chain: chains(4), pipeline: chains(1), binary, binomial, knomial: knomial(4), 'in-order-binomial': inOrderBinomial };
export type TreeShape = keyof typeof shapes;

/** The place of a member in the tree of this shape below `root`. */
export function treeNode(shape: TreeShape, member: number, members: number, root: number): TreeNode {
  const { parent, children } = shapes[shape]((member - root + members) % members, members);
  const back = (place: number): number => (place + root) % members;
  return { parent: parent === undefined ? undefined : back(parent), children: children.map(back) };
}

/** The binary tree whose root is the last member and whose subtrees are consecutive members, each below its last. */
export function inOrderBinaryNode(member: number, members: number): TreeNode {
  let [first, last, parent]: [number, number, number | undefined] = [0, members - 1, undefined];
  for (;;) {
    const right = Math.floor((last - first + 1) / 2);
    const between = last - right;
    if (member === last) return { parent, children: [...(right > 0 ? [last - 1] : []), ...(between > first ? [between - 1] : [])] };
    parent = last;
    if (member >= between) [first, last] = [between, last - 1];
    else last = between - 1;
  }
}

/** How many consecutive places the subtree of this place has in an in-order binomial tree. */
export function subtreeSize(place: number, members: number): number {
  let size = 1;
  while (size < members && Math.floor(place / size) % 2 === 0) size *= 2;
  return Math.min(size, members - place);
}

/** The largest power of two that is not above. */
export function powerOfTwoUpTo(value: number): number {
  let power = 1;
  while (power * 2 <= value) power *= 2;
  return power;
}

/** Whether it is a power of two. */
export const isPowerOfTwo = (value: number): boolean => powerOfTwoUpTo(value) === value;

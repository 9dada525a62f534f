/**
 * Moves positions apart so that neighbours keep `gap`, each as near to its wish as that allows, all within `low` to
 * `high` (where they fit). Answers in the order of the wishes.
 */
export function spreadLabels(wishes: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = wishes.map((wish, index) => ({ wish, index })).sort((left, right) => left.wish - right.wish || left.index - right.index);
  // Blocks of labels that touch are placed around the mean of what their members wish.
  const blocks: { sum: number; count: number; members: number[] }[] = [];
  const span = (block: { count: number }): number => (block.count - 1) * gap;
  const start = (block: { sum: number; count: number }): number =>
    Math.max(low, Math.min(high - span(block), block.sum / block.count - span(block) / 2));
  for (const { wish, index } of order) {
    let block = { sum: wish, count: 1, members: [index] };
    for (let before = blocks.at(-1); before !== undefined && start(before) + span(before) + gap > start(block); before = blocks.at(-1)) {
      blocks.pop();
      block = { sum: before.sum + block.sum, count: before.count + block.count, members: [...before.members, ...block.members] };
    }
    blocks.push(block);
  }
  const placed = wishes.map(() => low);
  for (const block of blocks) block.members.forEach((index, at) => { placed[index] = start(block) + at * gap; });
  return placed;
}

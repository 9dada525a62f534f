import type { RankPlace, Relation } from '../contract/index.ts';

/** How two ranks stand to each other. */
export function relationOf(left: RankPlace, right: RankPlace): Relation {
  if (left.host !== right.host) return 'other-host';
  return left.vm === right.vm ? 'same-vm' : 'same-host';
}

import type { World } from '../world.ts';

/** When the last rank ended, ns, and not before `leastNs`. Only for runs in which all have. */
export function endOfRun({ ranks: { finishedNs } }: World, leastNs: number): number {
  return finishedNs.reduce((latest, ns) => Math.max(latest, ns), leastNs);
}

import { executors } from '@doorbell/sdk';
import type { CriticalHop, CriticalPart, CriticalPath } from '../contract/index.ts';
import { inHop } from './critical-path.ts';
import { category, firstRow } from './path-vectors.ts';
import type { World } from './world.ts';

/** Messages of the critical path that a result lists. */
const mostHops = 2000;

/** The critical path of a run that has ended; `undefined` where it was given up. */
export function criticalPathOf({ paths, ranks, statistics }: World): CriticalPath | undefined {
  const { vectors, hops } = paths;
  if (!paths.on) return undefined;
  let last = 0;
  ranks.finishedNs.forEach((ns, rank) => { if (ns > ranks.finishedNs[last]) last = rank; });
  const vector = paths.current[last];
  const at = vector * vectors.stride;
  const parts: CriticalPart[] = [];
  const own = { compute: 'compute', overhead: 'overhead', stolen: 'stolen', start: 'start', wakeUp: 'wake-up', other: 'other', paused: 'paused' } as const;
  for (const key of ['compute', 'overhead', 'stolen', 'start', 'wakeUp', 'other', 'paused'] as const) {
    const ns = vectors.values[at + category[key]];
    if (ns !== 0) parts.push({ kind: own[key], ns });
  }
  statistics.stageRows.slice(0, vectors.rows).forEach(({ path, relation, side, stage, title, executor }, row) => {
    for (const kind of ['service', 'waiting'] as const) {
      const ns = vectors.values[at + firstRow + (kind === 'service' ? 0 : vectors.rows) + row];
      if (ns !== 0) parts.push({ kind, ns, path, relation, side, stage, title, executor: executors[executor] });
    }
  });
  const trail: CriticalHop[] = [];
  const kept = hops.ns.length >> 2;
  for (let hop = vectors.hop[vector]; hop >= 0 && hop >= hops.count - kept && trail.length < mostHops;) {
    const at = (hop % kept) * 4;
    trail.push({ from: hops.int[(at << 1) | inHop.from], to: hops.int[(at << 1) | inHop.to], fromNs: hops.ns[at | inHop.fromNs], toNs: hops.ns[at | inHop.toNs] });
    hop = hops.ns[at | inHop.previous];
  }
  return { totalNs: ranks.finishedNs[last], rank: last, parts: parts.sort((left, right) => right.ns - left.ns), messages: vectors.hops[vector], hops: trail.reverse() };
}

/** Said in the result where the critical path was given up. */
export const criticalPathOmitted = 'The critical path was not followed: ranks × stages of this run need more than 128 MiB for it.';

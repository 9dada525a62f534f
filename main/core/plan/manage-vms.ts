import type { PathModel, Platform } from '@doorbell/sdk';
import type { ManagedVms, ManagerSettings, PathChoice, PathRules, RankPlace, ResolvedPath, VmMemory } from '../contract/index.ts';
import { memoryOf } from '../migration/index.ts';
import type { PointDocument } from './apply-point.ts';
import type { createFallbacks } from './fallbacks.ts';
import type { ResolvedRules } from './resolve-rules.ts';

/** What a run must know to move its VMs, and the code that its fallbacks come from. */
export interface Managing {
  readonly manager: ManagedVms;
  readonly plugins: readonly ResolvedPath['plugin'][];
}

/** Settings, memory and fallbacks of a run with so many VMs. */
export function manageVms(
  settings: ManagerSettings, { job, cluster }: PointDocument, resolved: ResolvedRules, places: readonly RankPlace[], vms: number, platform: Platform, fallbackOf: ReturnType<typeof createFallbacks>,
): Managing {
  const fallbacks = new Map<string, ResolvedPath>();
  for (const [choice, model] of choicesOf(job.paths, resolved)) {
    const found = fallbacks.has(model.id) ? undefined : fallbackOf(choice, model, platform);
    if (found !== undefined) fallbacks.set(model.id, found);
  }
  const ranks = new Map<number, number>();
  for (const { vm } of places) ranks.set(vm, (ranks.get(vm) ?? 0) + 1);
  const byRanks = new Map<number, VmMemory>();
  const memory = Array.from({ length: vms }, (_, vm): VmMemory => {
    const count = ranks.get(vm) ?? 0;
    const made = byRanks.get(count) ?? memoryOf(job, job.workload, count, cluster.host);
    byRanks.set(count, made);
    return made;
  });
  return {
    manager: { settings, memory, fallbacks: [...fallbacks].map(([of, { model }]) => ({ of, model })) },
    plugins: [...fallbacks.values()].map(({ plugin }) => plugin),
  };
}

function choicesOf({ otherHost, sameHost = otherHost, exceptions = [] }: PathRules, resolved: ResolvedRules): readonly (readonly [PathChoice, PathModel])[] {
  return [
    [otherHost, resolved.models.otherHost], [sameHost, resolved.models.sameHost],
    ...exceptions.flatMap(({ path }, index) => (resolved.exceptions[index] === undefined ? [] : [[path, resolved.exceptions[index]] as const])),
  ];
}

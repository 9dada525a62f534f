import type { PathModel, Platform } from '@doorbell/sdk';
import type { ManagedVms, ManagerSettings, PathChoice, PathRules, ResolvedPath, VmMemory } from '../contract/index.ts';
import { memoryOf } from '../migration/index.ts';
import type { PointDocument } from './apply-point.ts';
import type { createFallbacks } from './fallbacks.ts';
import type { PlacedJob } from './merge-jobs.ts';
import type { ResolvedRules } from './resolve-rules.ts';
import type { VmSituation } from './vm-situation.ts';

/** What a run must know to move its VMs, and the code that its fallbacks come from. */
export interface Managing {
  readonly manager: ManagedVms;
  readonly plugins: readonly ResolvedPath['plugin'][];
  /** Ids of paths whose variants in this run name different fallbacks: a run knows one for each id. */
  readonly ambiguous: readonly string[];
}

/** One of a run's jobs with what its rules came to. */
export interface ManagedJob extends PlacedJob {
  readonly resolved: ResolvedRules;
}

/** Settings, memory and fallbacks of a run. VMs of jobs that are left out hold what they hold without ranks. */
export function manageVms(
  settings: ManagerSettings, documents: readonly PointDocument[], jobs: readonly ManagedJob[], { hostOf, jobOf, ranksOf }: VmSituation, platform: Platform, fallbackOf: ReturnType<typeof createFallbacks>,
): Managing {
  const fallbacks = new Map<string, ResolvedPath>();
  const ambiguous = new Set<string>();
  for (const { job, resolved } of jobs) {
    for (const [choice, model] of choicesOf(job.paths, resolved)) {
      const found = fallbackOf(choice, model, platform);
      if (found === undefined) continue;
      if ((fallbacks.get(model.id) ?? found).key !== found.key) ambiguous.add(model.id);
      else fallbacks.set(model.id, found);
    }
  }
  const known = new Map<string, VmMemory>();
  const memory = hostOf.map((_, vm): VmMemory => {
    const count = ranksOf(vm);
    const key = `${jobOf(vm)} ${count}`;
    const { job, cluster } = documents[jobOf(vm)] ?? documents[0];
    const made = known.get(key) ?? memoryOf(job, job.workload, count, cluster.host);
    known.set(key, made);
    return made;
  });
  return {
    manager: { settings, memory, fallbacks: [...fallbacks].map(([of, { model }]) => ({ of, model })) },
    plugins: [...fallbacks.values()].map(({ plugin }) => plugin),
    ambiguous: [...ambiguous],
  };
}

function choicesOf({ otherHost, sameHost = otherHost, exceptions = [] }: PathRules, resolved: ResolvedRules): readonly (readonly [PathChoice, PathModel])[] {
  return [
    [otherHost, resolved.models.otherHost], [sameHost, resolved.models.sameHost],
    ...exceptions.flatMap(({ path }, index) => (resolved.exceptions[index] === undefined ? [] : [[path, resolved.exceptions[index]] as const])),
  ];
}

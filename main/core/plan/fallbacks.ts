import type { PathModel, Platform } from '@doorbell/sdk';
import type { Experiment, ManagedVms, PathChoice, PathRequest, ResolvedPath, RunModels } from '../contract/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { checkShared } from './check-models.ts';
import type { Complaint } from './check-run.ts';
import { mayMove } from './what-happens.ts';

/**
 * What may carry the traffic of VMs whose device is detached while they move, on the same platform: of each path that names a
 * fallback, that with the preset of the same name, so that an experiment on one testbed stays there, then that with its defaults.
 * The first that can be described counts. Empty where nothing moves. `requests` and `models` are those of `pathRequests`.
 */
export function fallbackRequests(experiment: Experiment, requests: readonly PathRequest[], models: readonly ResolvedPath[]): readonly PathRequest[] {
  return mayMove(experiment) ? fallbacksOf(requests, models) : [];
}

/** {@link fallbackRequests} whatever happens. */
export function fallbacksOf(requests: readonly PathRequest[], models: readonly ResolvedPath[]): readonly PathRequest[] {
  const byKey = new Map(models.map(({ key, model }) => [key, model]));
  const wanted = new Map<string, PathRequest>();
  for (const { key: of, choice, platform, at } of requests) {
    for (const fallback of fallbackChoices(choice, byKey.get(of))) {
      const key = canonicalJson({ choice: fallback, platform });
      wanted.set(key, { key, choice: fallback, platform, ...(at === undefined ? {} : { at }) });
    }
  }
  return [...wanted.values()].filter(({ key }) => !byKey.has(key));
}

function fallbackChoices({ preset }: PathChoice, model: PathModel | undefined): readonly PathChoice[] {
  const id = model?.capabilities.liveMigration === 'detach-reattach' ? model.migration?.fallbackPath : undefined;
  return id === undefined ? [] : [...(preset === undefined ? [] : [{ id, preset }]), { id }];
}

/** Finds what stands in for each path of a run: by the choice and the model that was made of it. */
export function createFallbacks(models: readonly ResolvedPath[]): (choice: PathChoice, model: PathModel, platform: Platform) => ResolvedPath | undefined {
  const byKey = new Map(models.map((resolved) => [resolved.key, resolved]));
  return (choice, model, platform) => {
    const [found] = fallbackChoices(choice, model).flatMap((fallback) => byKey.get(canonicalJson({ choice: fallback, platform })) ?? []);
    return found;
  };
}

/** Fallbacks that a host cannot have beside the run's own paths: they are there from the beginning of a run in which something moves. */
export function checkFallbacks(models: RunModels, fallbacks: Fallbacks, ambiguous: readonly string[]): readonly Complaint[] {
  const [twice] = ambiguous;
  if (twice !== undefined) {
    return [{
      about: 'manager', severity: 'error', part: [], message: `Variants of ${twice} in one run fall back on different paths while a VM moves.`,
      hint: `Give all of them the same fallback and preset, or let only one variant of ${twice} take part.`,
    }];
  }
  return fallbacks.flatMap(({ of, model }) => checkShared(models, [model]).slice(0, 1).map(({ message }): Complaint => ({
    about: 'manager', severity: 'error', part: [], message: `${model.id} carries the traffic of ${of} while a VM moves. ${message}`,
    hint: `Give ${of} another fallback if it has the option, or the other paths the preset that ${model.id} has here.`,
  }))).slice(0, 1);
}

/** Fallbacks as a run has them. */
export type Fallbacks = ManagedVms['fallbacks'];

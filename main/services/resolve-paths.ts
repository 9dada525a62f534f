import type { Experiment, Finding, PathRequest, ResolvedPath } from '../core/contract/index.ts';
import { fallbackRequests } from '../core/plan/index.ts';

/** Turns path requests into models; the catalog does it. */
export type Resolve = (requests: readonly PathRequest[]) => Promise<{ readonly models: readonly ResolvedPath[]; readonly findings: readonly Finding[] }>;

/**
 * All models that an experiment needs: those of its paths, then those of what stands in for them while their VMs move, which only
 * the models name. A fallback that cannot be described is no error here: the plan leaves out the runs that need it and says why.
 */
export async function resolvePaths(resolve: Resolve, experiment: Experiment | undefined, requests: readonly PathRequest[]): ReturnType<Resolve> {
  const named = await resolve(requests);
  const fallbacks = experiment === undefined ? [] : fallbackRequests(experiment, requests, named.models);
  if (fallbacks.length === 0) return named;
  const { models } = await resolve(fallbacks);
  return { models: [...named.models, ...models], findings: named.findings };
}

import type { PathModel, Platform } from '@doorbell/sdk';
import type { ModelException, Noise, PathChoice, PathRules, PlanEntry, RankPlace, ResolvedPath, RunModels } from '../contract/index.ts';
import { vmRelations } from '../engine/pair-models.ts';
import { isRandom } from './randomness.ts';

/** Models and plugins of one set of path rules. */
export interface ResolvedRules {
  /** Of the relations. */
  readonly models: Omit<RunModels, 'exceptions'>;
  /** Of the exceptions, in their order. */
  readonly exceptions: readonly PathModel[];
  readonly plugins: PlanEntry['plugins'];
  readonly random: boolean;
}

/** Finds the models of rules, each set of rules and platform once. `missing` hears of every choice without one. */
export function createResolver(models: readonly ResolvedPath[], key: (choice: PathChoice, platform: Platform) => string) {
  const byKey = new Map(models.map((model) => [model.key, model]));
  const known = new Map<Platform, Map<PathRules, ResolvedRules>>();
  return (rules: PathRules, platform: Platform, noise: Noise, missing: (choice: PathChoice) => void): ResolvedRules | undefined => {
    const ofPlatform = known.get(platform) ?? new Map<PathRules, ResolvedRules>();
    known.set(platform, ofPlatform);
    const found = ofPlatform.get(rules);
    if (found !== undefined) return found;
    const find = (choice: PathChoice): ResolvedPath | undefined => {
      const path = byKey.get(key(choice, platform));
      if (path === undefined) missing(choice);
      return path;
    };
    const otherHost = find(rules.otherHost);
    const sameHost = rules.sameHost === undefined ? otherHost : find(rules.sameHost);
    const sameVm = rules.sameVm === undefined ? undefined : find(rules.sameVm);
    const exceptions = (rules.exceptions ?? []).map(({ path }) => find(path));
    if (otherHost === undefined || sameHost === undefined || (rules.sameVm !== undefined && sameVm === undefined) || exceptions.includes(undefined)) return undefined;
    const own = exceptions.filter((path) => path !== undefined);
    const used = [otherHost, sameHost, ...(sameVm === undefined ? [] : [sameVm]), ...own];
    const ofRelations = { ...(sameVm === undefined ? {} : { sameVm: sameVm.model }), sameHost: sameHost.model, otherHost: otherHost.model };
    const made: ResolvedRules = {
      models: ofRelations, exceptions: own.map(({ model }) => model),
      plugins: [...new Map(used.map(({ plugin }) => [`${plugin.id} ${plugin.sha256}`, plugin])).values()],
      random: isRandom(noise, used.map(({ model }) => model)),
    };
    ofPlatform.set(rules, made);
    return made;
  };
}

/**
 * The models of a run: of the exceptions those pairs whose VMs both hold ranks and which take another model than their
 * relation says, so that rules which mean the same make the same run. `note` hears of every exception by number whether any pair uses it.
 */
export function modelsOfRun({ models, exceptions }: ResolvedRules, rules: PathRules, places: readonly RankPlace[], note: (index: number, used: boolean) => void): RunModels {
  if (exceptions.length === 0) return models;
  const byPair = new Map<string, ModelException>();
  const pairs = (rules.exceptions ?? []).map(({ vms: [a, b] }, index): string => {
    const pair = [Math.min(a, b), Math.max(a, b)] as const;
    const model = exceptions[index];
    if (model !== undefined && !byPair.has(pair.join(' '))) byPair.set(pair.join(' '), { model, vms: [pair] });
    return pair.join(' ');
  });
  const listed = [...byPair.values()];
  const { excepted } = vmRelations(places, { exceptions: listed });
  const used = new Set(excepted.map(({ vms }) => vms.join(' ')));
  pairs.forEach((pair, index) => { note(index, used.has(pair)); });
  const groups = new Map<PathModel, (readonly [number, number])[]>();
  for (const { exception, vms, relation } of [...excepted].sort((left, right) => left.vms[0] - right.vms[0] || left.vms[1] - right.vms[1])) {
    const model = listed[exception]?.model;
    if (model === undefined || model === (relation === 'same-host' ? models.sameHost : models.otherHost)) continue;
    const group = groups.get(model) ?? [];
    group.push(vms);
    groups.set(model, group);
  }
  return groups.size === 0 ? models : { ...models, exceptions: [...groups].map(([model, vms]) => ({ model, vms })) };
}

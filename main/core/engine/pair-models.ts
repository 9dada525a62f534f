import type { PathModel } from '@doorbell/sdk';
import type { RankPlace, Relation, RunInput, RunModels } from '../contract/index.ts';

/** Every model of a run, those of the relations first. A model that stands for several is named as often. */
export function modelsOf({ otherHost, sameHost, sameVm, exceptions = [] }: RunModels): readonly PathModel[] {
  return [otherHost, sameHost, ...(sameVm === undefined ? [] : [sameVm]), ...exceptions.map(({ model }) => model)];
}

/** Every model that traffic of the run may take: those of {@link modelsOf}, and what carries it while a device is detached. */
export function allModelsOf({ models, manager }: Pick<RunInput, 'models' | 'manager'>): readonly PathModel[] {
  return [...modelsOf(models), ...(manager?.fallbacks ?? []).map(({ model }) => model)];
}

/** The models changed one by one, each once. */
export function mapModels({ otherHost, sameHost, sameVm, exceptions }: RunModels, change: (model: PathModel) => PathModel): RunModels {
  const known = new Map<PathModel, PathModel>();
  const changed = (model: PathModel): PathModel => {
    const made = known.get(model) ?? change(model);
    known.set(model, made);
    return made;
  };
  return {
    ...(sameVm === undefined ? {} : { sameVm: changed(sameVm) }), sameHost: changed(sameHost), otherHost: changed(otherHost),
    ...(exceptions === undefined ? {} : { exceptions: exceptions.map(({ model, vms }) => ({ model: changed(model), vms })) }),
  };
}

/** Looks up the exception of a pair of VMs, in either order; undefined where there is none at all. */
export function exceptionFinder({ exceptions }: Pick<RunModels, 'exceptions'>): ((a: number, b: number) => number) | undefined {
  if (exceptions === undefined) return undefined;
  const byPair = new Map<number, Map<number, number>>();
  const note = (a: number, b: number, index: number): void => {
    const ofVm = byPair.get(a) ?? new Map<number, number>();
    byPair.set(a, ofVm);
    if (!ofVm.has(b)) ofVm.set(b, index);
  };
  exceptions.forEach(({ vms }, index) => { vms.forEach(([a, b]) => { note(a, b, index); note(b, a, index); }); });
  return (a, b) => byPair.get(a)?.get(b) ?? -1;
}

/** Two VMs that hold ranks, and how they stand to each other. */
export interface VmPair {
  readonly exception: number;
  readonly vms: readonly [number, number];
  readonly relation: Relation;
}

/** How the VMs of a run stand to each other. */
export interface VmRelations {
  /** Relations that any two ranks have whose VMs are no exception. */
  readonly plain: ReadonlySet<Relation>;
  /** Pairs of the exceptions whose VMs both hold ranks. */
  readonly excepted: readonly VmPair[];
}

/** Counts pairs by VMs and hosts, so that it stays cheap for many ranks. */
export function vmRelations(places: readonly RankPlace[], { exceptions = [] }: Pick<RunModels, 'exceptions'>): VmRelations {
  const hostOf = new Map<number, number>();
  const vmsOf = new Map<number, number>();
  let shared = false;
  for (const { host, vm } of places) {
    if (hostOf.has(vm)) shared = true;
    else {
      hostOf.set(vm, host);
      vmsOf.set(host, (vmsOf.get(host) ?? 0) + 1);
    }
  }
  const excepted = exceptions.flatMap(({ vms }, exception) => vms.flatMap((pair): VmPair[] => {
    const [a, b] = pair.map((vm) => hostOf.get(vm));
    return a === undefined || b === undefined || pair[0] === pair[1] ? [] : [{ exception, vms: pair, relation: a === b ? 'same-host' : 'other-host' }];
  }));
  const count = hostOf.size;
  let nearby = 0;
  for (const vms of vmsOf.values()) nearby += vms * (vms - 1) / 2;
  const apart = count * (count - 1) / 2 - nearby;
  const taken = (relation: Relation): number => excepted.filter((pair) => pair.relation === relation).length;
  return {
    plain: new Set<Relation>([...(shared ? ['same-vm' as const] : []), ...(nearby > taken('same-host') ? ['same-host' as const] : []), ...(apart > taken('other-host') ? ['other-host' as const] : [])]),
    excepted,
  };
}

import type { PathModel } from '@doorbell/sdk';
import type { ModelException, RankPlace, RunModels } from '../contract/index.ts';
import { exceptionFinder } from '../engine/pair-models.ts';
import type { JobComplaint } from './check-run.ts';

/** Pairs of VMs that several jobs' own paths may come to. */
const mostPairs = 20_000;

/** A job's models and ranks. */
export interface JobModels {
  readonly index: number;
  readonly id: string;
  readonly models: RunModels;
  readonly places: readonly RankPlace[];
}

/** The models of a run of several jobs, or why there are none. */
export type MergedModels = { readonly ok: true; readonly models: RunModels } | { readonly ok: false; readonly complaint: JobComplaint };

/**
 * The models of the first job hold for all; where another job takes other paths, its pairs of VMs are exceptions. Ranks of two jobs never talk
 * to each other.
 */
export function mergeModels(jobs: readonly JobModels[]): MergedModels {
  const [first, ...others] = jobs;
  if (first === undefined) throw new Error('There are no jobs to merge.');
  const base = first.models;
  const groups = new Map<PathModel, (readonly [number, number])[]>();
  const refuse = (job: JobModels, message: string, hint: string): MergedModels => ({ ok: false, complaint: { about: 'path', severity: 'error', job: job.index, message, hint } });
  const add = (model: PathModel, pair: readonly [number, number]): void => {
    const group = groups.get(model) ?? [];
    groups.set(model, group);
    group.push(pair);
  };
  for (const { model, vms } of base.exceptions ?? []) for (const pair of vms) add(model, pair);
  // Hosts stand for VMs where there are none, so that two jobs may name the same pair.
  const overlap = base.otherHost.guest === 'none';
  const firstVms = new Set(first.places.map(({ vm }) => vm));
  let pairs = 0;
  for (const job of others) {
    const { models, places } = job;
    if (models.sameVm !== base.sameVm && sharesVm(places)) {
      return refuse(job, `The job ${job.id} takes another path within a VM than the job ${first.id}, and one run has one path for it.`, 'Write the same `sameVm` for both jobs, or give each of its ranks a VM of its own.');
    }
    if (models.otherHost === base.otherHost && models.sameHost === base.sameHost && models.exceptions === undefined) continue;
    for (const [a, b, model, near] of pairsOf(job)) {
      if (model === (near ? base.sameHost : base.otherHost)) continue;
      if (overlap && others.concat(first).some((other) => other !== job && (other === first ? firstVms : new Set(other.places.map(({ vm }) => vm))).has(a))) {
        return refuse(job, `The job ${job.id} takes another path than other jobs on host ${a}, and without VMs nothing tells their ranks apart there.`, 'Use the same path for all jobs, paths that run in VMs, or different hosts.');
      }
      if (++pairs > mostPairs) return refuse(job, `The jobs have more than ${String(mostPairs)} pairs of VMs with paths of their own.`, 'Use the same path for all jobs, or fewer VMs.');
      add(model, [a, b]);
    }
  }
  const exceptions = [...groups].map(([model, vms]): ModelException => ({ model, vms: [...vms].sort((left, right) => left[0] - right[0] || left[1] - right[1]) }));
  const { exceptions: _, ...relations } = base;
  return { ok: true, models: exceptions.length === 0 ? relations : { ...relations, exceptions } };
}

/** All pairs of VMs that hold ranks of a job, the smaller number first, with their model and whether they are on one host. */
function pairsOf({ models, places }: JobModels): readonly (readonly [a: number, b: number, model: PathModel, near: boolean])[] {
  const hostOf = new Map(places.map(({ vm, host }) => [vm, host]));
  const vms = [...hostOf.keys()].sort((left, right) => left - right);
  const exceptionOf = exceptionFinder(models);
  return vms.flatMap((a, index) => vms.slice(index + 1).map((b) => {
    const near = hostOf.get(a) === hostOf.get(b);
    const exception = exceptionOf?.(a, b) ?? -1;
    return [a, b, models.exceptions?.[exception]?.model ?? (near ? models.sameHost : models.otherHost), near] as const;
  }));
}

function sharesVm(places: readonly RankPlace[]): boolean {
  return new Set(places.map(({ vm }) => vm)).size < places.length;
}

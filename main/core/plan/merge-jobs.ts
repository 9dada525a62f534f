import type { Program, RankPlace, RunInput, RunJob } from '../contract/index.ts';
import { buildWorkload, type BuiltWorkload } from '../workloads/index.ts';
import type { PointDocument } from './apply-point.ts';
import type { JobComplaint, Member } from './check-run.ts';
import type { JobBase } from './job-base.ts';
import { layOut, rankCount } from './layout.ts';
import { mergeModels } from './merge-models.ts';
import { mergePrograms, partsOf, shiftMeasures } from './merge-programs.ts';
import { withSocketBuffer } from './socket-buffer.ts';
import { hostsOfJob } from '../experiment/hosts-of-job.ts';
import { estimateWork, type Work } from './work.ts';

/** A job of a point, and where its numbers begin. */
export interface PresentJob {
  readonly document: PointDocument;
  /** In the document. */
  readonly index: number;
  readonly base: JobBase;
}

/** A job with its places, models and program, which counts from 0. */
export interface PlacedJob extends Member {
  readonly built: BuiltWorkload;
  readonly base: JobBase;
}

/** Lays out jobs one after the other. `guests`: whether each runs in VMs. */
export function placeJobs(present: readonly PresentJob[], modelsFor: (job: PresentJob, at: number, places: readonly RankPlace[]) => RunInput['models'], guests: readonly ('vm' | 'none')[]): readonly PlacedJob[] {
  let firstRank = 0;
  return present.map((each, at): PlacedJob => {
    const { document, index, base } = each;
    const { job, hosts, cluster } = document;
    const guest = guests[at] ?? 'vm';
    const ranks = rankCount(job, guest);
    const layout = layOut(job, ranks, hosts, guest, cluster, base, firstRank);
    firstRank += ranks;
    return { ...document, index, base, layout, models: modelsFor(each, at, layout.places), built: buildWorkload(job.workload, { ranks, host: cluster.host }) };
  });
}

/** The parts of a run's input that its jobs give. */
export type JobsOfRun = Pick<RunInput, 'places' | 'models' | 'mpi' | 'program' | 'nics' | 'floating' | 'jobs' | 'workloadKind' | 'measures'>;

/** Jobs as one run, or why they cannot be one. `models` are those that pairs of ranks take, before a stream's socket buffer changes their window. */
export type Merging =
  | { readonly ok: true; readonly run: JobsOfRun; readonly models: RunInput['models']; readonly programs: readonly Program[]; readonly work: Work }
  | { readonly ok: false; readonly complaint: JobComplaint };

/** One run of jobs that were placed together. `several`: the run tells its jobs apart, also when there is one. */
export function mergeJobs(jobs: readonly PlacedJob[], several: boolean): Merging {
  const [first] = jobs;
  if (first === undefined) throw new Error('A run has at least one job.');
  const buffered = jobs.map(({ models, job }) => withSocketBuffer(models, job.workload));
  const merge = (own: readonly RunInput['models'][]): ReturnType<typeof mergeModels> => mergeModels(jobs.map(({ index, job, layout }, at) => ({ index, id: job.id, models: own[at] ?? first.models, places: layout.places })));
  const plain = merge(jobs.map(({ models }) => models));
  const merged = merge(buffered);
  if (!plain.ok) return plain;
  if (!merged.ok) return merged;
  const programs = jobs.map(({ built }) => built.program);
  const parts = partsOf(programs);
  const { nics } = jobs.map(({ layout }) => layout).find((layout) => layout.nics !== undefined) ?? {};
  const { measures } = first.built;
  const kinds = [...new Set(jobs.map(({ job }) => job.workload.kind))];
  const works = jobs.map(({ layout, job, built }, at) => estimateWork({ program: built.program, places: layout.places, models: buffered[at] ?? first.models, mpi: job.mpi }));
  return {
    ok: true, models: plain.models, programs,
    run: {
      ...nics, ...first.layout.floating, program: jobs.length === 1 ? first.built.program : mergePrograms(parts),
      places: jobs.length === 1 ? first.layout.places : jobs.flatMap(({ layout }) => layout.places), models: merged.models, mpi: first.job.mpi,
      workloadKind: kinds.join(' + '),
      ...(several ? { jobs: jobs.map((job, at): RunJob => runJob(job, parts[at], jobs.length > 1)) } : measures.length === 0 ? {} : { measures }),
    },
    work: { messages: works.reduce((sum, { messages }) => sum + messages, 0), stageVisits: works.reduce((sum, { stageVisits }) => sum + stageVisits, 0) },
  };
}

function runJob({ job, hosts, built: { program, measures }, base, layout, models }: PlacedJob, part: ReturnType<typeof partsOf>[number] | undefined, merged: boolean): RunJob {
  const own = hostsOfJob(job, hosts);
  const shifted = part === undefined || !merged ? measures : shiftMeasures(measures, part);
  return {
    id: job.id, firstRank: layout.firstRank, ranks: layout.places.length,
    // A host counts as one VM where there are none.
    vms: models.otherHost.guest === 'none' ? own : Array.from({ length: own.length * job.vms.perHost }, (_, vm) => base.vm + vm),
    startNs: job.startNs ?? 0, workloadKind: job.workload.kind, ...(shifted.length === 0 ? {} : { measures: shifted }),
    ...(merged && part !== undefined ? { layer: program.layer, firstCommunicator: part.firstCommunicator } : {}),
  };
}

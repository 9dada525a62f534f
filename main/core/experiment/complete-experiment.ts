import type { Experiment, Job, PathChoice, PathRules } from '../contract/index.ts';
import { defaultRanks } from '../workloads/index.ts';
import type { ExperimentDraft } from './experiment-schema.ts';
import { errorAt, type LocalFinding } from './field-path.ts';
import { hostsOfJob, mostVmsBeside } from './hosts-of-job.ts';
import type { JobDraft } from './job-schema.ts';
import { defaultManager } from './manager-schema.ts';

/**
 * Fills in what follows from several parts of the document:
 * - `vms.vcpus`: the host's cores shared out evenly among its VMs, those of all jobs on it;
 * - `ranks`: two per stream, two for ping-pong, 0 for a trace, which will tell, else one per vCPU of its hosts as far as the workload
 *   can use them;
 * - `paths`: the first value of the `path` axis;
 * - `manager`: its defaults, where something is to happen and nothing is said of it.
 */
export function completeExperiment(draft: ExperimentDraft): { readonly experiment?: Experiment; readonly findings: readonly LocalFinding[] } {
  const findings: LocalFinding[] = [];
  const jobs = draft.jobs.flatMap((job, index): readonly Job[] => {
    const paths = job.paths ?? rulesOfAxis(draft);
    if (paths === undefined) {
      findings.push(errorAt(['jobs', index, 'paths'], 'No data path is named.', 'Add `paths: native` to the job, or a `path` axis to the sweep.'));
      return [];
    }
    return [completeJob(draft, job, paths)];
  });
  if (findings.length > 0) return { findings };
  const { format, name, title, ...rest } = draft;
  const manager = draft.manager ?? (draft.events.length === 0 ? undefined : defaultManager);
  return { experiment: { format, name, title: title ?? name, ...rest, jobs, ...(manager === undefined ? {} : { manager }) }, findings };
}

function completeJob(draft: ExperimentDraft, job: JobDraft, paths: PathRules): Job {
  const { hosts, host } = draft.cluster;
  const vcpus = job.vms.vcpus ?? Math.max(1, Math.floor(host.cores / mostVmsBeside(job, jobsBeside(draft, job), hosts)));
  const vms = { ...job.vms, vcpus };
  const ranks = job.ranks ?? defaultRanks(job.workload, vms.perHost, hostsOfJob(job, hosts).length * vms.perHost * vms.vcpus);
  const where = { ...(job.hosts === undefined ? {} : { hosts: job.hosts }), ...(job.startNs === undefined ? {} : { startNs: job.startNs }) };
  return { id: job.id, ...where, ranks, vms, rails: job.rails, placement: job.placement, paths, workload: job.workload, mpi: job.mpi };
}

/** Jobs of a campaign are kinds of jobs, which do not run side by side as they stand. */
function jobsBeside(draft: ExperimentDraft, job: JobDraft): readonly JobDraft[] {
  return 'campaign' in draft && draft.campaign !== undefined ? [job] : draft.jobs;
}

function rulesOfAxis(draft: ExperimentDraft): PathRules | undefined {
  const value = draft.sweep.axes.path?.[0];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && 'otherHost' in value) return value;
  const choice: PathChoice = typeof value === 'object' ? value : { id: String(value) };
  return { sameHost: choice, otherHost: choice };
}

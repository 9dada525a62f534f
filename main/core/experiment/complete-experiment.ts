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
 * - `manager`: its defaults, where something is to happen and nothing is said of it;
 * - `campaign.tenants[].hosts`: those of the job.
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
  const { format, name, title, campaign, ...rest } = draft;
  const manager = draft.manager ?? (draft.events.length === 0 && campaign === undefined ? undefined : defaultManager);
  return {
    experiment: {
      format, name, title: title ?? name, ...rest, jobs, ...(manager === undefined ? {} : { manager }),
      ...(campaign === undefined ? {} : { campaign: { ...campaign, tenants: campaign.tenants.map((tenant) => ({ ...tenant, hosts: tenant.hosts ?? jobHosts(draft, tenant.job) })) } }),
    },
    findings,
  };
}

function completeJob(draft: ExperimentDraft, job: JobDraft, paths: PathRules): Job {
  const { hosts, host } = draft.cluster;
  const vcpus = job.vms.vcpus ?? Math.max(1, Math.floor(host.cores / mostVmsBeside(job, jobsBeside(draft, job), hosts)));
  const vms = { ...job.vms, vcpus };
  const ranks = job.ranks ?? defaultRanks(job.workload, vms.perHost, jobHosts(draft, job.id) * vms.perHost * vms.vcpus);
  const where = { ...(job.hosts === undefined ? {} : { hosts: job.hosts }), ...(job.startNs === undefined ? {} : { startNs: job.startNs }) };
  return { id: job.id, ...where, ranks, vms, rails: job.rails, placement: job.placement, paths, workload: job.workload, mpi: job.mpi };
}

/** Jobs of a campaign are kinds of jobs, which do not run side by side as they stand. */
function jobsBeside(draft: ExperimentDraft, job: JobDraft): readonly JobDraft[] {
  return draft.campaign === undefined ? draft.jobs : [job];
}

/** Hosts that a job has: those that it names, in a campaign those of its first tenant, else all. */
function jobHosts({ jobs, cluster, campaign }: ExperimentDraft, id: string): number {
  const job = jobs.find((each) => each.id === id);
  const ofTenant = job?.hosts === undefined ? campaign?.tenants.find((tenant) => tenant.job === id)?.hosts : undefined;
  return ofTenant ?? hostsOfJob(job ?? {}, cluster.hosts).length;
}

function rulesOfAxis(draft: ExperimentDraft): PathRules | undefined {
  const value = draft.sweep.axes.path?.[0];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && 'otherHost' in value) return value;
  const choice: PathChoice = typeof value === 'object' ? value : { id: String(value) };
  return { sameHost: choice, otherHost: choice };
}

import type { Experiment, Job } from '../../main/core/contract/index.ts';

/** A VM of the cluster and where it starts. */
export interface ClusterVm {
  /** Counted job by job, and there host by host of the job. */
  readonly vm: number;
  /** Index of its job. */
  readonly job: number;
  readonly host: number;
  /** Among the VMs of its job on its host. */
  readonly localVm: number;
}

/** Hosts of a job: all of the cluster where it names none. */
export function hostsOf({ cluster }: Pick<Experiment, 'cluster'>, job: Pick<Job, 'hosts'>): readonly number[] {
  return job.hosts ?? Array.from({ length: cluster.hosts }, (_, host) => host);
}

/** More are not listed: nobody picks one of them from a list. */
const mostVms = 4096;

/** All VMs by their number. */
export function clusterVms(experiment: Pick<Experiment, 'cluster' | 'jobs'>): readonly ClusterVm[] {
  const found: ClusterVm[] = [];
  experiment.jobs.forEach((job, index) => {
    for (const host of hostsOf(experiment, job)) {
      for (let localVm = 0; localVm < job.vms.perHost && found.length < mostVms; localVm++) found.push({ vm: found.length, job: index, host, localVm });
    }
  });
  return found;
}

/** The VMs of one job: the number of the first, and how many. */
export function vmsOfJob(experiment: Pick<Experiment, 'cluster' | 'jobs'>, index: number): { readonly first: number; readonly count: number } {
  const count = (job: Job): number => hostsOf(experiment, job).length * job.vms.perHost;
  const job = experiment.jobs[index];
  return { first: experiment.jobs.slice(0, index).reduce((sum, before) => sum + count(before), 0), count: job === undefined ? 0 : count(job) };
}

/** A job's mark in pictures and lists: A, B and so on. */
export function jobMark(index: number): string {
  return String.fromCharCode(65 + (index % 26));
}

/** `VM 3 (host 1)`, with the mark of its job where there are several. */
export function vmLabel({ vm, host, job }: ClusterVm, jobs: number): string {
  return `VM ${vm} (host ${host}${jobs > 1 ? `, ${jobMark(job)}` : ''})`;
}

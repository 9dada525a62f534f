import type { Job } from '../contract/index.ts';

/** The hosts of the cluster that a job's hosts are, in its own order: those that it names, else all. */
export function hostsOfJob({ hosts }: Pick<Job, 'hosts'>, hostsOfCluster: number): readonly number[] {
  return hosts ?? Array.from({ length: hostsOfCluster }, (_, host) => host);
}

/** VMs on the most crowded of a job's hosts, with those of jobs beside it. */
export function mostVmsBeside(job: JobRoom, jobs: readonly JobRoom[], hostsOfCluster: number, perHost: (job: JobRoom) => number = ({ vms }) => vms.perHost): number {
  const on = new Map<number, number>();
  for (const each of jobs) for (const host of new Set(hostsOfJob(each, hostsOfCluster))) on.set(host, (on.get(host) ?? 0) + perHost(each));
  return hostsOfJob(job, hostsOfCluster).reduce((most, host) => Math.max(most, on.get(host) ?? 0), perHost(job));
}

/** What of a job says where its VMs are. */
export interface JobRoom {
  readonly hosts?: readonly number[];
  readonly vms: { readonly perHost: number };
}

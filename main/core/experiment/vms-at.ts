import type { Experiment, Job, Vms } from '../contract/index.ts';
import { mostVmsBeside, type JobRoom } from './hosts-of-job.ts';

/**
 * A job's VMs with another number of VMs of each job on a host. VMs that share the host's cores out evenly, as they do by
 * default, go on doing so; others keep their vCPUs.
 */
export function vmsAt(job: Job, experiment: Pick<Experiment, 'cluster' | 'jobs' | 'campaign'>, perHost: number | undefined): Vms {
  const { vms } = job;
  if (perHost === undefined || perHost === vms.perHost) return vms;
  const { cluster: { hosts, host }, campaign } = experiment;
  const beside: readonly JobRoom[] = campaign === undefined ? experiment.jobs : [job];
  const even = (of: (job: JobRoom) => number): number => Math.max(1, Math.floor(host.cores / mostVmsBeside(job, beside, hosts, of)));
  return { ...vms, perHost, vcpus: vms.vcpus === even((each) => each.vms.perHost) ? even(() => perHost) : vms.vcpus };
}

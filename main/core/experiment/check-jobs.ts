import type { Experiment } from '../contract/index.ts';
import { errorAt, warningAt, type LocalFinding } from './field-path.ts';
import { hostsOfJob } from './hosts-of-job.ts';

/** What jobs say about each other and about the hosts they name. */
export function checkJobs(experiment: Experiment): readonly LocalFinding[] {
  const { jobs, cluster, campaign } = experiment;
  const findings: LocalFinding[] = [];
  jobs.forEach(({ id, hosts = [] }, index) => {
    const other = jobs.findIndex((job) => job.id === id);
    if (other < index) findings.push(errorAt(['jobs', index, 'id'], `Two jobs are called ${id}.`, 'Give each job an `id` of its own: results are told apart by it.'));
    hosts.forEach((host, at) => {
      if (hosts.indexOf(host) < at) findings.push(errorAt(['jobs', index, 'hosts', at], `The job names host ${String(host)} twice.`, 'Name each host once; `vms.perHost` says how many VMs it has there.'));
    });
  });
  if (jobs.length < 2 || campaign !== undefined) return findings;
  const { cores } = cluster.host;
  for (let host = 0; host < cluster.hosts; host++) {
    const there = jobs.filter((job) => hostsOfJob(job, cluster.hosts).includes(host));
    const vcpus = there.reduce((sum, { vms }) => sum + vms.perHost * vms.vcpus, 0);
    if (vcpus <= cores || there.some(({ vms }) => vms.perHost * vms.vcpus > cores)) continue;
    findings.push(warningAt(['jobs'], `On host ${String(host)} ${String(vcpus)} vCPUs of ${String(there.length)} jobs share ${String(cores)} cores.`, 'Their VMs take turns on the cores. Use fewer VMs or vCPUs, more cores, or other hosts, to keep jobs apart.'));
    break;
  }
  return findings;
}

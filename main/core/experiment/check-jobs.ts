import type { Experiment, Job } from '../contract/index.ts';
import { errorAt, warningAt, type FieldPath, type LocalFinding } from './field-path.ts';
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
  findings.push(...checkAlike(jobs));
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

/** What one run has once: the MPI library, and what takes a rank's vNICs in turn. */
function checkAlike([first, ...others]: readonly Job[]): readonly LocalFinding[] {
  if (first === undefined) return [];
  return others.flatMap((job, index): readonly LocalFinding[] => {
    const at = ['jobs', index + 1];
    const field = differingField(first.mpi, job.mpi);
    return [
      ...(field === undefined ? [] : [errorAt([...at, 'mpi', ...field], `The jobs ${first.id} and ${job.id} have different MPI libraries, and a run has one.`, 'Write the same value for both, or use an experiment for each.')]),
      ...(job.rails === first.rails ? [] : [errorAt([...at, 'rails'], `The jobs ${first.id} and ${job.id} use several vNICs differently (${first.rails} and ${job.rails}), and a run has one way.`, 'Write the same `rails` for both, or use an experiment for each.')]),
    ];
  });
}

/** Path of the first field in which two parts of a document differ. */
function differingField(left: unknown, right: unknown): FieldPath | undefined {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right ? undefined : [];
  const [one, two] = [left, right] as readonly Readonly<Record<string, unknown>>[];
  for (const name of new Set([...Object.keys(one ?? {}), ...Object.keys(two ?? {})])) {
    const inner = differingField(one?.[name], two?.[name]);
    if (inner !== undefined) return [name, ...inner];
  }
  return undefined;
}

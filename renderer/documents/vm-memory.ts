import type { Experiment, VmMemory } from '../../main/core/contract/index.ts';
import { memoryOf } from '../../main/core/migration/index.ts';
import { layOut, rankCount } from '../../main/core/plan/layout.ts';
import { checkRanks } from '../../main/core/workloads/index.ts';
import { hostsOf } from './cluster-vms.ts';

/**
 * What the memory of a job's fullest VM holds: the job's own words, and what follows from its workload. Undefined where the ranks
 * are not known yet or make no layout.
 */
export function memoryThatFollows(experiment: Experiment, index: number): VmMemory | undefined {
  const job = experiment.jobs[index];
  if (job === undefined || job.ranks === 0 || checkRanks(job.workload, job.ranks) !== undefined) return undefined;
  const { slots } = layOut(job, rankCount(job, 'vm'), hostsOf(experiment, job).length, 'vm', experiment.cluster);
  const ranks = new Map<string, number>();
  for (const { host, localVm } of slots) ranks.set(`${host}/${localVm}`, (ranks.get(`${host}/${localVm}`) ?? 0) + 1);
  return ranks.size === 0 ? undefined : memoryOf(job, job.workload, Math.max(...ranks.values()), experiment.cluster.host);
}

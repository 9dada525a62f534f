import type { Cluster, Job, VmMemory, Workload } from '../contract/index.ts';
import { memoryUse } from '../workloads/index.ts';

/**
 * What a guest holds besides its ranks: kernel, page cache, daemons, libraries. Origin: judgement; a server distribution after boot.
 * In small VMs a quarter of the memory.
 */
export const systemBytes = 256 * 1_048_576;

/**
 * What the guest writes while its ranks compute, besides what they write: logs, timers, run queues. Origin: judgement; idle Linux
 * guests write some hundred pages per second, which is little beside any of the workloads.
 */
export const systemWorkingSetBytes = 4 * 1_048_576;

/**
 * What the workload does to the memory of a VM with so many of its ranks, `workload` with the ranks of `job`. The job's own words in
 * `vms.memory` win; what they leave open follows from them where it must: nothing is written or registered that is not touched.
 * More than the VM has is cut to what it has.
 */
export function memoryOf(job: Pick<Job, 'ranks' | 'vms'>, workload: Workload, ranksPerVm: number, host: Cluster['host']): VmMemory {
  const own = job.vms.memory ?? {};
  const bytes = job.vms.memoryMiB * 1_048_576;
  const use = memoryUse(workload, { ranks: Math.max(1, job.ranks), host });
  const touchedBytes = own.touchedBytes ?? Math.min(bytes, Math.max(
    Math.min(systemBytes, bytes / 4) + Math.ceil(ranksPerVm * use.heldBytes), own.workingSetBytes ?? 0, own.registeredBytes ?? 0,
  ));
  return {
    bytes, touchedBytes,
    workingSetBytes: own.workingSetBytes ?? Math.min(touchedBytes, systemWorkingSetBytes + Math.ceil(ranksPerVm * use.writtenBytes)),
    writeBytesPerSecond: own.writeBytesPerSecond ?? Math.round(use.writeBytesPerSecond),
    registeredBytes: own.registeredBytes ?? Math.min(touchedBytes, Math.ceil(ranksPerVm * use.bufferBytes)),
  };
}

import { hostsOfJob } from '../experiment/hosts-of-job.ts';
import type { PointDocument } from './apply-point.ts';

/** What the jobs before one take of the cluster's numbers and of its hosts' cores and NICs. */
export interface JobBase {
  /** Number of its first VM, and of its first vNIC where paths run in VMs. */
  readonly vm: number;
  readonly vnic: number;
  /** By host: vCPUs and vNICs of earlier jobs there. */
  readonly vcpusOn: ReadonlyMap<number, number>;
  readonly vnicsOn: ReadonlyMap<number, number>;
}

/** Of a job without others. */
export const firstBase: JobBase = { vm: 0, vnic: 0, vcpusOn: new Map(), vnicsOn: new Map() };

/** Where each job's numbers begin: VMs and vNICs are counted job by job, and later jobs take the cores after those of earlier ones. */
export function jobBases(documents: readonly Pick<PointDocument, 'hosts' | 'job'>[]): readonly JobBase[] {
  let base = firstBase;
  return documents.map(({ hosts, job }) => {
    const { vms } = job;
    const own = hostsOfJob(job, hosts);
    const here = base;
    const plus = (counts: ReadonlyMap<number, number>, each: number): ReadonlyMap<number, number> => new Map([...counts, ...own.map((host) => [host, (counts.get(host) ?? 0) + each] as const)]);
    base = {
      vm: here.vm + own.length * vms.perHost, vnic: here.vnic + own.length * vms.perHost * vms.vnics,
      vcpusOn: plus(here.vcpusOn, vms.perHost * vms.vcpus), vnicsOn: plus(here.vnicsOn, vms.perHost * vms.vnics),
    };
    return here;
  });
}

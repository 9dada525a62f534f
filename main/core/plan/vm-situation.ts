import type { RankPlace } from '../contract/index.ts';
import { hostsOfJob } from '../experiment/hosts-of-job.ts';
import type { PointDocument } from './apply-point.ts';

/** The VMs of a run before anything happened. */
export interface VmSituation {
  /** By number of the VM. */
  readonly hostOf: readonly number[];
  /** VMs that hold ranks; of the others nobody notices anything. */
  readonly busy: ReadonlySet<number>;
  readonly ranksOf: (vm: number) => number;
  readonly vnicsOf: (vm: number) => number;
}

/** VMs of one job: host by host of those that the job has. */
export function vmSituation({ hosts, job }: PointDocument, places: readonly RankPlace[]): VmSituation {
  const { vms } = job;
  const ranks = new Map<number, number>();
  for (const { vm } of places) ranks.set(vm, (ranks.get(vm) ?? 0) + 1);
  return {
    hostOf: hostsOfJob(job, hosts).flatMap((host) => Array.from({ length: vms.perHost }, () => host)),
    busy: new Set(ranks.keys()),
    ranksOf: (vm) => ranks.get(vm) ?? 0,
    vnicsOf: () => vms.vnics,
  };
}

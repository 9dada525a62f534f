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
  /** Number of the VM's job in the document. */
  readonly jobOf: (vm: number) => number;
}

/** VMs job by job, and there host by host of those that the job has. */
export function vmSituation(documents: readonly PointDocument[], places: readonly RankPlace[]): VmSituation {
  const all = documents.flatMap(({ hosts, job }, index) => hostsOfJob(job, hosts).flatMap((host) => Array.from({ length: job.vms.perHost }, () => ({ host, index, vnics: job.vms.vnics }))));
  const ranks = new Map<number, number>();
  const hostOf = all.map(({ host }) => host);
  for (const { vm, host } of places) {
    ranks.set(vm, (ranks.get(vm) ?? 0) + 1);
    // Where a path has no VMs, hosts count as such.
    hostOf[vm] = host;
  }
  return {
    hostOf,
    busy: new Set(ranks.keys()),
    ranksOf: (vm) => ranks.get(vm) ?? 0,
    vnicsOf: (vm) => all[vm]?.vnics ?? 1,
    jobOf: (vm) => all[vm]?.index ?? 0,
  };
}

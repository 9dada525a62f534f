import type { Job, World } from './world.ts';

/** Books the time since a job was last looked at. Before anything of it changes. */
export function settle({ now }: World, job: Job): void {
  const ns = now - job.anchorNs;
  job.anchorNs = now;
  if (ns === 0) return;
  switch (job.mode) {
    case 'wait': job.waitedNs += ns; return;
    case 'down': job.downtimeNs += ns; return;
    case 'compute':
      job.progress = Math.min(1, job.progress + ns * job.ratePerNs);
      job.computedNs += ns;
      job.sinceSnapshotNs += ns;
      job.latencyNs += ns * job.latencyRatio;
  }
}

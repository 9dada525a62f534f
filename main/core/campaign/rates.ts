import { settle } from './settle.ts';
import { snapshotInterval } from './snapshot-interval.ts';
import { show } from './spans.ts';
import type { Job, Mode, World } from './world.ts';

/** Books what was, finds the speed of every job that has hosts, and when it has done what. After every change. */
export function rerate(world: World): void {
  const computing = world.running.filter((job) => modeOf(world, job) === 'compute');
  const beside = world.slots > 1 ? jobsByHost(computing) : undefined;
  for (const job of world.running) {
    const mode = modeOf(world, job);
    settle(world, job);
    job.mode = mode;
    if (mode === 'compute') setSpeed(world, job, beside);
    else job.ratePerNs = 0;
    foresee(world, job);
    show(world, job);
  }
  world.busyHosts = countBusy(world);
}

function modeOf(world: World, job: Job): Mode {
  if (job.row !== world.row || world.now < world.switchUntilNs) return 'wait';
  return job.pause === undefined ? 'compute' : 'down';
}

function jobsByHost(jobs: readonly Job[]): ReadonlyMap<number, readonly Job[]> {
  const byHost = new Map<number, Job[]>();
  for (const job of jobs) {
    for (const host of job.hosts) {
      const there = byHost.get(host);
      if (there === undefined) byHost.set(host, [job]);
      else there.push(job);
    }
  }
  return byHost;
}

/** All ranks of a job go on together: it is as fast as on the most crowded of its hosts. */
function setSpeed({ speeds }: World, job: Job, beside: ReadonlyMap<number, readonly Job[]> | undefined): void {
  let ns = speeds.aloneNs(job.kind);
  job.latencyRatio = 1;
  if (beside !== undefined) {
    for (const host of job.hosts) {
      const others = (beside.get(host) ?? []).filter((other) => other !== job).map(({ kind }) => kind).sort((left, right) => left - right);
      if (others.length === 0) continue;
      const there = speeds.besideNs(job.kind, others);
      if (there === undefined) throw new Error('A job runs beside others with which it was not probed.');
      if (there > ns) { ns = there; job.latencyRatio = speeds.latencyRatio(job.kind, others); }
    }
  }
  job.ratePerNs = 1 / (ns * job.spec.repeats);
}

function foresee({ input, now }: World, job: Job): void {
  job.completionNs = job.resizeNs = job.snapshotNs = Infinity;
  if (job.mode !== 'compute') return;
  const until = (share: number): number => now + Math.max(0, Math.ceil((share - job.progress) / job.ratePerNs - 1e-3));
  job.completionNs = until(1);
  const resize = job.spec.resizes?.[job.nextResize];
  if (resize !== undefined && job.moving === undefined) job.resizeNs = until(resize.atShare);
  const { snapshot } = input.costs[job.kind];
  const { snapshotEveryNs, failures } = input.campaign;
  if (snapshot === undefined || job.writing !== undefined || input.recovery.kind === 'none') return;
  const interval = snapshotInterval(snapshotEveryNs, snapshot.downtimeNs, failures?.mtbfNs, job.hosts.length);
  if (interval !== undefined) job.snapshotNs = now + Math.max(0, Math.ceil(interval - job.sinceSnapshotNs));
}

function countBusy(world: World): number {
  let busy = 0;
  if (world.slots === 1) {
    for (const job of world.running) if (job.row === world.row) busy += job.hosts.length;
    return busy;
  }
  const seen = new Set<number>();
  for (const job of world.running) if (job.row === world.row) for (const host of job.hosts) seen.add(host);
  return seen.size;
}

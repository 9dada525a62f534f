import { enqueue, hostsFor, isSound, place, roomIn, vacate } from '../place.ts';
import { show } from '../spans.ts';
import { sizeOf, type Job, type World } from '../world.ts';

/**
 * At the end of a slice: the highest jobs have hosts, whoever has them now. A job that is preempted is saved, or stays in the memory
 * of its hosts where its path cannot save it. Those that recover, move or change their size keep what they have.
 */
export function preempt(world: World): void {
  const candidates = world.running.filter((job) => job.pause === undefined && job.moving === undefined);
  const order = [...candidates, ...world.queue].sort((left, right) => right.spec.priority - left.spec.priority
    || left.arrivedNs - right.arrivedNs || left.tenant - right.tenant || left.number - right.number);
  const occupancy = world.occupancy[0].slice();
  for (const job of candidates) for (const host of job.hosts) occupancy[host]--;
  // Hosts that are free now come first, then those of whom goes last.
  const holder = new Map<number, number>();
  order.forEach((job, index) => { for (const host of job.hosts) holder.set(host, Math.min(index, holder.get(host) ?? index)); });
  const cheapest = (hosts: readonly number[]): readonly number[] => [...hosts].sort((left, right) => (holder.get(right) ?? order.length) - (holder.get(left) ?? order.length));
  const chosen: Job[] = [];
  const leaving: Job[] = [];
  let blocked = false;
  for (const job of order) {
    const running = job.state === 'running';
    const hosts = running || job.home !== undefined ? job.home ?? job.hosts : undefined;
    // A running job stays where it is, or goes: it is not moved.
    const room = hosts === undefined ? cheapest(roomIn(world, occupancy, false)).slice(0, sizeOf(world, job)) : hosts.filter((host) => occupancy[host] < world.slots && (running || isSound(world, host)));
    const fits = room.length === sizeOf(world, job);
    if (fits && (running || !blocked)) {
      for (const host of room) occupancy[host]++;
      if (!running) chosen.push(job);
    } else if (running) leaving.push(job);
    else blocked = true;
  }
  if (chosen.length === 0) return;
  for (const job of leaving) suspend(world, job);
  for (const job of chosen) {
    const hosts = hostsFor(world, job);
    if (hosts !== undefined) place(world, job, hosts);
  }
}

function suspend(world: World, job: Job): void {
  const { hosts } = job;
  vacate(world, job);
  job.state = 'suspended';
  job.mode = 'wait';
  job.writing = undefined;
  if (world.input.costs[job.kind].snapshot === undefined) job.home = hosts;
  else {
    job.saved = { progress: job.progress, computedNs: job.computedNs };
    job.sinceSnapshotNs = 0;
  }
  show(world, job);
  enqueue(world, job);
}

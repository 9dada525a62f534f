import { hostsFor, place, roomIn } from '../place.ts';
import { sizeOf, type Job, type World } from '../world.ts';
import { startInOrder } from './fifo.ts';

/**
 * EASY backfill (D. Lifka, "The ANL/IBM SP scheduling system", JSSPP 1995): the first job gets a reservation for the time at
 * which, by what users said of running jobs, there is room for it. Later jobs start now where they end before that, or take hosts
 * that the first one leaves over. A job that takes longer than its user said is not ended; the reservation slips.
 */
export function startWithBackfill(world: World): void {
  startInOrder(world);
  const head = world.queue[0];
  if (head === undefined) return;
  const reservation = reserve(world, head);
  if (head.promisedNs === undefined && reservation.ns < Infinity) head.promisedNs = reservation.ns;
  let { extra } = reservation;
  for (const job of world.queue.slice(1)) {
    const hosts = hostsFor(world, job);
    if (hosts === undefined) continue;
    const endsInTime = world.now + estimateOf(job) <= reservation.ns;
    if (!endsInTime && sizeOf(world, job) > extra) continue;
    if (!endsInTime) extra -= sizeOf(world, job);
    place(world, job, hosts);
  }
}

function estimateOf(job: Job): number {
  return Math.ceil(job.aloneNs * job.spec.estimateFactor);
}

/** When there is room for a job by what is known now, and how many hosts are left over then. */
function reserve(world: World, head: Job): { readonly ns: number; readonly extra: number } {
  const occupancy = world.occupancy[0].slice();
  const ready = world.hosts.map((host) => host.up);
  const repairNs = world.input.campaign.failures?.repairNs ?? 0;
  const releases: { readonly ns: number; readonly free: () => void }[] = [];
  for (const job of world.running) {
    const ns = Math.max(world.now, job.placedNs + estimateOf(job));
    releases.push({ ns, free: () => {
      for (const host of job.hosts) occupancy[host]--;
      if (job.moving !== undefined) occupancy[job.moving.to]--;
      if (job.pause?.kind === 'resizing') for (const host of job.pause.added) occupancy[host]--;
    } });
  }
  world.hosts.forEach((host, index) => {
    if (!host.up) releases.push({ ns: host.changedNs + repairNs, free: () => { ready[index] = true; } });
    else if (host.suspectUntilNs > world.now) {
      ready[index] = false;
      releases.push({ ns: host.suspectUntilNs, free: () => { ready[index] = true; } });
    }
  });
  releases.sort((left, right) => left.ns - right.ns);
  const size = sizeOf(world, head);
  for (let index = 0; index < releases.length; index++) {
    releases[index].free();
    // Who ends at the same time leaves his hosts over as well.
    if (releases[index + 1]?.ns === releases[index].ns) continue;
    const room = roomIn(world, occupancy, false, (host) => ready[host]).length;
    if (room >= size) return { ns: releases[index].ns, extra: room - size };
  }
  return { ns: Infinity, extra: 0 };
}

import type { CampaignCosts } from '../contract/index.ts';
import { roomIn } from './place.ts';
import { settle } from './settle.ts';
import { sizeOf, type Job, type World } from './world.ts';

/**
 * Moving a job's data, which lie evenly on its hosts, to another number of hosts, ns: each link carries in one direction what its
 * host gives away or gets; the busiest decides.
 */
export function redistributionNs({ dataBytes, resizeBytesPerSecond }: CampaignCosts, from: number, to: number): number {
  const [before, after] = [dataBytes / from, dataBytes / to];
  // Growing: old hosts give before − after, new ones get after. Shrinking: those that leave give all, the others get after − before.
  const busiest = to > from ? Math.max(before - after, after) : Math.max(before, after - before);
  return Math.ceil((busiest * 1e9) / resizeBytesPerSecond);
}

/** The job has done the share of its work after which it wants another size. */
export function reachResize(world: World, job: Job): void {
  const resize = job.spec.resizes?.[job.nextResize];
  if (resize === undefined) return;
  settle(world, job);
  job.nextResize++;
  job.growTo = undefined;
  world.dirty = true;
  const size = sizeOf(world, job);
  if (resize.hosts > size) job.growTo = resize.hosts;
  else if (resize.hosts < size) begin(world, job, size, resize.hosts, []);
}

/** Jobs grow into hosts for which nobody waits. */
export function grow(world: World): void {
  if (world.queue.length > 0) return;
  for (const job of world.running) {
    if (job.growTo === undefined || job.pause !== undefined || job.moving !== undefined || job.row !== world.row) continue;
    const size = sizeOf(world, job);
    const room = roomIn(world, world.occupancy[job.row], false).filter((host) => !job.hosts.includes(host));
    if (room.length < job.growTo - size) continue;
    const added = room.slice(0, job.growTo - size);
    for (const host of added) world.occupancy[job.row][host]++;
    settle(world, job);
    begin(world, job, size, job.growTo, added);
    job.growTo = undefined;
  }
}

function begin(world: World, job: Job, from: number, to: number, added: readonly number[]): void {
  job.pause = { kind: 'resizing', untilNs: world.now + redistributionNs(world.input.costs[job.kind], from, to), to, added };
  world.dirty = true;
}

/** The data are where they belong; hosts that are left over are free. */
export function finishResize(world: World, job: Job): void {
  if (job.pause?.kind !== 'resizing') return;
  const { to, added } = job.pause;
  settle(world, job);
  const all = [...job.hosts, ...added].sort((left, right) => left - right);
  for (const host of all.slice(to)) world.occupancy[job.row][host]--;
  job.hosts = all.slice(0, to);
  job.kind = world.input.sizes[job.tenant].find(({ hosts }) => hosts === to)?.kind ?? job.kind;
  job.resizes++;
  job.pause = undefined;
  world.dirty = true;
}

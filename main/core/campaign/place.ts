import { settle } from './settle.ts';
import { sizeOf, type Job, type World } from './world.ts';

/** Whether a host is up, and nobody expects that it fails. */
export function isSound({ hosts, now }: World, host: number): boolean {
  return hosts[host].up && hosts[host].suspectUntilNs <= now;
}

/**
 * Hosts that take one more job in a row, emptiest first. Unless `spares` may be taken, as many empty ones are kept back as stand by for
 * failures, less those that are out: for these the spares stand in.
 * `occupancy` may be another than what is there now, for looking ahead; `sound` whether a host counts.
 */
export function roomIn(world: World, occupancy: Int32Array, spares: boolean, sound: (host: number) => boolean = (host) => isSound(world, host)): readonly number[] {
  const { slots, input, queue } = world;
  const found: number[] = [];
  const empty: number[] = [];
  let out = 0;
  for (let host = 0; host < occupancy.length; host++) {
    if (!sound(host)) out++;
    else if (occupancy[host] < slots) (occupancy[host] === 0 ? empty : found).push(host);
  }
  const kept = spares ? 0 : Math.max(0, (input.campaign.failures?.spareHosts ?? 0) - out);
  const usable = empty.slice(0, Math.max(0, empty.length - kept));
  // Those in whose memory a suspended job waits come last, so that it can go on.
  const homes = queue.some(({ home }) => home !== undefined) ? new Set(queue.flatMap(({ home }) => home ?? [])) : undefined;
  if (homes !== undefined) usable.sort((left, right) => Number(homes.has(left)) - Number(homes.has(right)) || left - right);
  return [...usable, ...found.sort((left, right) => occupancy[left] - occupancy[right] || left - right)];
}

/** Hosts on which a job could start in a row now; undefined where there are too few. */
export function hostsFor(world: World, job: Job, row = 0): readonly number[] | undefined {
  const occupancy = world.occupancy[row];
  if (job.home !== undefined) return job.home.every((host) => occupancy[host] < world.slots && isSound(world, host)) ? job.home : undefined;
  const room = roomIn(world, occupancy, false);
  const size = sizeOf(world, job);
  return room.length < size ? undefined : room.slice(0, size);
}

/** Takes a job out of the queue and puts it on hosts. */
export function place(world: World, job: Job, hosts: readonly number[], row = 0): void {
  settle(world, job);
  world.queue.splice(world.queue.indexOf(job), 1);
  const resumed = job.state === 'suspended';
  const { switchNs } = world.input.campaign.scheduler;
  const pauseNs = (resumed ? switchNs : 0) + (job.mustRestart ? world.input.costs[job.kind].restartNs : 0);
  if (pauseNs > 0) job.pause = { kind: job.mustRestart ? 'recovering' : 'switching', untilNs: world.now + pauseNs };
  job.state = 'running';
  job.home = undefined;
  job.mustRestart = false;
  job.row = row;
  job.hosts = [...hosts].sort((left, right) => left - right);
  job.placedNs = world.now;
  if (job.startedNs < 0) job.startedNs = world.now;
  for (const host of hosts) world.occupancy[row][host]++;
  const at = world.running.findIndex((other) => other.arrivedNs > job.arrivedNs);
  world.running.splice(at < 0 ? world.running.length : at, 0, job);
  world.dirty = true;
}

/** Takes all hosts from a job; what it becomes then is the caller's. */
export function vacate(world: World, job: Job): void {
  settle(world, job);
  cancelMove(world, job);
  for (const host of job.hosts) world.occupancy[job.row][host]--;
  if (job.pause?.kind === 'resizing') for (const host of job.pause.added) world.occupancy[job.row][host]--;
  job.pause = undefined;
  job.lastHosts = job.hosts;
  job.hosts = [];
  job.missing = 0;
  world.running.splice(world.running.indexOf(job), 1);
  world.dirty = true;
}

/** A migration under way comes to nothing. */
export function cancelMove(world: World, job: Job): void {
  if (job.moving === undefined) return;
  world.occupancy[job.row][job.moving.to]--;
  job.moving = undefined;
  if (job.pause?.kind === 'migrating') job.pause = undefined;
  world.dirty = true;
}

/** Puts a job into the queue, where those that go first stand first. */
export function enqueue(world: World, job: Job): void {
  const byPriority = world.input.campaign.scheduler.kind === 'priority' || world.input.campaign.scheduler.kind === 'backfill';
  const goesAfter = (other: Job): boolean => (byPriority && other.spec.priority !== job.spec.priority ? other.spec.priority < job.spec.priority : comesAfter(other, job));
  const at = world.queue.findIndex(goesAfter);
  world.queue.splice(at < 0 ? world.queue.length : at, 0, job);
  world.dirty = true;
}

function comesAfter(other: Job, job: Job): boolean {
  return other.arrivedNs - job.arrivedNs > 0 || (other.arrivedNs === job.arrivedNs && (other.tenant - job.tenant || other.number - job.number) > 0);
}

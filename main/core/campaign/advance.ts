import { enqueue, vacate } from './place.ts';
import { rerate } from './rates.ts';
import { finishMove, onHostEvent, replaceHosts } from './recover.ts';
import { finishResize, grow, reachResize } from './resize.ts';
import { startInRows, endSlice } from './schedulers/gang.ts';
import { startInOrder } from './schedulers/fifo.ts';
import { startWithBackfill } from './schedulers/backfill.ts';
import { preempt } from './schedulers/priority.ts';
import { settle } from './settle.ts';
import { show } from './spans.ts';
import { createJob, type Job, type World } from './world.ts';

/** Whether the last job has ended. */
export function hasEnded(world: World): boolean {
  return world.nextArrival === world.arrivals.length && world.running.length === 0 && world.queue.length === 0;
}

/** Goes on to the next time at which anything happens. At equal times jobs end first, then hosts fail, then jobs arrive, then slices end. */
export function step(world: World): void {
  const ns = nextNs(world);
  world.busyNs += world.busyHosts * (ns - world.now);
  world.now = ns;
  world.events++;
  for (const job of [...world.running]) if (job.completionNs <= ns) finish(world, job);
  for (const job of [...world.running]) goOn(world, job);
  const { failures, arrivals } = world;
  while (failures !== undefined && failures.nextNs <= ns) onHostEvent(world, failures.pop());
  for (; world.nextArrival < arrivals.length && arrivals[world.nextArrival].ns <= ns; world.nextArrival++) {
    const job = createJob(world, arrivals[world.nextArrival]);
    world.jobs.push(job);
    enqueue(world, job);
  }
  if (world.switchUntilNs === ns) world.dirty = true;
  const sliceEnds = world.sliceEndsNs <= ns;
  if (!world.dirty && !sliceEnds) return;
  replaceHosts(world);
  schedule(world, sliceEnds);
  grow(world);
  rerate(world);
  world.dirty = false;
}

function nextNs(world: World): number {
  let ns = world.sliceEndsNs;
  if (world.nextArrival < world.arrivals.length) ns = Math.min(ns, world.arrivals[world.nextArrival].ns);
  if (world.failures !== undefined) ns = Math.min(ns, world.failures.nextNs);
  if (world.switchUntilNs > world.now) ns = Math.min(ns, world.switchUntilNs);
  for (const job of world.running) {
    ns = Math.min(ns, job.completionNs, job.resizeNs, job.snapshotNs);
    if (job.pause !== undefined) ns = Math.min(ns, job.pause.untilNs);
    else if (job.moving !== undefined) ns = Math.min(ns, job.moving.stopNs);
    if (job.writing !== undefined) ns = Math.min(ns, job.writing.untilNs);
  }
  return Math.max(ns, world.now);
}

function schedule(world: World, sliceEnds: boolean): void {
  switch (world.input.campaign.scheduler.kind) {
    case 'fifo': startInOrder(world); return;
    case 'backfill': startWithBackfill(world); return;
    case 'priority':
      startInOrder(world);
      if (sliceEnds) preempt(world);
      world.sliceEndsNs = sliceAhead(world);
      return;
    case 'gang':
      if (sliceEnds) endSlice(world);
      startInRows(world);
  }
}

/** Slices of priority queues end at multiples of their length, for as long as anybody waits who goes before one that runs. */
function sliceAhead({ queue, running, now, input }: World): number {
  const { sliceNs } = input.campaign.scheduler;
  const first = queue[0];
  if (first === undefined || !running.some(({ spec }) => spec.priority < first.spec.priority)) return Infinity;
  return (Math.floor(now / sliceNs) + 1) * sliceNs;
}

function finish(world: World, job: Job): void {
  vacate(world, job);
  job.progress = 1;
  job.state = 'ended';
  job.endedNs = world.now;
  show(world, job);
}

/** What is due of a job that has hosts. */
function goOn(world: World, job: Job): void {
  const { now } = world;
  if (job.writing !== undefined && job.writing.untilNs <= now) {
    job.saved = { progress: job.writing.progress, computedNs: job.writing.computedNs };
    job.writing = undefined;
    job.snapshots++;
    world.dirty = true;
  }
  if (job.pause !== undefined && job.pause.untilNs <= now) endPause(world, job);
  if (job.pause !== undefined) return;
  if (job.moving !== undefined && job.moving.stopNs <= now) pauseFor(world, job, 'migrating', job.moving.downtimeNs);
  else if (job.resizeNs <= now) reachResize(world, job);
  else if (job.snapshotNs <= now) beginSnapshot(world, job);
}

function endPause(world: World, job: Job): void {
  settle(world, job);
  world.dirty = true;
  switch (job.pause?.kind) {
    case 'migrating': finishMove(world, job); return;
    case 'resizing': finishResize(world, job); return;
    default: job.pause = undefined;
  }
}

function pauseFor(world: World, job: Job, kind: 'snapshot' | 'migrating', ns: number): void {
  settle(world, job);
  job.pause = { kind, untilNs: world.now + ns };
  world.dirty = true;
}

function beginSnapshot(world: World, job: Job): void {
  const cost = world.input.costs[job.kind].snapshot;
  if (cost === undefined) return;
  pauseFor(world, job, 'snapshot', cost.downtimeNs);
  job.writing = { progress: job.progress, computedNs: job.computedNs, untilNs: world.now + cost.totalNs };
  job.sinceSnapshotNs = 0;
}

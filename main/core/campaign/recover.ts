import { cancelMove, enqueue, isSound, roomIn, vacate } from './place.ts';
import { settle } from './settle.ts';
import { show, showFailed } from './spans.ts';
import type { Job, World } from './world.ts';
import type { HostEvent } from './host-failures.ts';

/** What a host does or is said to do soon. */
export function onHostEvent(world: World, { kind, host }: HostEvent): void {
  const there = world.hosts[host];
  world.dirty = true;
  switch (kind) {
    case 'failed':
      world.failureCount++;
      there.up = false;
      there.suspectUntilNs = 0;
      there.changedNs = world.now;
      for (const job of [...world.running]) failOn(world, job, host);
      for (const job of world.queue) if (job.home?.includes(host) === true) loseMemory(world, job);
      return;
    case 'repaired':
      showFailed(world, host);
      there.up = true;
      there.changedNs = world.now;
      return;
    case 'warning': case 'false-alarm':
      world.warningCount++;
      if (kind === 'false-alarm') world.falseAlarmCount++;
      if (world.input.recovery.kind !== 'proactive') return;
      there.suspectUntilNs = world.now + (world.input.campaign.failures?.predictor?.leadNs ?? 0);
      leave(world, host);
      return;
    case 'cleared': return;
  }
}

function failOn(world: World, job: Job, host: number): void {
  if (job.moving?.to === host) {
    settle(world, job);
    cancelMove(world, job);
    return;
  }
  const added = job.pause?.kind === 'resizing' ? job.pause.added : [];
  if (!job.hosts.includes(host) && !added.includes(host)) return;
  settle(world, job);
  job.failures++;
  cancelMove(world, job);
  giveUpResize(world, job);
  if (world.input.recovery.kind === 'none') job.saved = { progress: 0, computedNs: 0 };
  forget(job);
  if (world.input.recovery.kind === 'none') {
    vacate(world, job);
    startOver(world, job);
    return;
  }
  if (job.hosts.includes(host)) {
    job.hosts = job.hosts.filter((other) => other !== host);
    world.occupancy[job.row][host]--;
    job.missing++;
  }
  job.failedNs = world.now;
  job.pause = { kind: 'recovering', untilNs: Infinity };
}

/** Redistribution is not repeated by itself: a job that was about to shrink does so when it gets there again, one that grew asks again. */
function giveUpResize(world: World, job: Job): void {
  if (job.pause?.kind !== 'resizing') return;
  for (const host of job.pause.added) world.occupancy[job.row][host]--;
  if (job.pause.added.length > 0) job.growTo = job.pause.to;
  else job.nextResize--;
  job.pause = undefined;
}

/** Back to the last snapshot that was complete. */
function forget(job: Job): void {
  job.lostWorkNs += job.computedNs - job.saved.computedNs;
  job.computedNs = job.saved.computedNs;
  job.progress = job.saved.progress;
  job.sinceSnapshotNs = 0;
  job.writing = undefined;
}

function startOver(world: World, job: Job): void {
  job.state = 'waiting';
  job.mode = 'wait';
  job.kind = world.input.sizes[job.tenant][0].kind;
  job.nextResize = 0;
  job.growTo = undefined;
  show(world, job);
  enqueue(world, job);
}

/** A suspended job that could not be saved was in the memory of a host that failed. */
function loseMemory(world: World, job: Job): void {
  settle(world, job);
  job.failures++;
  forget(job);
  job.home = undefined;
  job.mustRestart = true;
}

/** Jobs leave a host before it fails, one after the other over its link, as far as there are hosts for them. */
function leave(world: World, host: number): void {
  let waitNs = 0;
  for (const job of world.running) {
    const cost = world.input.costs[job.kind].migration;
    const busy = job.moving !== undefined || job.pause?.kind === 'recovering' || job.pause?.kind === 'resizing';
    if (cost === undefined || busy || !job.hosts.includes(host)) continue;
    const [to] = roomIn(world, world.occupancy[job.row], true).filter((other) => !job.hosts.includes(other));
    if (to === undefined) continue;
    settle(world, job);
    world.occupancy[job.row][to]++;
    job.moving = { from: host, to, stopNs: world.now + waitNs + cost.totalNs - cost.downtimeNs, downtimeNs: cost.downtimeNs };
    waitNs += cost.totalNs;
  }
}

/** The VMs have stopped on the old host and go on on the new one. */
export function finishMove(world: World, job: Job): void {
  if (job.moving === undefined) return;
  const { from, to } = job.moving;
  settle(world, job);
  job.hosts = [...job.hosts.filter((host) => host !== from), to].sort((left, right) => left - right);
  world.occupancy[job.row][from]--;
  job.moving = undefined;
  job.pause = undefined;
  job.migrations++;
  world.dirty = true;
}

/** Hosts for those that lost some, before anybody else gets one; spares as well. */
export function replaceHosts(world: World): void {
  for (const job of world.running) {
    if (job.pause?.kind !== 'recovering' || job.pause.untilNs < Infinity) continue;
    const room = roomIn(world, world.occupancy[job.row], true).filter((host) => !job.hosts.includes(host) && isSound(world, host));
    const found = room.slice(0, job.missing);
    for (const host of found) world.occupancy[job.row][host]++;
    job.hosts = [...job.hosts, ...found].sort((left, right) => left - right);
    job.missing -= found.length;
    if (job.missing > 0) continue;
    const noticedNs = job.failedNs + world.input.recovery.detectNs;
    job.pause = { kind: 'recovering', untilNs: Math.max(world.now, noticedNs) + world.input.costs[job.kind].restartNs };
  }
}

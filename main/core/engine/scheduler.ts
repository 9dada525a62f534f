import { countQueue, guestSliceNs, rankState, setState, shiftToStolen, usualWeight, work } from './cpu.ts';
import { noteSpan, noteSwitch } from './timeline.ts';
import { toTicks } from './time.ts';
import { after, eventKind, type World } from './world.ts';

/** Share of a slice that a floating vCPU must have earned before it may preempt again. */
const quantumShare = 0.25;

/** No turn of a floating vCPU on a contended core is shorter, ns. */
const shortestTurnNs = 1000;

/** Puts segment work of `cost` ns on an entity; `user` work waits until the rank is inside the MPI library. */
export function enqueueItem(world: World, entity: number, item: number, cost: number, user: boolean): void {
  const { cpu, items } = world;
  if (++cpu.outstanding[entity] > cpu.longest[entity]) cpu.longest[entity] = cpu.outstanding[entity];
  items.cost[item] = cost;
  items.service[item] = cost;
  items.next[item] = -1;
  const head = user ? cpu.userHead : cpu.kernelHead;
  const tail = user ? cpu.userTail : cpu.kernelTail;
  if (head[entity] < 0) {
    head[entity] = item;
    tail[entity] = item;
  } else if (cpu.finishing[entity] === item) {
    // A system call or a soft interrupt runs to its end before the next one begins.
    items.next[item] = head[entity];
    head[entity] = item;
  } else {
    items.next[tail[entity]] = item;
    tail[entity] = item;
  }
  kick(world, entity);
}

/** Gives a rank program work; it starts when nothing more urgent waits. */
export function startProgramWork(world: World, entity: number, kind: number, ns: number): void {
  world.cpu.programKind[entity] = kind;
  world.cpu.programRemaining[entity] = ns;
}

/** Looks whether the entity has something better to do than what it does. Call after anything that gives it work. */
export function kick(world: World, entity: number): void {
  const { cpu } = world;
  if (cpu.between[entity] === 1 || cpu.paused[entity] === 1) return;
  if (cpu.running[entity] === 0) {
    if (cpu.runnable[entity] === 1) standBy(world, entity);
    else if (hasWork(world, entity)) makeRunnable(world, entity);
    else cpu.slept[entity] = 1;
    return;
  }
  if (cpu.kind[entity] === work.item) return;
  const segmentWaits = cpu.kernelHead[entity] >= 0 || (cpu.userHead[entity] >= 0 && cpu.inCall[entity] === 1);
  if (segmentWaits || cpu.kind[entity] === work.none || (cpu.kind[entity] === work.poll && (cpu.programKind[entity] !== work.none || cpu.polling[entity] === 0))) {
    suspend(world, entity);
    chooseWork(world, entity);
  }
}

/** The event that the entity's work ends. */
export function onCpu(world: World, entity: number, stamp: number): void {
  const { cpu } = world;
  if (cpu.stamp[entity] !== stamp) return;
  const kind = cpu.kind[entity];
  cpu.busyNs[entity] += world.now - cpu.since[entity];
  cpu.kind[entity] = work.none;
  cpu.lastEnd[entity] = world.now;
  cpu.between[entity] = 1;
  if (kind === work.item) {
    cpu.itemsServed[entity]++;
    cpu.outstanding[entity]--;
    const item = cpu.item[entity];
    cpu.item[entity] = -1;
    cpu.finishing[entity] = item;
    world.itemServed(item, entity);
    cpu.finishing[entity] = -1;
  } else {
    cpu.programKind[entity] = work.none;
    world.programDone(entity);
  }
  cpu.between[entity] = 0;
  // A vCPU that woke meanwhile may have taken the core.
  if (cpu.running[entity] === 1) chooseWork(world, entity);
  else standBy(world, entity);
}

/** Nothing is pending but ends of turns, and those who take turns would only poll: nothing will ever happen again. */
export function onlyPolling(world: World): boolean {
  const { cpu, queue } = world;
  if (cpu.turnsPending < queue.length) return false;
  for (let entity = 0; entity < cpu.entities; entity++) {
    if (cpu.runnable[entity] === 1 && stateWithoutCore(world, entity) !== rankState.waiting) return false;
  }
  return true;
}

/** A turn on a core ended. */
export function onSlice(world: World, core: number, stamp: number): void {
  const { cpu } = world;
  if (cpu.sliceStamp[core] !== stamp) return;
  cpu.sliceArmed[core] = 0;
  const entity = cpu.occupant[core];
  if (entity < 0) return;
  if (isFloating(world, entity)) {
    const idle = idleCore(world, cpu.host[entity]);
    leaveCore(world, entity);
    if (idle >= 0) place(world, entity, idle);
    else if (cpu.credit[entity] > 0) preempt(world, entity);
    else waitForCredit(world, entity);
  } else if (nextQueue(world, core) >= 0) {
    leaveCore(world, entity);
    appendToQueue(world, queueOf(world, entity, core), entity);
    standBy(world, entity);
  }
  serveCore(world, core);
}

/** A floating vCPU earned enough to preempt again. */
export function onCredit(world: World, entity: number, stamp: number): void {
  const { cpu } = world;
  if (cpu.stamp[entity] !== stamp || cpu.running[entity] === 1 || cpu.runnable[entity] === 0) return;
  updateCredit(world, entity);
  const idle = idleCore(world, cpu.host[entity]);
  if (idle >= 0) place(world, entity, idle);
  else preempt(world, entity);
}

/** Whether the entity works, or stopped so recently that it still polls. */
export function isAwake(world: World, entity: number, pollBudgetNs: number): boolean {
  const { cpu } = world;
  return cpu.runnable[entity] === 1 || cpu.between[entity] === 1 || world.now - cpu.lastEnd[entity] <= pollBudgetNs;
}

function hasWork(world: World, entity: number): boolean {
  const { cpu } = world;
  return cpu.kernelHead[entity] >= 0 || (cpu.userHead[entity] >= 0 && cpu.inCall[entity] === 1)
    || cpu.programKind[entity] !== work.none || cpu.polling[entity] === 1;
}

function chooseWork(world: World, entity: number): void {
  const { cpu, items } = world;
  let item = cpu.kernelHead[entity];
  if (item >= 0) {
    cpu.kernelHead[entity] = items.next[item];
  } else if (cpu.inCall[entity] === 1 && (item = cpu.userHead[entity]) >= 0) {
    cpu.userHead[entity] = items.next[item];
  }
  if (item >= 0) {
    cpu.item[entity] = item;
    begin(world, entity, work.item, items.cost[item]);
  } else if (cpu.programKind[entity] !== work.none) {
    begin(world, entity, cpu.programKind[entity], cpu.programRemaining[entity]);
  } else if (cpu.polling[entity] === 1) {
    cpu.kind[entity] = work.poll;
    cpu.since[entity] = world.now;
    cpu.switching[entity] = 0;
    enterState(world, entity, rankState.waiting);
  } else {
    const core = cpu.core[entity];
    leaveCore(world, entity);
    cpu.runnable[entity] = 0;
    cpu.slept[entity] = 1;
    enterState(world, entity, rankState.waiting);
    serveCore(world, core);
  }
}

function begin(world: World, entity: number, kind: number, ns: number): void {
  const { cpu } = world;
  const switching = cpu.switching[entity];
  cpu.kind[entity] = kind;
  cpu.remaining[entity] = ns + switching;
  cpu.since[entity] = world.now;
  enterState(world, entity, kind === work.compute ? rankState.compute : rankState.overhead);
  if (switching > 0) {
    cpu.switching[entity] = 0;
    if (entity < cpu.ranks && cpu.state[entity] !== rankState.finished) {
      shiftToStolen(cpu, entity, kind === work.compute ? rankState.stolenCompute : rankState.stolen, switching);
      noteSwitch(world.statistics.timeline, entity, world.now, world.now + switching);
    }
  }
  after(world, ns + switching, eventKind.cpu, entity, ++cpu.stamp[entity]);
}

/** Stops present work and keeps what is left of it. */
function suspend(world: World, entity: number): void {
  const { cpu } = world;
  const done = world.now - cpu.since[entity];
  cpu.busyNs[entity] += done;
  if (cpu.kind[entity] === work.poll) cpu.corePollNs[cpu.core[entity]] += done;
  const left = cpu.remaining[entity] - done;
  cpu.stamp[entity]++;
  if (cpu.kind[entity] === work.item) {
    const item = cpu.item[entity];
    world.items.cost[item] = left;
    world.items.next[item] = cpu.kernelHead[entity];
    if (cpu.kernelHead[entity] < 0) cpu.kernelTail[entity] = item;
    cpu.kernelHead[entity] = item;
    cpu.item[entity] = -1;
  } else if (cpu.kind[entity] === work.compute || cpu.kind[entity] === work.overhead) {
    cpu.programRemaining[entity] = left;
  }
  cpu.kind[entity] = work.none;
}

function makeRunnable(world: World, entity: number): void {
  const { cpu } = world;
  cpu.runnable[entity] = 1;
  if (isFloating(world, entity)) {
    updateCredit(world, entity);
    const idle = idleCore(world, cpu.host[entity]);
    if (idle >= 0) place(world, entity, idle);
    else if (cpu.credit[entity] > 0) preempt(world, entity);
    else waitForCredit(world, entity);
    return;
  }
  const core = cpu.core[entity];
  const occupant = cpu.occupant[core];
  if (occupant < 0) return place(world, entity, core);
  if (isFloatingGuest(world, entity)) return placeFloatingGuest(world, entity);
  if (isFloating(world, occupant)) {
    const idle = idleCore(world, cpu.host[occupant]);
    if (idle >= 0) {
      leaveCore(world, occupant);
      place(world, occupant, idle);
      return place(world, entity, core);
    }
    updateCredit(world, occupant);
    cpu.contended[occupant] = 1;
  }
  appendToQueue(world, core, entity);
  standBy(world, entity);
  armSlice(world, core);
}

/** Gives the core to who waits for it, or to a vCPU that preempts elsewhere. */
function serveCore(world: World, core: number): void {
  const { cpu } = world;
  if (core < 0 || cpu.occupant[core] >= 0) return;
  const queue = nextQueue(world, core);
  if (queue >= 0) {
    const next = cpu.queueHead[queue];
    cpu.queueHead[queue] = cpu.nextInQueue[next];
    countQueue(cpu, queue, -1, world.now);
    place(world, next, core);
    if (nextQueue(world, core) >= 0) armSlice(world, core);
    return;
  }
  const host = Math.floor(core / cpu.coresPerHost);
  const first = cpu.ranks + host * cpu.vcpusPerHost;
  for (let e = first; e < first + cpu.vcpusPerHost; e++) {
    if (cpu.runnable[e] === 0 || !isFloating(world, e)) continue;
    if (cpu.running[e] === 0) return place(world, e, core);
    if (cpu.contended[e] === 1) {
      const left = cpu.core[e];
      leaveCore(world, e);
      place(world, e, core);
      return serveCore(world, left);
    }
  }
}

function place(world: World, entity: number, core: number): void {
  const { cpu } = world;
  updateCredit(world, entity);
  cpu.core[entity] = core;
  cpu.running[entity] = 1;
  cpu.occupant[core] = entity;
  cpu.coreSince[core] = world.now;
  cpu.coreTurns[core]++;
  cpu.contended[entity] = nextQueue(world, core) >= 0 ? 1 : 0;
  // A change of owner costs time on the core, whoever comes: caches and registers are the other one's.
  const last = cpu.lastOccupant[core];
  cpu.lastOccupant[core] = entity;
  cpu.switching[entity] = last !== entity && last >= 0 ? cpu.driver?.switchNs ?? 0 : 0;
  if (cpu.between[entity] === 0) chooseWork(world, entity);
}

function leaveCore(world: World, entity: number): void {
  const { cpu } = world;
  const core = cpu.core[entity];
  if (cpu.kind[entity] !== work.none) suspend(world, entity);
  updateCredit(world, entity);
  cpu.running[entity] = 0;
  cpu.occupant[core] = -1;
  cpu.coreBusyNs[core] += world.now - cpu.coreSince[core];
  cpu.sliceStamp[core]++;
  cpu.sliceArmed[core] = 0;
  cpu.contended[entity] = 0;
  if (isFloating(world, entity)) cpu.core[entity] = -1;
}

/** Takes a core from a guest; the guest waits at the front of its queue. */
function preempt(world: World, entity: number): void {
  const { cpu } = world;
  const host = cpu.host[entity];
  const first = host * cpu.coresPerHost;
  for (let i = 0; i < cpu.coresPerHost; i++) {
    const core = first + ((cpu.nextVictim[host] + i) % cpu.coresPerHost);
    const victim = cpu.occupant[core];
    if (victim < 0 || victim >= cpu.ranks) continue;
    cpu.nextVictim[host] = (core - first + 1) % cpu.coresPerHost;
    leaveCore(world, victim);
    const queue = queueOf(world, victim, core);
    cpu.nextInQueue[victim] = cpu.queueHead[queue];
    if (cpu.queueHead[queue] < 0) cpu.queueTail[queue] = victim;
    cpu.queueHead[queue] = victim;
    countQueue(cpu, queue, 1, world.now);
    standBy(world, victim);
    place(world, entity, core);
    if (cpu.occupant[core] === entity) armSlice(world, core);
    if (cpu.floatingGuests) beginTurns(world, host);
    return;
  }
  waitForCredit(world, entity);
}

/** Tries again when a quantum has been earned; with a quantum in hand, when others of its kind may have let a core go. */
function waitForCredit(world: World, entity: number): void {
  const { cpu } = world;
  const quantum = (cpu.driver?.sliceNs ?? 0) * quantumShare;
  const missing = cpu.credit[entity] < quantum ? quantum - cpu.credit[entity] : quantum;
  after(world, Math.max(shortestTurnNs, Math.ceil(missing / share(world))), eventKind.credit, entity, ++cpu.stamp[entity]);
}

/** Credit as of now: earned all the time, spent while somebody waits for the core. */
function updateCredit(world: World, entity: number): void {
  const { cpu } = world;
  if (entity < cpu.ranks) return;
  const elapsed = world.now - cpu.creditAt[entity];
  const spent = cpu.contended[entity] === 1 ? elapsed : 0;
  cpu.credit[entity] = Math.min(cpu.driver?.sliceNs ?? 0, cpu.credit[entity] + elapsed * share(world) - spent);
  cpu.creditAt[entity] = world.now;
}

/** Part of one core that a driver domain's vCPU may take by weight when every core is wanted. */
function share(world: World): number {
  const { cpu } = world;
  const weight = cpu.driver?.weight ?? 256;
  return Math.min(1, (weight * cpu.coresPerHost) / (weight + 256 * cpu.coresPerHost));
}

function isFloating(world: World, entity: number): boolean {
  return entity >= world.cpu.ranks && world.cpu.driver?.pinning === 'floating';
}

function idleCore(world: World, host: number): number {
  const { cpu } = world;
  const first = host * cpu.coresPerHost;
  for (let core = first; core < first + cpu.coresPerHost; core++) if (cpu.occupant[core] < 0 && cpu.queueHead[core] < 0) return core;
  return -1;
}

function isFloatingGuest({ cpu }: World, entity: number): boolean {
  return cpu.floatingGuests && entity < cpu.ranks;
}

/** Queue in which an entity waits: a core's, or that of all cores of its host. */
function queueOf(world: World, entity: number, core: number): number {
  const { cpu } = world;
  return isFloatingGuest(world, entity) ? cpu.occupant.length + cpu.host[entity] : core;
}

/** Queue that has the next entity for a core; -1: nobody waits for it. */
function nextQueue({ cpu }: World, core: number): number {
  if (cpu.queueHead[core] >= 0) return core;
  if (!cpu.floatingGuests || core % cpu.coresPerHost >= cpu.guestCores) return -1;
  const shared = cpu.occupant.length + Math.floor(core / cpu.coresPerHost);
  return cpu.queueHead[shared] >= 0 ? shared : -1;
}

/** A floating rank takes an idle core of its host; where there is none it waits for all of them, and turns begin. */
function placeFloatingGuest(world: World, entity: number): void {
  const { cpu } = world;
  const first = cpu.host[entity] * cpu.coresPerHost;
  for (let core = first; core < first + cpu.guestCores; core++) if (cpu.occupant[core] < 0) return place(world, entity, core);
  appendToQueue(world, queueOf(world, entity, first), entity);
  standBy(world, entity);
  beginTurns(world, cpu.host[entity]);
}

/** Somebody waits for any core of the host: whoever has one has it for a turn. */
function beginTurns(world: World, host: number): void {
  const { cpu } = world;
  const first = host * cpu.coresPerHost;
  for (let core = first; core < first + cpu.guestCores; core++) {
    const occupant = cpu.occupant[core];
    if (occupant < 0) continue;
    if (isFloating(world, occupant)) {
      updateCredit(world, occupant);
      cpu.contended[occupant] = 1;
    }
    armSlice(world, core);
  }
}

function appendToQueue(world: World, queue: number, entity: number): void {
  const { cpu } = world;
  cpu.nextInQueue[entity] = -1;
  countQueue(cpu, queue, 1, world.now);
  if (cpu.queueHead[queue] < 0) cpu.queueHead[queue] = entity;
  else cpu.nextInQueue[cpu.queueTail[queue]] = entity;
  cpu.queueTail[queue] = entity;
}

function armSlice(world: World, core: number): void {
  const { cpu } = world;
  if (cpu.sliceArmed[core] === 1) return;
  cpu.sliceArmed[core] = 1;
  cpu.turnsPending++;
  after(world, turnOf(world, cpu.occupant[core]), eventKind.slice, core, ++cpu.sliceStamp[core]);
}

/** ns of the entity's next turn on a contended core. */
function turnOf(world: World, entity: number): number {
  const { cpu } = world;
  if (isFloating(world, entity)) return Math.max(shortestTurnNs, Math.min(cpu.driver?.sliceNs ?? guestSliceNs, Math.ceil(cpu.credit[entity])));
  return entity < cpu.ranks && cpu.weight[entity] !== usualWeight ? toTicks(guestSliceNs * (cpu.weight[entity] / usualWeight)) : guestSliceNs;
}

/** The entity has no core: that is stolen from a rank with work, and all the same to one that would only poll. */
function standBy(world: World, entity: number): void {
  enterState(world, entity, stateWithoutCore(world, entity));
}

/** What a rank's time counts as while somebody else has its core. */
function stateWithoutCore({ cpu }: World, entity: number): number {
  if (cpu.kernelHead[entity] >= 0 || cpu.finishing[entity] >= 0 || (cpu.userHead[entity] >= 0 && cpu.inCall[entity] === 1)) return rankState.stolen;
  if (cpu.programKind[entity] === work.compute) return rankState.stolenCompute;
  return cpu.programKind[entity] === work.none ? rankState.waiting : rankState.stolen;
}

function enterState(world: World, entity: number, state: number): void {
  const { cpu } = world;
  if (entity >= cpu.ranks || (cpu.state[entity] === rankState.start && state === rankState.waiting)) return;
  const since = cpu.stateSince[entity];
  const before = setState(cpu, entity, state, world.now);
  if (before >= 0) noteSpan(world.statistics.timeline, entity, before, since, world.now);
}

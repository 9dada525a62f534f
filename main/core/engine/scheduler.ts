import { countQueue, guestSliceNs, inEntity, rankState, setState, shiftToStolen, usualWeight, work } from './cpu.ts';
import { inItem } from './items.ts';
import { beginPair, breakPair, cutPair, pairing } from './pairs.ts';
import { noteSpan, noteSwitch } from './timeline.ts';
import { toTicks } from './time.ts';
import { after, eventKind, type World } from './world.ts';

/** Share of a slice that a floating vCPU must have earned before it may preempt again. */
const quantumShare = 0.25;

/** No turn of a floating vCPU on a contended core is shorter, ns. */
const shortestTurnNs = 1000;

/** Puts segment work of `cost` ns on an entity; `user` work waits until the rank is inside the MPI library. */
export function enqueueItem(world: World, entity: number, item: number, cost: number, user: boolean): void {
  const { cpu: { int }, items } = world;
  const at = entity * 32;
  const outstanding = int[at | inEntity.outstanding] + 1;
  int[at | inEntity.outstanding] = outstanding;
  if (outstanding > int[at | inEntity.longest]) int[at | inEntity.longest] = outstanding;
  items.ns[(item >> 1) | inItem.cost] = cost;
  items.ns[(item >> 1) | inItem.service] = cost;
  items.int[item | inItem.next] = -1;
  const head = at + (user ? inEntity.userHead : inEntity.kernelHead);
  const tail = at + (user ? inEntity.userTail : inEntity.kernelTail);
  if (int[head] < 0) {
    int[head] = item;
    int[tail] = item;
  } else if (int[at | inEntity.finishing] === item) {
    // A system call or a soft interrupt runs to its end before the next one begins.
    items.int[item | inItem.next] = int[head];
    int[head] = item;
  } else {
    items.int[int[tail] | inItem.next] = item;
    int[tail] = item;
  }
  if (!user && int[at | inEntity.pair] === pairing.library && int[at | inEntity.kind] === work.item) cutPair(world, entity);
  kick(world, entity);
}

/** Gives a rank program work; it starts when nothing more urgent waits. */
export function startProgramWork(world: World, entity: number, kind: number, ns: number): void {
  world.cpu.int[(entity << 5) | inEntity.programKind] = kind;
  world.cpu.ns[(entity << 4) | inEntity.programRemaining] = ns;
}

/** Looks whether the entity has something better to do than what it does. Call after anything that gives it work. */
export function kick(world: World, entity: number): void {
  const { cpu } = world;
  if (cpu.int[(entity << 5) | inEntity.between] === 1 || cpu.int[(entity << 5) | inEntity.paused] > 0) return;
  if (cpu.int[(entity << 5) | inEntity.running] === 0) {
    if (cpu.int[(entity << 5) | inEntity.runnable] === 1) standBy(world, entity);
    else if (hasWork(world, entity)) makeRunnable(world, entity);
    else cpu.int[(entity << 5) | inEntity.slept] = 1;
    return;
  }
  if (cpu.int[(entity << 5) | inEntity.kind] === work.item) return;
  const segmentWaits = cpu.int[(entity << 5) | inEntity.kernelHead] >= 0 || (cpu.int[(entity << 5) | inEntity.userHead] >= 0 && cpu.int[(entity << 5) | inEntity.inCall] === 1);
  if (segmentWaits || cpu.int[(entity << 5) | inEntity.kind] === work.none || (cpu.int[(entity << 5) | inEntity.kind] === work.poll && (cpu.int[(entity << 5) | inEntity.programKind] !== work.none || cpu.int[(entity << 5) | inEntity.polling] === 0))) {
    suspend(world, entity);
    chooseWork(world, entity);
  }
}

/** The entity leaves its core, or the queue for one, and does nothing more until {@link goOn}. Its work is kept. */
export function standStill(world: World, entity: number): void {
  const { cpu } = world;
  const core = cpu.int[(entity << 5) | inEntity.core];
  const running = cpu.int[(entity << 5) | inEntity.running] === 1;
  if (running) {
    cutSwitch(world, entity);
    leaveCore(world, entity);
  } else if (cpu.int[(entity << 5) | inEntity.runnable] === 1) {
    leaveQueue(world, queueOf(world, entity, core), entity);
  }
  cpu.int[(entity << 5) | inEntity.runnable] = 0;
  if (cpu.int[(entity << 5) | inEntity.state] !== rankState.start) enterState(world, entity, rankState.paused);
  if (running) serveCore(world, core);
}

/** A change of the core's owner, which is counted ahead of its time, ends now. */
function cutSwitch({ cpu, now, statistics }: World, entity: number): void {
  const ahead = cpu.ns[(entity << 4) | inEntity.stateSince] - now;
  if (ahead <= 0 || cpu.int[(entity << 5) | inEntity.state] === rankState.finished) return;
  const stolen = cpu.int[(entity << 5) | inEntity.kind] === work.compute ? rankState.stolenCompute : rankState.stolen;
  cpu.ns[(entity << 4) | inEntity.buckets + stolen] -= ahead;
  cpu.ns[(entity << 4) | inEntity.stateSince] = now;
  cpu.ns[(entity << 4) | inEntity.remaining] -= ahead;
  noteSwitch(statistics.timeline, entity, now + ahead, now);
}

/** Ends {@link standStill}. */
export function goOn(world: World, entity: number): void {
  const { cpu } = world;
  if (hasWork(world, entity)) return makeRunnable(world, entity);
  cpu.int[(entity << 5) | inEntity.slept] = 1;
  enterState(world, entity, rankState.waiting);
}

/** The event that the entity's work ends. */
export function onCpu(world: World, entity: number, stamp: number): void {
  const { cpu } = world;
  if (cpu.int[(entity << 5) | inEntity.stamp] !== stamp) return;
  const kind = cpu.int[(entity << 5) | inEntity.kind];
  cpu.busyNs[entity] += world.now - cpu.ns[(entity << 4) | inEntity.since];
  cpu.int[(entity << 5) | inEntity.kind] = work.none;
  cpu.ns[(entity << 4) | inEntity.lastEnd] = world.now;
  cpu.int[(entity << 5) | inEntity.between] = 1;
  if (kind === work.item) {
    cpu.ns[(entity << 4) | inEntity.itemsServed]++;
    cpu.int[(entity << 5) | inEntity.outstanding]--;
    const item = cpu.int[(entity << 5) | inEntity.item];
    cpu.int[(entity << 5) | inEntity.item] = -1;
    cpu.int[(entity << 5) | inEntity.finishing] = item;
    cpu.serving = entity;
    world.itemServed(item, entity);
    cpu.serving = -1;
    cpu.int[(entity << 5) | inEntity.finishing] = -1;
  } else {
    cpu.int[(entity << 5) | inEntity.programKind] = work.none;
    world.programDone(entity);
  }
  cpu.int[(entity << 5) | inEntity.between] = 0;
  // A vCPU that woke meanwhile may have taken the core.
  if (cpu.int[(entity << 5) | inEntity.running] === 1) chooseWork(world, entity);
  else standBy(world, entity);
}

/** Nothing is pending but ends of turns and `others` that do nothing for programs, and those who take turns would only poll: nothing will ever happen again. */
export function onlyPolling(world: World, others = 0): boolean {
  const { cpu, queue } = world;
  if (cpu.turnsPending + others < queue.length) return false;
  for (let entity = 0; entity < cpu.entities; entity++) {
    if (cpu.int[(entity << 5) | inEntity.runnable] === 1 && stateWithoutCore(world, entity) !== rankState.waiting) return false;
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
    const idle = idleCore(world, cpu.int[(entity << 5) | inEntity.host]);
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
  if (cpu.int[(entity << 5) | inEntity.stamp] !== stamp || cpu.int[(entity << 5) | inEntity.running] === 1 || cpu.int[(entity << 5) | inEntity.runnable] === 0) return;
  updateCredit(world, entity);
  const idle = idleCore(world, cpu.int[(entity << 5) | inEntity.host]);
  if (idle >= 0) place(world, entity, idle);
  else preempt(world, entity);
}

/** Whether the entity works, or stopped so recently that it still polls. */
export function isAwake(world: World, entity: number, pollBudgetNs: number): boolean {
  const { cpu } = world;
  return cpu.int[(entity << 5) | inEntity.runnable] === 1 || cpu.int[(entity << 5) | inEntity.between] === 1 || world.now - cpu.ns[(entity << 4) | inEntity.lastEnd] <= pollBudgetNs;
}

function hasWork(world: World, entity: number): boolean {
  const { cpu } = world;
  return cpu.int[(entity << 5) | inEntity.kernelHead] >= 0 || (cpu.int[(entity << 5) | inEntity.userHead] >= 0 && cpu.int[(entity << 5) | inEntity.inCall] === 1)
    || cpu.int[(entity << 5) | inEntity.programKind] !== work.none || cpu.int[(entity << 5) | inEntity.polling] === 1;
}

function chooseWork(world: World, entity: number): void {
  const { cpu, items } = world;
  let item = cpu.int[(entity << 5) | inEntity.kernelHead];
  if (item >= 0) {
    cpu.int[(entity << 5) | inEntity.kernelHead] = items.int[item | inItem.next];
  } else if (cpu.int[(entity << 5) | inEntity.inCall] === 1 && (item = cpu.int[(entity << 5) | inEntity.userHead]) >= 0) {
    cpu.int[(entity << 5) | inEntity.userHead] = items.int[item | inItem.next];
  }
  if (item >= 0) {
    cpu.int[(entity << 5) | inEntity.item] = item;
    begin(world, entity, work.item, items.ns[(item >> 1) | inItem.cost] + beginPair(world, entity, item));
  } else if (cpu.int[(entity << 5) | inEntity.programKind] !== work.none) {
    begin(world, entity, cpu.int[(entity << 5) | inEntity.programKind], cpu.ns[(entity << 4) | inEntity.programRemaining]);
  } else if (cpu.int[(entity << 5) | inEntity.polling] === 1) {
    cpu.int[(entity << 5) | inEntity.kind] = work.poll;
    cpu.ns[(entity << 4) | inEntity.since] = world.now;
    cpu.ns[(entity << 4) | inEntity.switching] = 0;
    enterState(world, entity, rankState.waiting);
  } else {
    const core = cpu.int[(entity << 5) | inEntity.core];
    leaveCore(world, entity);
    cpu.int[(entity << 5) | inEntity.runnable] = 0;
    cpu.int[(entity << 5) | inEntity.slept] = 1;
    enterState(world, entity, rankState.waiting);
    serveCore(world, core);
  }
}

function begin(world: World, entity: number, kind: number, ns: number): void {
  const { cpu } = world;
  const switching = cpu.ns[(entity << 4) | inEntity.switching];
  cpu.int[(entity << 5) | inEntity.kind] = kind;
  cpu.ns[(entity << 4) | inEntity.remaining] = ns + switching;
  cpu.ns[(entity << 4) | inEntity.since] = world.now;
  enterState(world, entity, kind === work.compute ? rankState.compute : rankState.overhead);
  if (switching > 0) {
    cpu.ns[(entity << 4) | inEntity.switching] = 0;
    if (entity < cpu.ranks && cpu.int[(entity << 5) | inEntity.state] !== rankState.finished) {
      shiftToStolen(cpu, entity, kind === work.compute ? rankState.stolenCompute : rankState.stolen, switching);
      noteSwitch(world.statistics.timeline, entity, world.now, world.now + switching);
    }
  }
  after(world, ns + switching, eventKind.cpu, entity, ++cpu.int[(entity << 5) | inEntity.stamp]);
}

/** Stops present work and keeps what is left of it. */
function suspend(world: World, entity: number): void {
  const { cpu } = world;
  const done = world.now - cpu.ns[(entity << 4) | inEntity.since];
  cpu.busyNs[entity] += done;
  if (cpu.int[(entity << 5) | inEntity.kind] === work.poll) cpu.corePollNs[cpu.int[(entity << 5) | inEntity.core]] += done;
  const left = cpu.ns[(entity << 4) | inEntity.remaining] - done;
  cpu.int[(entity << 5) | inEntity.stamp]++;
  if (cpu.int[(entity << 5) | inEntity.kind] === work.item) {
    const item = cpu.int[(entity << 5) | inEntity.item];
    world.items.ns[(item >> 1) | inItem.cost] = cpu.int[(entity << 5) | inEntity.pair] === pairing.none ? left : breakPair(world, entity, item, left);
    world.items.int[item | inItem.next] = cpu.int[(entity << 5) | inEntity.kernelHead];
    if (cpu.int[(entity << 5) | inEntity.kernelHead] < 0) cpu.int[(entity << 5) | inEntity.kernelTail] = item;
    cpu.int[(entity << 5) | inEntity.kernelHead] = item;
    cpu.int[(entity << 5) | inEntity.item] = -1;
  } else if (cpu.int[(entity << 5) | inEntity.kind] === work.compute || cpu.int[(entity << 5) | inEntity.kind] === work.overhead) {
    cpu.ns[(entity << 4) | inEntity.programRemaining] = left;
  }
  cpu.int[(entity << 5) | inEntity.kind] = work.none;
}

function makeRunnable(world: World, entity: number): void {
  const { cpu } = world;
  cpu.int[(entity << 5) | inEntity.runnable] = 1;
  if (isFloating(world, entity)) {
    updateCredit(world, entity);
    const idle = idleCore(world, cpu.int[(entity << 5) | inEntity.host]);
    if (idle >= 0) place(world, entity, idle);
    else if (cpu.credit[entity] > 0) preempt(world, entity);
    else waitForCredit(world, entity);
    return;
  }
  const core = cpu.int[(entity << 5) | inEntity.core];
  const occupant = cpu.occupant[core];
  if (occupant < 0) return place(world, entity, core);
  if (isFloatingGuest(world, entity)) return placeFloatingGuest(world, entity);
  if (isFloating(world, occupant)) {
    const idle = idleCore(world, cpu.int[(occupant << 5) | inEntity.host]);
    if (idle >= 0) {
      leaveCore(world, occupant);
      place(world, occupant, idle);
      return place(world, entity, core);
    }
    updateCredit(world, occupant);
    cpu.int[(occupant << 5) | inEntity.contended] = 1;
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
    cpu.queueHead[queue] = cpu.int[(next << 5) | inEntity.nextInQueue];
    countQueue(cpu, queue, -1, world.now);
    place(world, next, core);
    if (nextQueue(world, core) >= 0) armSlice(world, core);
    return;
  }
  const host = Math.floor(core / cpu.coresPerHost);
  const first = cpu.ranks + host * cpu.vcpusPerHost;
  for (let e = first; e < first + cpu.vcpusPerHost; e++) {
    if (cpu.int[(e << 5) | inEntity.runnable] === 0 || !isFloating(world, e)) continue;
    if (cpu.int[(e << 5) | inEntity.running] === 0) return place(world, e, core);
    if (cpu.int[(e << 5) | inEntity.contended] === 1) {
      const left = cpu.int[(e << 5) | inEntity.core];
      leaveCore(world, e);
      place(world, e, core);
      return serveCore(world, left);
    }
  }
}

function place(world: World, entity: number, core: number): void {
  const { cpu } = world;
  updateCredit(world, entity);
  cpu.int[(entity << 5) | inEntity.core] = core;
  cpu.int[(entity << 5) | inEntity.running] = 1;
  cpu.occupant[core] = entity;
  cpu.coreSince[core] = world.now;
  cpu.coreTurns[core]++;
  cpu.int[(entity << 5) | inEntity.contended] = nextQueue(world, core) >= 0 ? 1 : 0;
  // A change of owner costs time on the core, whoever comes: caches and registers are the other one's.
  const last = cpu.lastOccupant[core];
  cpu.lastOccupant[core] = entity;
  cpu.ns[(entity << 4) | inEntity.switching] = last !== entity && last >= 0 ? cpu.driver?.switchNs ?? 0 : 0;
  if (cpu.int[(entity << 5) | inEntity.between] === 0) chooseWork(world, entity);
}

function leaveCore(world: World, entity: number): void {
  const { cpu } = world;
  const core = cpu.int[(entity << 5) | inEntity.core];
  if (cpu.int[(entity << 5) | inEntity.kind] !== work.none) suspend(world, entity);
  updateCredit(world, entity);
  cpu.int[(entity << 5) | inEntity.running] = 0;
  cpu.occupant[core] = -1;
  cpu.coreBusyNs[core] += world.now - cpu.coreSince[core];
  cpu.sliceStamp[core]++;
  cpu.sliceArmed[core] = 0;
  cpu.int[(entity << 5) | inEntity.contended] = 0;
  if (isFloating(world, entity)) cpu.int[(entity << 5) | inEntity.core] = -1;
}

/** Takes a core from a guest; the guest waits at the front of its queue. */
function preempt(world: World, entity: number): void {
  const { cpu } = world;
  const host = cpu.int[(entity << 5) | inEntity.host];
  const first = host * cpu.coresPerHost;
  for (let i = 0; i < cpu.coresPerHost; i++) {
    const core = first + ((cpu.nextVictim[host] + i) % cpu.coresPerHost);
    const victim = cpu.occupant[core];
    if (victim < 0 || victim >= cpu.ranks) continue;
    cpu.nextVictim[host] = (core - first + 1) % cpu.coresPerHost;
    leaveCore(world, victim);
    const queue = queueOf(world, victim, core);
    cpu.int[(victim << 5) | inEntity.nextInQueue] = cpu.queueHead[queue];
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
  after(world, Math.max(shortestTurnNs, Math.ceil(missing / share(world))), eventKind.credit, entity, ++cpu.int[(entity << 5) | inEntity.stamp]);
}

/** Credit as of now: earned all the time, spent while somebody waits for the core. */
function updateCredit(world: World, entity: number): void {
  const { cpu } = world;
  if (entity < cpu.ranks) return;
  const elapsed = world.now - cpu.ns[(entity << 4) | inEntity.creditAt];
  const spent = cpu.int[(entity << 5) | inEntity.contended] === 1 ? elapsed : 0;
  cpu.credit[entity] = Math.min(cpu.driver?.sliceNs ?? 0, cpu.credit[entity] + elapsed * share(world) - spent);
  cpu.ns[(entity << 4) | inEntity.creditAt] = world.now;
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
  return isFloatingGuest(world, entity) ? cpu.occupant.length + cpu.int[(entity << 5) | inEntity.host] : core;
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
  const first = cpu.int[(entity << 5) | inEntity.host] * cpu.coresPerHost;
  for (let core = first; core < first + cpu.guestCores; core++) if (cpu.occupant[core] < 0) return place(world, entity, core);
  appendToQueue(world, queueOf(world, entity, first), entity);
  standBy(world, entity);
  beginTurns(world, cpu.int[(entity << 5) | inEntity.host]);
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
      cpu.int[(occupant << 5) | inEntity.contended] = 1;
    }
    armSlice(world, core);
  }
}

function appendToQueue(world: World, queue: number, entity: number): void {
  const { cpu } = world;
  cpu.int[(entity << 5) | inEntity.nextInQueue] = -1;
  countQueue(cpu, queue, 1, world.now);
  if (cpu.queueHead[queue] < 0) cpu.queueHead[queue] = entity;
  else cpu.int[(cpu.queueTail[queue] << 5) | inEntity.nextInQueue] = entity;
  cpu.queueTail[queue] = entity;
}

function leaveQueue({ cpu, now }: World, queue: number, entity: number): void {
  const next = cpu.int[(entity << 5) | inEntity.nextInQueue];
  let before = -1;
  for (let e = cpu.queueHead[queue]; e !== entity; e = cpu.int[(e << 5) | inEntity.nextInQueue]) before = e;
  if (before < 0) cpu.queueHead[queue] = next;
  else cpu.int[(before << 5) | inEntity.nextInQueue] = next;
  if (cpu.queueTail[queue] === entity) cpu.queueTail[queue] = before;
  countQueue(cpu, queue, -1, now);
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
  return entity < cpu.ranks && cpu.int[(entity << 5) | inEntity.weight] !== usualWeight ? toTicks(guestSliceNs * (cpu.int[(entity << 5) | inEntity.weight] / usualWeight)) : guestSliceNs;
}

/** The entity has no core: that is stolen from a rank with work, and all the same to one that would only poll. */
function standBy(world: World, entity: number): void {
  enterState(world, entity, stateWithoutCore(world, entity));
}

/** What a rank's time counts as while somebody else has its core. */
function stateWithoutCore({ cpu }: World, entity: number): number {
  if (cpu.int[(entity << 5) | inEntity.kernelHead] >= 0 || cpu.int[(entity << 5) | inEntity.finishing] >= 0 || (cpu.int[(entity << 5) | inEntity.userHead] >= 0 && cpu.int[(entity << 5) | inEntity.inCall] === 1)) return rankState.stolen;
  if (cpu.int[(entity << 5) | inEntity.programKind] === work.compute) return rankState.stolenCompute;
  return cpu.int[(entity << 5) | inEntity.programKind] === work.none ? rankState.waiting : rankState.stolen;
}

function enterState(world: World, entity: number, state: number): void {
  const { cpu } = world;
  if (entity >= cpu.ranks || (cpu.int[(entity << 5) | inEntity.state] === rankState.start && state === rankState.waiting)) return;
  const since = cpu.ns[(entity << 4) | inEntity.stateSince];
  const before = setState(cpu, entity, state, world.now);
  if (before >= 0) noteSpan(world.statistics.timeline, entity, before, since, world.now);
}

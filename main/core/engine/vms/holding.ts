import { inItem } from '../items.ts';
import { inMessage } from '../messages.ts';
import { action, type Profile } from '../profile.ts';
import { sendAgain } from '../rings.ts';
import { arrive, visitOf } from '../stages.ts';
import { toTicks } from '../time.ts';
import { after, eventKind, retryOf, type World } from '../world.ts';
import { firstTryAfter } from './retries.ts';
import type { HeldTraffic } from './vms.ts';

/** What waited for a VM. */
export interface Released {
  /** Segments and packets that had to wait outside. */
  readonly heldSegments: number;
  /** Tries of peers that were lost because the VM was away. */
  readonly lostTries: number;
}

/** Nothing new enters a path from or to the VM from now on: it waits outside, and counts in its window as if it had entered. Holds add up. */
export function holdVm({ vms }: World, vm: number): void {
  vms.held[vm]++;
  vms.holding++;
}

/** Whether the item, which is about to enter its path, has to wait outside; then it does. Call only while `holding`. */
export function parks(world: World, item: number): boolean {
  if (!waits(world, item)) return false;
  world.vms.heldSince.set(visitOf(world, item), world.now);
  return true;
}

/** As {@link parks}, for a segment that a ring lost and whose timer brings it back. */
export function parksAgain(world: World, item: number): boolean {
  return world.vms.holding > 0 && waits(world, item);
}

function waits(world: World, item: number): boolean {
  const { items, vms, topology } = world;
  const from = items.int[item | inItem.from];
  const to = items.int[item | inItem.to];
  const known = vms.traffic.get(from * topology.ranks + to);
  if (known === undefined && !isHeld(world, from, to)) return false;
  if (staysInside(items.profiles[items.int[item | inItem.profile]])) return false;
  if (known === undefined) {
    vms.traffic.set(from * topology.ranks + to, { from, to, items: [item], sinceNs: world.now, due: -1 });
    vms.holding++;
  } else {
    known.items.push(item);
  }
  return true;
}

/**
 * Ends one hold. Traffic of the VM goes on at once, and so does that of its peers where their path loses nothing (the
 * hypervisor kept it) or they were told to wait. Elsewhere their frames were lost while the VM was away: a peer's traffic goes on when its protocol tries
 * again, after timeouts that grow or with its receiver-not-ready timer; all segments of a pair wait for the first one. A try too
 * many fails the run, or makes the connection anew, as the protocol says. What waits for a second held VM goes on waiting.
 */
export function releaseVm(world: World, vm: number): Released {
  const { vms, topology } = world;
  if (vms.held[vm] === 0) return { heldSegments: 0, lostTries: 0 };
  vms.held[vm]--;
  vms.holding--;
  let heldSegments = 0;
  let lostTries = 0;
  if (vms.held[vm] > 0) return { heldSegments, lostTries };
  const ready: HeldTraffic[] = [];
  for (const traffic of vms.traffic.values()) {
    const own = topology.vm[traffic.from] === vm;
    if ((!own && topology.vm[traffic.to] !== vm) || traffic.due >= 0) continue;
    heldSegments += traffic.items.length;
    if (isHeld(world, traffic.from, traffic.to)) {
      // Its sender stood still until now: its timers begin.
      if (own) traffic.sinceNs = world.now;
      continue;
    }
    const lost = own ? 0 : tryAgain(world, traffic);
    if (lost === undefined) return { heldSegments, lostTries };
    lostTries += lost;
    if (traffic.due < 0) ready.push(traffic);
  }
  for (const traffic of ready) letGo(world, traffic);
  return { heldSegments, lostTries };
}

/** A peer's protocol tries again: its traffic enters, unless a VM is held again. */
export function onHeldRetry(world: World, number: number): void {
  const { due } = world.vms;
  const traffic = due.get(number);
  if (traffic === undefined) return;
  due.delete(number);
  traffic.due = -1;
  if (isHeld(world, traffic.from, traffic.to)) traffic.sinceNs = world.now;
  else letGo(world, traffic);
}

/** When the peer's protocol reaches the VM: its event is `due` where that is later; answers the tries that were lost, or undefined where it gives up. */
function tryAgain(world: World, traffic: HeldTraffic): number | undefined {
  const { path, model: { protocol: { reliability }, bootstrap, migration } } = world.items.profiles[world.items.int[traffic.items[0] | inItem.profile]];
  if (reliability.kind === 'none' || migration?.peers === 'wait') return 0;
  const reached = firstTryAfter(reliability, bootstrap?.connectNs ?? 0, traffic.sinceNs, world.now);
  if ('lastTryNs' in reached) {
    const ms = (ns: number): string => `${Math.round(ns / 1e3) / 1e3} ms`;
    const tries = reliability.retries === 0 ? `once, at ${ms(traffic.sinceNs)},` : `${reliability.retries + 1} times, from ${ms(traffic.sinceNs)} to ${ms(reached.lastTryNs)},`;
    world.failure ??= {
      kind: 'protocol',
      message: `Rank ${traffic.from} could not reach rank ${traffic.to} over path ${path} while a VM was away: it tried ${tries} and gave up. The VM was back at ${ms(world.now)}.`,
      hint: 'Shorten the downtime, or give the path a longer timeout, more retries or onExhausted: reconnect.',
    };
    return undefined;
  }
  const waitNs = toTicks(reached.atNs - world.now);
  if (waitNs > 0) {
    // An event's number has 28 bits.
    traffic.due = world.vms.lastDue = (world.vms.lastDue + 1) % (1 << 24);
    world.vms.due.set(traffic.due, traffic);
    after(world, waitNs, eventKind.retry, traffic.due, retryOf.held);
  }
  return reached.lostTries;
}

/** All that waited enters in order; what comes meanwhile waits behind it. */
function letGo(world: World, traffic: HeldTraffic): void {
  const { items, vms, topology } = world;
  for (const item of traffic.items) {
    items.ns[(item >> 1) | inItem.time] = world.now;
    if (vms.retrying.has(item)) sendAgain(world, item);
    else arrive(world, item);
  }
  vms.traffic.delete(traffic.from * topology.ranks + traffic.to);
  vms.holding--;
}

function isHeld({ vms, topology }: World, from: number, to: number): boolean {
  return vms.held[topology.vm[from]] > 0 || vms.held[topology.vm[to]] > 0;
}

/** Shared memory of ranks in one VM: it stops and moves with its VM and needs no device. */
export function staysInside({ relation, stages }: Profile): boolean {
  return relation === 'same-vm' && stages.every((stage) => stage.action === action.cpuKernel || stage.action === action.cpuUser);
}

/** Forgets what is known of the visits of message `m`, which is freed. */
export function forgetHeld({ vms, messages }: World, m: number): void {
  const first = messages.int[m | inMessage.block];
  for (let visit = first; visit < first + messages.int[m | inMessage.blockSize]; visit++) vms.heldSince.delete(visit);
}

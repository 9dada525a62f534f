import type { IncidentCause } from '../../contract/index.ts';
import { dirtiedBytes, nextStep, residualBytes, startPrecopy } from '../../migration/index.ts';
import { computedNs, detourVm, holdVm, moveVm, pauseVm, receivedBytes, releaseVm, resumeVm } from '../vms/control.ts';
import type { World } from '../world.ts';
import { channelRate, sendMemory } from './channel.ts';
import { deviceOf, reattachNs, reconnectNs, type Device } from './device.ts';
import { beginPhase, draftMigration, endDraft, type MigrationDraft } from './drafts.ts';
import { drain } from './drain.ts';
import { hostOf, letGo, takeVms, type ManagedVm, type Manager } from './manager.ts';
import { endOfRun } from './end-of-run.ts';
import { RunEnded, startProcess, Stopped, stopProcess, TargetLost, type Running, type Step } from './processes.ts';
import { throttle } from './throttle.ts';

/** A migration under way. */
interface Migration {
  readonly world: World;
  readonly manager: Manager;
  readonly vm: ManagedVm;
  readonly from: number;
  readonly to: number;
  readonly device: Device;
  readonly draft: MigrationDraft;
  /** What `finally` must give back. */
  held: boolean;
  pausedSinceNs: number;
  detoured: boolean;
  throttling: Running | undefined;
}

/** Moves a VM to another host while it runs, or says in an incident why it stays. */
export function* migrate(world: World, manager: Manager, vm: ManagedVm, to: number, cause: IncidentCause): Step<void> {
  const from = vm.ranks.length === 0 ? to : hostOf(world, vm);
  const draft = draftMigration(cause, vm.number, from, to, world.input.models.otherHost.id, world.now);
  manager.drafts.push(draft);
  while (vm.doing === 'saving' || vm.doing === 'restarting') {
    try {
      yield 'others';
    } catch (error) {
      return endEarly(world, draft, error);
    }
  }
  const device = reasonToStay(world, manager, vm, to) ?? deviceOf(world, manager, vm, to);
  if (typeof device === 'string') {
    draft.note = device;
    return endDraft(draft, world.now);
  }
  draft.from = hostOf(world, vm);
  draft.path = device.path;
  draft.means = device.means;
  if (device.fallbackPath !== undefined) draft.fallbackPath = device.fallbackPath;
  const migration: Migration = { world, manager, vm, from: draft.from, to, device, draft, held: false, pausedSinceNs: -1, detoured: false, throttling: undefined };
  takeVms(manager, [vm], 'moving');
  try {
    yield* carryOut(migration);
    endDraft(draft, world.now);
  } catch (error) {
    if (error instanceof TargetLost && migration.detoured) yield* goBack(migration, error);
    else endEarly(world, draft, error);
  } finally {
    giveBack(migration);
    letGo(world, manager, [vm]);
  }
}

/** The VM, whose device is detached, stays on its host and gets a device there again. */
function* goBack(migration: Migration, why: TargetLost): Step<void> {
  const { world, draft } = migration;
  draft.outcome = 'failed';
  draft.note = why.message;
  giveBackVm(migration);
  try {
    yield* reattach(migration);
    endDraft(draft, world.now);
  } catch (error) {
    endEarly(world, draft, error);
  }
}

function reasonToStay({ topology }: World, manager: Manager, vm: ManagedVm, to: number): string | undefined {
  if (vm.ranks.length === 0) return `VM ${vm.number} holds no rank of this run.`;
  const from = topology.host[vm.ranks[0]];
  if (manager.failed[from] === 1) return `Host ${from}, which the VM was on, has failed.`;
  if (manager.failed[to] === 1) return `Host ${to} has failed.`;
  if (vm.doing === 'moving') return `VM ${vm.number} is being moved already.`;
  return from === to ? `VM ${vm.number} is on host ${to} already.` : undefined;
}

function endEarly(world: World, draft: MigrationDraft, error: unknown): void {
  if (!(error instanceof Stopped)) throw error;
  const ended = error instanceof RunEnded;
  if (draft.outcome !== 'moved') draft.outcome = ended ? 'unfinished' : 'failed';
  draft.note = ended ? `The run ended before the ${draft.outcome === 'moved' ? 'VM had all of its traffic back' : 'migration did'}.` : error.message;
  endDraft(draft, ended ? endOfRun(world, draft.askedNs) : world.now);
}

function* carryOut(migration: Migration): Step<void> {
  const { world, manager, vm, device, draft } = migration;
  beginPhase(draft, 'set-up', world.now);
  yield manager.input.settings.migration.setupNs;
  if (device.detached.length > 0) {
    beginPhase(draft, 'detach', world.now);
    detourVm(world, vm.number, true);
    migration.detoured = true;
    yield device.detached.reduce((sum, { migration: m }) => sum + (m === undefined ? 0 : m.quiesceNs + m.drainNs + m.saveNs), 0);
  }
  const residual = yield* precopy(migration);
  if (residual !== undefined) yield* stopAndCopy(migration, residual);
  if (migration.detoured) yield* reattach(migration);
}

function* reattach(migration: Migration): Step<void> {
  const { world, manager, vm, device, draft } = migration;
  beginPhase(draft, 'reattach', world.now);
  yield reattachNs(world, manager, vm, hostOf(world, vm), device);
  detourVm(world, vm.number, false);
  migration.detoured = false;
}

/** Bytes that are left when the VM is to stop, and how to count what is written from then on; undefined: it stays. */
function* precopy(migration: Migration): Step<Residual | undefined> {
  const { world, manager, vm, from, to, device: { tracking }, draft } = migration;
  const { memory } = vm;
  const settings = manager.input.settings.migration;
  beginPhase(draft, 'pre-copy', world.now);
  const state = startPrecopy(memory, tracking, settings);
  for (let bytes = state.bytes; ;) {
    const since = writtenSince(migration);
    const fromNs = world.now;
    yield* sendMemory(world, manager, from, to, bytes, (piece) => { draft.sentBytes += piece; });
    const dirtied = since();
    const ns = world.now - fromNs;
    draft.rounds.push({ fromNs, toNs: world.now, bytes, dirtiedBytes: dirtied });
    // What the channel carried in this round is what it will carry in the next; a round without bytes says nothing.
    const step = nextStep(state, { sentBytes: bytes, ns, dirtiedBytes: dirtied, rateBytesPerSecond: bytes > 0 ? (bytes * 1e9) / ns : channelRate(world, manager) });
    if (step.kind === 'abandon') {
      draft.outcome = 'abandoned';
      draft.note = `The VM stays where it is: ${step.reason}.`;
      return undefined;
    }
    if (step.kind === 'stop') {
      draft.converged = step.converged;
      if (!step.converged) draft.note = unconvergedNote(step.bytes, state.lateBytes, draft.rounds.length);
      return { bytes: step.bytes, writtenSince: writtenSince(migration) };
    }
    if (step.kind === 'throttle') {
      draft.slowedTo = step.share;
      migration.throttling ??= startProcess(world, manager.processes, throttle(world, vm, draft));
    }
    bytes = step.bytes;
  }
}

function unconvergedNote(leftBytes: number, lateBytes: number, rounds: number): string {
  const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
  const late = lateBytes > 0 ? `, ${mebibytes(lateBytes)} of it registered memory that no round can settle` : '';
  return `Rounds did not get small enough: the VM was stopped with ${mebibytes(leftBytes)} left after ${rounds} ${rounds === 1 ? 'round' : 'rounds'}${late}.`;
}

interface Residual {
  readonly bytes: number;
  readonly writtenSince: () => number;
}

/** Starts to count what the VM writes: bytes of distinct pages from now to the call. */
function writtenSince({ world, vm, device: { tracking } }: Migration): () => number {
  const computed = computedNs(world, vm.number);
  const received = receivedBytes(world, vm.number);
  return () => dirtiedBytes(vm.memory, computedNs(world, vm.number) - computed, receivedBytes(world, vm.number) - received, tracking);
}

function* stopAndCopy(migration: Migration, residual: Residual): Step<void> {
  const { world, manager, vm, from, to, device, draft } = migration;
  const { attached } = device;
  const most = (key: 'quiesceNs' | 'drainNs' | 'announceNs'): number => attached.reduce((ns, m) => Math.max(ns, m[key]), 0);
  const all = (key: 'saveNs' | 'restoreNs' | 'deviceStateBytes'): number => attached.reduce((sum, m) => sum + m[key], 0);
  beginPhase(draft, 'quiesce', world.now);
  yield most('quiesceNs');
  holdVm(world, vm.number);
  migration.held = true;
  beginPhase(draft, 'drain', world.now);
  yield* drain(world, [vm], most('drainNs'));
  pauseVm(world, vm.number);
  // Until here a throttled VM stays slow, so that it does not write all that its slowness spared.
  stopThrottling(migration);
  migration.pausedSinceNs = world.now;
  beginPhase(draft, 'save', world.now);
  yield all('saveNs');
  draft.residualBytes = residualBytes(vm.memory, residual.bytes, residual.writtenSince());
  draft.deviceStateBytes = all('deviceStateBytes');
  beginPhase(draft, 'stop-and-copy', world.now);
  yield* sendMemory(world, manager, from, to, draft.residualBytes + draft.deviceStateBytes, (piece) => { draft.sentBytes += piece; });
  beginPhase(draft, 'restore', world.now);
  yield all('restoreNs');
  beginPhase(draft, 'reconnect', world.now);
  yield reconnectNs(world, manager, vm, to, device);
  moveVm(world, vm.number, to);
  vm.movedNs = world.now;
  draft.outcome = 'moved';
  goOn(migration);
  beginPhase(draft, 'announce', world.now);
  yield most('announceNs');
  letTraffic(migration);
}

function stopThrottling({ world, manager, throttling }: Migration): void {
  if (throttling !== undefined) stopProcess(world, manager.processes, throttling, new Stopped('pre-copy ended'));
}

function goOn(migration: Migration): void {
  const { world, vm, draft, pausedSinceNs } = migration;
  if (pausedSinceNs < 0) return;
  migration.pausedSinceNs = -1;
  draft.downtimeNs = world.now - pausedSinceNs;
  resumeVm(world, vm.number);
}

function letTraffic(migration: Migration): void {
  const { world, vm, draft } = migration;
  if (!migration.held) return;
  migration.held = false;
  const { heldSegments, lostTries } = releaseVm(world, vm.number);
  draft.heldSegments += heldSegments;
  draft.lostTries += lostTries;
}

function giveBackVm(migration: Migration): void {
  stopThrottling(migration);
  goOn(migration);
  letTraffic(migration);
}

/** Whatever happened, the VM runs and its traffic flows afterwards, unless somebody else keeps it. */
function giveBack(migration: Migration): void {
  giveBackVm(migration);
  if (migration.detoured) detourVm(migration.world, migration.vm.number, false);
}

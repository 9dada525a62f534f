import type { MigrationModel } from '@doorbell/sdk';
import type { IncidentCause } from '../../contract/index.ts';
import { holdVm, releaseVm } from '../vms/control.ts';
import type { World } from '../world.ts';
import { chargeCopies, protectPageNs } from './copy-on-write.ts';
import { modelsAt } from './device.ts';
import { beginPhase, draftSnapshot, endDraft, type SnapshotDraft } from './drafts.ts';
import { drain } from './drain.ts';
import { endOfRun } from './end-of-run.ts';
import { goOnWorking, hostOf, letGo, pauseAll, resumeAll, stopWork, takeVms, workOf, type ManagedJob, type ManagedVm, type Manager } from './manager.ts';
import { RunEnded, startProcess, Stopped, stopProcess, type Running, type Step } from './processes.ts';
import { useStorage } from './storage.ts';

/** A snapshot under way. */
interface Snapshot {
  readonly world: World;
  readonly manager: Manager;
  readonly vms: readonly ManagedVm[];
  /** Jobs of which it saves all VMs. */
  readonly whole: readonly ManagedJob[];
  readonly draft: SnapshotDraft;
  held: boolean;
  pausedSinceNs: number;
  readonly charging: Running[];
}

/** Saves VMs together: all hold, drain and stop, so that no message is lost between two of them. False: these VMs cannot be saved. */
export function* snapshot(world: World, manager: Manager, asked: readonly ManagedVm[], cause: IncidentCause): Step<boolean> {
  const vms = asked.filter(({ ranks }) => ranks.length > 0);
  const draft = draftSnapshot(cause, asked.map(({ number }) => number), world.now);
  manager.drafts.push(draft);
  const whole = manager.jobs.filter((job) => job.vms.length > 0 && job.vms.every((vm) => vms.includes(vm)));
  const saving: Snapshot = { world, manager, vms, whole, draft, held: false, pausedSinceNs: -1, charging: [] };
  try {
    while (vms.some(({ doing }) => doing !== 'nothing')) yield 'others';
    const reason = reasonNotTo(world, manager, vms);
    if (reason !== undefined) {
      draft.note = reason;
      endDraft(draft, world.now);
      return false;
    }
    takeVms(manager, vms, 'saving');
    yield* carryOut(saving);
    draft.outcome = 'saved';
    endDraft(draft, world.now);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const ended = error instanceof RunEnded;
    draft.outcome = ended ? 'unfinished' : 'failed';
    draft.note = ended ? 'The run ended before the snapshot was written.' : error.message;
    endDraft(draft, ended ? endOfRun(world, draft.askedNs) : world.now);
  } finally {
    goOn(saving);
    for (const running of saving.charging) stopProcess(world, manager.processes, running, new Stopped('the snapshot ended'));
    letGo(world, manager, vms);
  }
  return true;
}

function reasonNotTo(world: World, manager: Manager, vms: readonly ManagedVm[]): string | undefined {
  if (vms.length === 0) return 'None of these VMs holds a rank of this run.';
  for (const vm of vms) {
    const host = hostOf(world, vm);
    if (manager.failed[host] === 1) return `Host ${host} has failed, and VM ${vm.number} with it.`;
    const model = modelsAt(world, manager, vm, host).find(({ capabilities }) => capabilities.snapshot !== 'supported');
    if (model !== undefined) return `Path ${model.id} cannot be saved: the state of its device stays in the NIC.`;
  }
  return undefined;
}

function* carryOut(saving: Snapshot): Step<void> {
  const { world, manager, vms, whole, draft } = saving;
  const { mode } = manager.input.settings.snapshot;
  const devices = vms.map((vm) => modelsAt(world, manager, vm, hostOf(world, vm)).flatMap(({ migration }) => (migration === undefined ? [] : [migration])));
  const most = (key: 'quiesceNs' | 'drainNs'): number => devices.flat().reduce((ns, migration) => Math.max(ns, migration[key]), 0);
  beginPhase(draft, 'quiesce', world.now);
  yield most('quiesceNs');
  for (const { number } of vms) holdVm(world, number);
  saving.held = true;
  beginPhase(draft, 'drain', world.now);
  yield* drain(world, vms, most('drainNs'));
  pauseAll(world, vms);
  saving.pausedSinceNs = world.now;
  for (const job of whole) stopWork(job, world.now);
  const work = whole.map((job) => workOf(job, world.now));
  draft.bytes = vms.reduce((sum, { memory }, i) => sum + memory.touchedBytes + sumOf(devices[i], 'deviceStateBytes'), 0);
  beginPhase(draft, 'save', world.now);
  // Hosts save side by side: the slowest VM counts.
  const protect = (vm: ManagedVm): number => (mode === 'copy-on-write' ? Math.ceil(vm.memory.touchedBytes / 4096) * protectPageNs : 0);
  yield vms.reduce((ns, vm, i) => Math.max(ns, sumOf(devices[i], 'saveNs') + protect(vm)), 0);
  if (mode === 'copy-on-write') {
    goOn(saving);
    const writeNs = (draft.bytes * 1e9) / manager.input.settings.snapshot.storageBytesPerSecond;
    for (const vm of vms) saving.charging.push(startProcess(world, manager.processes, chargeCopies(world, vm, writeNs)));
  }
  beginPhase(draft, 'write', world.now);
  yield* useStorage(world, manager, draft.bytes);
  whole.forEach((job, i) => {
    job.savedNs = work[i];
    job.savedBytes = job.vms.reduce((sum, vm) => sum + vm.memory.touchedBytes, 0);
  });
}

function sumOf(migrations: readonly MigrationModel[], key: 'saveNs' | 'deviceStateBytes'): number {
  return migrations.reduce((sum, migration) => sum + migration[key], 0);
}

/** VMs run and their traffic flows again, unless somebody else keeps them. */
function goOn(saving: Snapshot): void {
  const { world, vms, whole, draft, pausedSinceNs } = saving;
  if (pausedSinceNs >= 0) {
    saving.pausedSinceNs = -1;
    draft.downtimeNs = world.now - pausedSinceNs;
    for (const job of whole) goOnWorking(job, world.now);
    resumeAll(world, vms);
  }
  if (!saving.held) return;
  saving.held = false;
  for (const { number } of vms) releaseVm(world, number);
}

import type { HostFailureEvent } from '../../contract/index.ts';
import { holdVm, moveVm, pauseVm, releaseVm, resumeVm } from '../vms/control.ts';
import type { World } from '../world.ts';
import { modelBetween, modelsAt } from './device.ts';
import { beginPhase, draftFailure, endDraft, endPhase, type FailureDraft } from './drafts.ts';
import { drain } from './drain.ts';
import { endOfRun } from './end-of-run.ts';
import { refuge } from './hosts.ts';
import { goOnWorking, hasEnded, hostOf, letGo, stopWork, takeVms, workOf, type ManagedJob, type ManagedVm, type Manager } from './manager.ts';
import { migrate } from './migrate.ts';
import { pipelinesOf } from '../profile.ts';
import { RunEnded, Stopped, stopProcess, TargetLost, type Step } from './processes.ts';
import { useStorage } from './storage.ts';

/** A failure is expected: VMs leave the host, one after the other, as each is gone sooner then. */
export function* evacuate(world: World, manager: Manager, { host }: HostFailureEvent): Step<void> {
  manager.doomed[host] = 1;
  for (const vm of vmsOn(world, manager, host)) {
    while (vm.doing !== 'nothing') yield 'others';
    const to = refuge(world, manager);
    if (to === undefined || manager.failed[host] === 1 || world.ranks.finished === world.ranks.code.length) return;
    if (hostOf(world, vm) === host && !hasEnded(world, vm)) yield* migrate(world, manager, vm, to, 'warning');
  }
}

/** A host stops for good. */
export function* fail(world: World, manager: Manager, event: HostFailureEvent): Step<void> {
  const { host } = event;
  const again = manager.failed[host] === 1;
  manager.failed[host] = 1;
  manager.doomed[host] = 1;
  const there = vmsOn(world, manager, host);
  const lost = there.filter((vm) => !jobHasEnded(world, manager.jobs[vm.job]));
  const draft = draftFailure(host, there.map(({ number }) => number), world.now);
  manager.drafts.push(draft);
  if (again) {
    draft.outcome = 'avoided';
    draft.note = 'It had failed already.';
    return endDraft(draft, world.now);
  }
  const jobs = [...new Set(lost.map((vm) => manager.jobs[vm.job]))];
  const stopped = jobs.flatMap(({ vms }) => vms);
  draft.stoppedVms = stopped.map(({ number }) => number);
  if (lost.length === 0) {
    stopOthers(world, manager, host, stopped);
    draft.outcome = 'avoided';
    draft.note = avoidedNote(manager, event, there);
    return endDraft(draft, world.now);
  }
  if (manager.input.settings.recovery.kind === 'none') return giveUp(world, draft, `Host ${host} failed at ${(world.now / 1e9).toFixed(3)} s with ${list(lost)}.`, 'Set manager.recovery.kind to reactive or proactive, or remove the event.');
  yield* restart(world, manager, draft, jobs, stopped);
}

/** Everything stops, then VMs start again from the last snapshot and do again what was lost. */
function* restart(world: World, manager: Manager, draft: FailureDraft, jobs: readonly ManagedJob[], stopped: readonly ManagedVm[]): Step<void> {
  const { recovery } = manager.input.settings;
  const work = jobs.map((job) => workOf(job, world.now));
  const since = world.now;
  for (const { number } of stopped) {
    holdVm(world, number);
    pauseVm(world, number);
  }
  for (const job of jobs) stopWork(job, world.now);
  stopOthers(world, manager, draft.host, stopped);
  takeVms(manager, stopped, 'restarting');
  try {
    beginPhase(draft, 'detect', world.now);
    yield recovery.detectNs;
    beginPhase(draft, 'restart', world.now);
    yield recovery.restartNs;
    yield* drain(world, stopped, 0);
    for (const vm of stopped) if (manager.failed[hostOf(world, vm)] === 1 && !restartElsewhere(world, manager, draft, vm)) return;
    beginPhase(draft, 'restore', world.now);
    yield* useStorage(world, manager, jobs.reduce((sum, { savedBytes }) => sum + savedBytes, 0));
    beginPhase(draft, 'redo', world.now);
    draft.lostWorkNs = jobs.reduce((most, job, i) => Math.max(most, work[i] - job.savedNs), 0);
    yield draft.lostWorkNs;
    draft.outcome = 'restarted';
    endDraft(draft, world.now);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const ended = error instanceof RunEnded;
    draft.outcome = 'restarted';
    draft.note = ended ? 'The run ended meanwhile.' : error.message;
    endDraft(draft, ended ? endOfRun(world, draft.askedNs) : world.now);
  } finally {
    endPhase(draft, world.now);
    draft.downtimeNs = draft.endedNs - since;
    for (const job of jobs) goOnWorking(job, world.now);
    for (const { number } of stopped) resumeVm(world, number);
    for (const { number } of stopped) releaseVm(world, number);
    letGo(world, manager, stopped);
  }
}

/** False: there is nowhere to go, and the run has failed. */
function restartElsewhere(world: World, manager: Manager, draft: FailureDraft, vm: ManagedVm): boolean {
  const to = refuge(world, manager);
  if (to === undefined) {
    giveUp(world, draft, `Host ${draft.host} failed, and no host is left for VM ${vm.number}.`, 'Give the cluster more hosts, or manager.recovery a spareHost.');
    return false;
  }
  const cut = manager.jobs[vm.job].vms.find((other) => other !== vm && pipelinesOf(modelBetween(world, vm, to, other) ?? modelsAt(world, manager, vm, to)[0], to === hostOf(world, other) ? 'same-host' : 'other-host') === undefined);
  if (cut !== undefined) {
    giveUp(world, draft, `Host ${draft.host} failed, and from host ${to} the path of VM ${vm.number} does not reach VM ${cut.number}.`, 'Choose a path that leads to other hosts as well as within one, or another spareHost.');
    return false;
  }
  moveVm(world, vm.number, to);
  vm.movedNs = world.now;
  return true;
}

/** Whatever is being done with VMs that stop, or with the failed host, ends. */
function stopOthers(world: World, manager: Manager, host: number, stopped: readonly ManagedVm[]): void {
  for (const vm of manager.vms) {
    const { owner } = vm;
    if (owner === undefined) continue;
    const target = manager.drafts.find((draft) => draft.kind === 'migration' && draft.vm === vm.number && draft.open !== undefined);
    const reaches = vm.doing === 'moving' && target?.kind === 'migration' && target.outcome !== 'moved' && (target.to === host || target.from === host);
    if (!reaches && !stopped.includes(vm)) continue;
    const why = vm.doing === 'restarting' ? `Host ${host} failed meanwhile; all start again.` : reaches ? `Host ${host} failed meanwhile.` : `Host ${host} failed, and the VM's job stopped with it.`;
    stopProcess(world, manager.processes, owner, stopped.includes(vm) ? new Stopped(why) : new TargetLost(why));
  }
}

function giveUp(world: World, draft: FailureDraft, message: string, hint: string): void {
  draft.outcome = 'lost';
  endDraft(draft, world.now);
  world.failure ??= { kind: 'host-failure', message, hint };
}

function vmsOn(world: World, manager: Manager, host: number): readonly ManagedVm[] {
  return manager.vms.filter((vm) => vm.ranks.length > 0 && hostOf(world, vm) === host);
}

function jobHasEnded(world: World, { vms }: ManagedJob): boolean {
  return vms.every((vm) => hasEnded(world, vm));
}

function avoidedNote(manager: Manager, { host }: HostFailureEvent, there: readonly ManagedVm[]): string {
  const left = manager.drafts.filter((draft) => draft.kind === 'migration' && draft.from === host && draft.outcome === 'moved').length;
  if (there.length > 0) return 'The jobs of its VMs had ended.';
  return left === 0 ? 'No VM was on it.' : `${left} ${left === 1 ? 'VM' : 'VMs'} had left it in time.`;
}

function list(vms: readonly ManagedVm[]): string {
  return vms.length === 1 ? `VM ${vms[0].number} on it` : `VMs ${vms.map(({ number }) => number).join(', ')} on it`;
}

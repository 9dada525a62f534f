import type { ManagedVms, RunInput, VmMemory } from '../../contract/index.ts';
import { inEntity, rankState } from '../cpu.ts';
import { onlyPolling } from '../scheduler.ts';
import { pauseVm, resumeVm } from '../vms/control.ts';
import type { World } from '../world.ts';
import type { Draft } from './drafts.ts';
import { createProcesses, wakeOthers, type Processes, type Running } from './processes.ts';

/** A VM as the manager sees it. */
export interface ManagedVm {
  readonly number: number;
  readonly ranks: readonly number[];
  readonly job: number;
  readonly memory: VmMemory;
  /** Who has it in hand, and what for: nobody else may touch it. */
  owner: Running | undefined;
  doing: 'nothing' | 'moving' | 'saving' | 'restarting';
  /** When it came to its host; -1: it has always been there. */
  movedNs: number;
}

/** A job, whose VMs are lost and restarted together. */
export interface ManagedJob {
  readonly vms: readonly ManagedVm[];
  readonly startNs: number;
  /** ns that all of it stood still, less the stretch since `stoppedNs`. */
  stoodNs: number;
  stoppedNs: number;
  stops: number;
  /** Work up to the last snapshot of all its VMs that was written, and what of it must be read; 0: it starts from the beginning. */
  savedNs: number;
  savedBytes: number;
}

/** The virtualization manager of a run's cluster. */
export interface Manager {
  readonly input: ManagedVms;
  readonly vms: readonly ManagedVm[];
  readonly jobs: readonly ManagedJob[];
  readonly processes: Processes;
  readonly drafts: Draft[];
  /** By index of the run's events: whether its time came. */
  readonly reached: Uint8Array;
  /** By host: it has failed; its failure is expected. */
  readonly failed: Uint8Array;
  readonly doomed: Uint8Array;
  /** By host: when the migration channel out of it and into it is free, ns. */
  readonly outFreeNs: Float64Array;
  readonly inFreeNs: Float64Array;
  /** When the storage is free, ns. */
  storageFreeNs: number;
}

/** A manager before the first event. */
export function createManager(input: RunInput, managed: ManagedVms): Manager {
  const ranks = new Map<number, number[]>();
  input.places.forEach(({ vm }, rank) => {
    const of = ranks.get(vm);
    if (of === undefined) ranks.set(vm, [rank]);
    else of.push(rank);
  });
  const jobOf = jobsByVm(input);
  const vms = managed.memory.map((memory, number): ManagedVm => ({
    number, ranks: ranks.get(number) ?? [], job: jobOf.get(number) ?? 0, memory, owner: undefined, doing: 'nothing', movedNs: -1,
  }));
  const starts = input.jobs?.map(({ startNs }) => startNs) ?? [0];
  return {
    input: managed, vms, processes: createProcesses(), drafts: [], reached: new Uint8Array(input.events.length),
    jobs: starts.map((startNs, job) => ({ vms: vms.filter((vm) => vm.job === job && vm.ranks.length > 0), startNs, stoodNs: 0, stoppedNs: 0, stops: 0, savedNs: 0, savedBytes: 0 })),
    failed: new Uint8Array(input.hosts), doomed: new Uint8Array(input.hosts), outFreeNs: new Float64Array(input.hosts), inFreeNs: new Float64Array(input.hosts), storageFreeNs: 0,
  };
}

/** Jobs by number of their VMs. Without VMs, two jobs on one host share what counts as one, and so their fate: the first one's number. */
function jobsByVm({ jobs = [] }: RunInput): ReadonlyMap<number, number> {
  const jobOf = new Map<number, number>();
  jobs.forEach(({ vms }, job) => {
    const number = vms.reduce((least, vm) => Math.min(least, jobOf.get(vm) ?? job), job);
    for (const vm of vms) {
      const before = jobOf.get(vm);
      if (before !== undefined && before !== number) for (const [other, of] of jobOf) if (of === before) jobOf.set(other, number);
      jobOf.set(vm, number);
    }
  });
  return jobOf;
}

/** Host that a VM with ranks is on. */
export function hostOf({ topology }: World, { ranks }: ManagedVm): number {
  return topology.host[ranks[0]];
}

/** Takes VMs in hand; nobody else has them. */
export function takeVms({ processes }: Manager, vms: readonly ManagedVm[], doing: ManagedVm['doing']): void {
  for (const vm of vms) {
    vm.owner = processes.current;
    vm.doing = doing;
  }
}

/** Lets go of VMs that the present process has in hand. */
export function letGo(world: World, { processes }: Manager, vms: readonly ManagedVm[]): void {
  for (const vm of vms) {
    if (vm.owner !== processes.current) continue;
    vm.owner = undefined;
    vm.doing = 'nothing';
  }
  wakeOthers(world, processes);
}

/** Stops the vCPUs of VMs. */
export function pauseAll(world: World, vms: readonly ManagedVm[]): void {
  for (const vm of vms) pauseVm(world, vm.number);
}

/** Their vCPUs go on, unless somebody else stopped them too. */
export function resumeAll(world: World, vms: readonly ManagedVm[]): void {
  for (const vm of vms) resumeVm(world, vm.number);
}

/** Work that a job has done up to now, ns: time less what all of it stood still. */
export function workOf(job: ManagedJob, now: number): number {
  return Math.max(0, (job.stops > 0 ? job.stoppedNs : now) - job.startNs - job.stoodNs);
}

/** All of a job stands still from now on. */
export function stopWork(job: ManagedJob, now: number): void {
  if (job.stops++ === 0) job.stoppedNs = Math.max(now, job.startNs);
}

/** The job goes on, unless something else keeps it. */
export function goOnWorking(job: ManagedJob, now: number): void {
  if (--job.stops === 0) job.stoodNs += Math.max(now, job.startNs) - job.stoppedNs;
}

/** Whether all ranks of the VM have ended. */
export function hasEnded({ cpu }: World, { ranks }: ManagedVm): boolean {
  return ranks.every((rank) => cpu.int[(rank << 5) | inEntity.state] === rankState.finished);
}

/** The programs will not go on by themselves, and no VM is in hand that would let them: policies need look no more. */
export function isStuck(world: World, { vms, processes }: Manager): boolean {
  return vms.every(({ doing }) => doing === 'nothing') && onlyPolling(world, processes.pending);
}

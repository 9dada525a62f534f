import { after, eventKind, type World } from '../world.ts';

/** What a process waits for: so many ns, or that another process lets VMs go. */
export type Wait = number | 'others';

/** Something that takes simulated time: it yields what it waits for. */
export type Process = Generator<Wait, void, void>;

/** As {@link Process}, with an answer for who called it with `yield*`. */
export type Step<T> = Generator<Wait, T, void>;

/** Thrown into a process that must end at once; its `finally` blocks give back what it holds. */
export class Stopped extends Error {}

/** The host that a VM was moving to failed: the VM stays and goes on. */
export class TargetLost extends Stopped {}

/** The run is over: all ranks have ended. */
export class RunEnded extends Stopped {}

/** A process under way. */
export interface Running {
  readonly id: number;
  readonly process: Process;
  /** Of the event that wakes it. */
  stamp: number;
  waitsForOthers: boolean;
  ended: boolean;
}

/** All processes of a run. */
export interface Processes {
  readonly list: Running[];
  /** The one that is at work. */
  current: Running | undefined;
  /** Its events among the pending ones. */
  pending: number;
}

/** None. */
export function createProcesses(): Processes {
  return { list: [], current: undefined, pending: 0 };
}

/** Starts a process: it runs until it waits for the first time. */
export function startProcess(world: World, processes: Processes, process: Process): Running {
  const running: Running = { id: processes.list.length, process, stamp: 0, waitsForOthers: false, ended: false };
  processes.list.push(running);
  go(world, processes, running, undefined);
  return running;
}

/** The event that a process waited for. */
export function wakeProcess(world: World, processes: Processes, id: number, stamp: number): void {
  processes.pending--;
  const running = processes.list[id];
  if (running.ended || running.stamp !== stamp) return;
  go(world, processes, running, world.ranks.finished === world.ranks.code.length ? new RunEnded('the run ended') : undefined);
}

/** Ends a process wherever it is, for a reason in words. */
export function stopProcess(world: World, processes: Processes, running: Running, why: Stopped): void {
  if (!running.ended && processes.current !== running) go(world, processes, running, why);
}

/** VMs were let go: whoever waits for that looks again, in the order in which they came. */
export function wakeOthers(world: World, processes: Processes): void {
  for (const running of processes.list) {
    if (running.ended || !running.waitsForOthers) continue;
    running.waitsForOthers = false;
    wait(world, processes, running, 0);
  }
}

function go(world: World, processes: Processes, running: Running, why: Stopped | undefined): void {
  const before = processes.current;
  processes.current = running;
  running.waitsForOthers = false;
  try {
    const { done, value } = why === undefined ? running.process.next() : running.process.throw(why);
    if (done === true) running.ended = true;
    else if (value === 'others') running.waitsForOthers = true;
    else wait(world, processes, running, value);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    running.ended = true;
  } finally {
    processes.current = before;
  }
}

/** Never earlier than asked: no stretch may be shorter than what it is made of. */
function wait(world: World, processes: Processes, running: Running, ns: number): void {
  processes.pending++;
  after(world, Math.ceil(ns * 64) / 64, eventKind.start, running.id, ++running.stamp);
}

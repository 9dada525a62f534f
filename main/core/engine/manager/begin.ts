import type { ExperimentEvent } from '../../contract/index.ts';
import type { World } from '../world.ts';
import { balance } from './balance.ts';
import { evacuate, fail } from './failure.ts';
import { hasEnded, isStuck, type Manager } from './manager.ts';
import { migrate } from './migrate.ts';
import { startProcess, wakeProcess, type Process, type Step } from './processes.ts';
import { snapshot } from './snapshot.ts';
import { longestRunNs } from '../time.ts';

/** Starts what events and policies call for; each waits for its time. Call when all else is set up. */
export function beginManager(world: World, manager: Manager): void {
  const { processes, input: { settings } } = manager;
  world.input.events.forEach((event, index) => {
    // It would keep a run going that no time can hold.
    if (event.atNs >= longestRunNs) return;
    if (event.kind === 'host-failure' && event.warningNs !== undefined && settings.recovery.kind === 'proactive') {
      startProcess(world, processes, at(Math.max(0, event.atNs - event.warningNs), () => evacuate(world, manager, event)));
    }
    startProcess(world, processes, at(event.atNs, () => {
      manager.reached[index] = 1;
      return carryOut(world, manager, event);
    }));
  });
  if (settings.snapshot.everyNs !== undefined) startProcess(world, processes, saveOften(world, manager, settings.snapshot.everyNs));
  if (settings.balance !== undefined) startProcess(world, processes, balance(world, manager, settings.balance.everyNs, settings.balance.threshold));
}

/** The event that a process of the manager waited for. */
export function onManager(world: World, id: number, stamp: number): void {
  if (world.manager !== undefined) wakeProcess(world, world.manager.processes, id, stamp);
}

function* at(ns: number, then: () => Step<unknown>): Process {
  yield ns;
  yield* then();
}

function carryOut(world: World, manager: Manager, event: ExperimentEvent): Step<unknown> {
  switch (event.kind) {
    case 'migrate': return migrate(world, manager, manager.vms[event.vm], event.to, 'event');
    case 'snapshot': return snapshot(world, manager, event.vms?.map((vm) => manager.vms[vm]) ?? running(world, manager), 'event');
    case 'host-failure': return fail(world, manager, event);
  }
}

/** A coordinated snapshot each time `everyNs` has passed; while one is being written, the next waits for its own time. */
function* saveOften(world: World, manager: Manager, everyNs: number): Process {
  for (;;) {
    yield everyNs - (world.now % everyNs);
    if (isStuck(world, manager)) return;
    const vms = running(world, manager);
    // Once is enough to say that a path cannot be saved.
    if (vms.length > 0 && !(yield* snapshot(world, manager, vms, 'period'))) return;
  }
}

/** VMs with ranks that have something left to do, or whose job has. */
function running(world: World, manager: Manager): Manager['vms'] {
  return manager.jobs.filter(({ vms }) => vms.some((vm) => !hasEnded(world, vm))).flatMap(({ vms }) => vms);
}

import type { MigrationModel, PathModel } from '@doorbell/sdk';
import type { RunModels } from '../../contract/index.ts';
import { exceptionFinder } from '../pair-models.ts';
import { pipelinesOf } from '../profile.ts';
import type { World } from '../world.ts';
import { hostOf, type ManagedVm, type Manager } from './manager.ts';

/**
 * Bytes of one registered memory region, of which registered memory is made when regions are reconnected (judgement: an MPI
 * library's pools and an application's buffers are a few MiB each).
 */
export const regionBytes = 4 * 1_048_576;

/** What a VM's devices ask of a migration. */
export interface Device {
  /** Id of the path that moves: the one to other hosts, or the only one. */
  readonly path: string;
  readonly means: 'transparent' | 'detach-reattach';
  readonly fallbackPath: string | undefined;
  /** Detached before memory is copied and attached again afterwards. */
  readonly detached: readonly PathModel[];
  /** Attached when the VM stops: they move with it. */
  readonly attached: readonly MigrationModel[];
  readonly tracking: MigrationModel['dmaDirtyTracking'];
}

/** Model of two VMs of which the first is on host `host`; undefined: two ranks of one VM. */
export function modelBetween(world: World, vm: ManagedVm, host: number, other: ManagedVm): PathModel | undefined {
  if (vm === other) return undefined;
  const { models } = world.input;
  const excepted = models.exceptions === undefined ? -1 : exceptionIn(models, vm.number, other.number);
  if (excepted >= 0) return models.exceptions?.[excepted].model;
  return host === hostOf(world, other) ? models.sameHost : models.otherHost;
}

const finders = new WeakMap<RunModels, ReturnType<typeof exceptionFinder>>();

function exceptionIn(models: RunModels, a: number, b: number): number {
  const find = finders.get(models) ?? exceptionFinder(models);
  finders.set(models, find);
  return find?.(a, b) ?? -1;
}

/** Models of all pairs of the VM with others of its job, were it on host `host`, each once. */
export function modelsAt(world: World, manager: Manager, vm: ManagedVm, host: number): readonly PathModel[] {
  const found = new Set<PathModel>();
  for (const other of manager.jobs[vm.job].vms) {
    const model = modelBetween(world, vm, host, other);
    if (model !== undefined) found.add(model);
  }
  return found.size > 0 ? [...found] : [world.input.models.otherHost];
}

/** What moving the VM to host `to` takes; a text says why it cannot be. */
export function deviceOf(world: World, manager: Manager, vm: ManagedVm, to: number): Device | string {
  const here = modelsAt(world, manager, vm, hostOf(world, vm));
  const homeless = manager.jobs[vm.job].vms.find((other) => other !== vm && pairIsCut(world, vm, to, other));
  if (homeless !== undefined) return `Path ${modelBetween(world, vm, to, homeless)?.id ?? ''} does not reach VM ${homeless.number} from host ${to}.`;
  const detached: PathModel[] = [];
  const attached: MigrationModel[] = [];
  let fallbackPath: string | undefined;
  for (const model of here) {
    const { migration, capabilities: { liveMigration } } = model;
    if (liveMigration === 'unsupported') return `Path ${model.id} does not migrate: its device's state stays on the host.`;
    if (liveMigration === 'not-applicable' || migration === undefined) return `Path ${model.id} has no virtual machines to move.`;
    if (liveMigration === 'transparent') {
      attached.push(migration);
      continue;
    }
    const fallback = manager.input.fallbacks.find(({ of }) => of === model.id)?.model;
    if (fallback === undefined) return `Path ${model.id} must be detached to migrate, and nothing says which path carries its traffic meanwhile.`;
    if (fallback.migration === undefined) return `Path ${fallback.id}, on which traffic of ${model.id} falls back, does not migrate itself.`;
    detached.push(model);
    fallbackPath = fallback.id;
    if (!attached.includes(fallback.migration)) attached.push(fallback.migration);
  }
  const main = here.find((model) => model.otherHost !== undefined) ?? here[0];
  const tracking = (['pinned', 'hidden'] as const).find((how) => attached.some(({ dmaDirtyTracking }) => dmaDirtyTracking === how)) ?? 'tracked';
  return { path: main.id, means: detached.length > 0 ? 'detach-reattach' : 'transparent', fallbackPath, detached, attached, tracking };
}

function pairIsCut(world: World, vm: ManagedVm, to: number, other: ManagedVm): boolean {
  const model = modelBetween(world, vm, to, other);
  return model !== undefined && pipelinesOf(model, to === hostOf(world, other) ? 'same-host' : 'other-host') === undefined;
}

/** ns to connect the VM's queue pairs and regions again on host `to`, of all its paths that move with it. */
export function reconnectNs(world: World, manager: Manager, vm: ManagedVm, to: number, device: Device): number {
  const pairs = pairsByModel(world, manager, vm, to);
  let ns = 0;
  for (const model of modelsAt(world, manager, vm, to)) {
    const migration = device.detached.includes(model) ? manager.input.fallbacks.find(({ of }) => of === model.id)?.model.migration : model.migration;
    if (migration !== undefined) ns += perConnection(migration, pairs.get(model) ?? 0, vm);
  }
  return ns;
}

/**
 * ns until devices that were detached work again on host `at`: each comes into the VM, then its queue pairs and regions. What
 * a path says for a migration and for the start describes the same work: the larger one counts.
 */
export function reattachNs(world: World, manager: Manager, vm: ManagedVm, at: number, device: Device): number {
  const pairs = pairsByModel(world, manager, vm, at);
  let ns = 0;
  for (const { id, migration, bootstrap, capabilities } of device.detached) {
    if (migration === undefined) continue;
    const model = modelsAt(world, manager, vm, at).find((m) => m.id === id);
    // A path that leads to nobody from here, such as shared memory to VMs that are elsewhere now, comes back later.
    if (model === undefined) continue;
    const count = pairs.get(model) ?? 0;
    const queueSets = capabilities.osBypass ? vm.ranks.length : 1;
    const attach = Math.max(migration.restoreNs, bootstrap?.assignFunctionNs ?? 0);
    const queuePairs = Math.max(count * migration.reconnectPerQueuePairNs, queueSets * (bootstrap?.createQueueSetNs ?? 0) + count * (bootstrap?.connectNs ?? 0));
    const regions = Math.max(regionsOf(vm) * migration.reconnectPerRegionNs, Math.ceil(vm.memory.registeredBytes / 4096) * (bootstrap?.registerPerPageNs ?? 0));
    ns += attach + queuePairs + regions + migration.announceNs;
  }
  return ns;
}

function perConnection(migration: MigrationModel, pairs: number, vm: ManagedVm): number {
  return pairs * migration.reconnectPerQueuePairNs + regionsOf(vm) * migration.reconnectPerRegionNs;
}

function regionsOf({ memory }: ManagedVm): number {
  return Math.ceil(memory.registeredBytes / regionBytes);
}

/** Pairs of ranks, one in the VM and one in another, that have opened a connection: by the model they use with the VM on `host`. */
function pairsByModel(world: World, manager: Manager, vm: ManagedVm, host: number): ReadonlyMap<PathModel, number> {
  const { topology, ranks } = world;
  const pairs = new Map<number, number>();
  for (const { from, to } of ranks.connections.list) {
    if ((topology.vm[from] === vm.number) === (topology.vm[to] === vm.number)) continue;
    const inside = topology.vm[from] === vm.number ? from : to;
    pairs.set(inside * topology.ranks + (inside === from ? to : from), inside === from ? to : from);
  }
  const byModel = new Map<PathModel, number>();
  for (const other of pairs.values()) {
    const model = modelBetween(world, vm, host, manager.vms[topology.vm[other]]);
    if (model !== undefined) byModel.set(model, (byModel.get(model) ?? 0) + 1);
  }
  return byModel;
}

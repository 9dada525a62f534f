import type { PathModel } from '@doorbell/sdk';
import type { ManagedVms, RunModels } from '../contract/index.ts';
import { exceptionFinder } from '../engine/pair-models.ts';
import { abilityOf, alternatives, reasonAgainst, type Ability } from './alternatives.ts';

/** What stands against moving or saving a VM, and what to do. */
export interface Obstacle {
  readonly message: string;
  readonly hint: string;
}

/** Paths of a run, and those of its experiment. */
export interface PathsAtHand {
  readonly models: RunModels;
  /** Of the job that a VM belongs to, where jobs have paths of their own. */
  readonly of?: (vm: number) => RunModels | undefined;
  readonly fallbacks: ManagedVms['fallbacks'];
  readonly known: readonly PathModel[];
}

/** Where VMs are at a moment; only those that hold ranks matter. */
export interface VmHosts {
  readonly hostOf: readonly number[];
  readonly busy: ReadonlySet<number>;
  /** VMs of two jobs never talk to each other. Absent: one job. */
  readonly jobOf?: (vm: number) => number;
}

/** Every model that some message of the VM may take, with one of those VMs and whether the two share a host. */
function modelsOfVm(paths: PathsAtHand, vm: number, { hostOf, busy, jobOf }: VmHosts): readonly { readonly model: PathModel; readonly mate: number; readonly near: boolean }[] {
  const models = paths.of?.(vm) ?? paths.models;
  const exceptionOf = exceptionFinder(models);
  const found = new Map<string, { readonly model: PathModel; readonly mate: number; readonly near: boolean }>();
  for (const mate of busy) {
    if (mate === vm || jobOf?.(mate) !== jobOf?.(vm)) continue;
    const near = hostOf[mate] === hostOf[vm];
    const own = models.exceptions?.[exceptionOf?.(vm, mate) ?? -1]?.model;
    const model = own ?? (near ? models.sameHost : models.otherHost);
    const key = `${String(near)} ${model.id}`;
    if (!found.has(key)) found.set(key, { model, mate, near });
  }
  return [...found.values()];
}

/** Why a VM cannot be moved or saved where it is; undefined where it can. */
export function obstacleTo(ability: Ability, vm: number, hosts: VmHosts, paths: PathsAtHand): Obstacle | undefined {
  const verb = ability === 'migrate' ? 'migrate' : 'be saved';
  const used = modelsOfVm(paths, vm, hosts);
  const { otherHost } = paths.of?.(vm) ?? paths.models;
  // The path to other hosts is the VM's device, also while nobody is there whom it could lead to.
  for (const { model, mate, near } of [...used, { model: otherHost, mate: -1, near: false }]) {
    const able = abilityOf(model, ability);
    if (able === 'no VMs') return { message: `VM ${vm} cannot ${verb}: ${model.id} has no VMs to ${ability === 'migrate' ? 'move' : 'save'}.`, hint: alternatives(ability, paths.known, { id: model.id, near }) };
    if (able === 'no') {
      const beside = near && model !== otherHost ? `, and VM ${mate} is on its host` : '';
      return { message: `VM ${vm} cannot ${verb}: ${reasonAgainst(model, ability)}${beside}.`, hint: alternatives(ability, paths.known, { id: model.id, near }) };
    }
    if (able === 'detached') {
      const against = fallbackObstacle(model, used.some((pair) => pair.model === model && pair.near), used.some((pair) => pair.model === model && !pair.near), paths);
      if (against !== undefined) return { message: `VM ${vm} cannot ${verb}: ${against.message}`, hint: against.hint };
    }
  }
  return undefined;
}

function fallbackObstacle(model: PathModel, near: boolean, far: boolean, { fallbacks, known }: PathsAtHand): Obstacle | undefined {
  const id = model.migration?.fallbackPath ?? 'a path that it does not name';
  const others = alternatives('migrate', known, { id: model.id, near: near && !far });
  const fallback = fallbacks.find(({ of }) => of === model.id)?.model;
  if (fallback === undefined) return { message: `${model.id} detaches its device, and what carries the traffic meanwhile (${id}) cannot be described here.`, hint: `Install or enable ${id}. Else: ${others}` };
  if (fallback.guest === 'none') return { message: `${model.id} detaches its device, and ${fallback.id}, which should carry the traffic meanwhile, runs without VMs.`, hint: others };
  if (abilityOf(fallback, 'migrate') !== 'yes') return { message: `${model.id} detaches its device, and ${fallback.id}, which should carry the traffic meanwhile, cannot move itself.`, hint: others };
  const lost = far && fallback.otherHost === undefined ? 'to other hosts' : near && fallback.sameHost === undefined ? 'between VMs of one host' : undefined;
  return lost === undefined ? undefined : { message: `${model.id} detaches its device, and ${fallback.id}, which should carry the traffic meanwhile, does not lead ${lost}.`, hint: others };
}

/** A pair of VMs that would have no path once the VM is on another host; `hosts` are those afterwards. */
export function obstacleAfter(vm: number, hosts: VmHosts, paths: PathsAtHand): Obstacle | undefined {
  const lost = modelsOfVm(paths, vm, hosts).find(({ model, near }) => (near ? model.sameHost : model.otherHost) === undefined);
  if (lost === undefined) return undefined;
  const { model, mate, near } = lost;
  return near
    ? { message: `VM ${vm} would join VM ${mate} on host ${hosts.hostOf[vm] ?? 0}, and ${model.id} does not describe traffic between two VMs of one host.`, hint: `Name a path for it, such as \`{ sameHost: inter-vm-shm, otherHost: ${paths.models.otherHost.id} }\`, or another host.` }
    : { message: `VM ${vm} would leave VM ${mate}, and ${model.id} never leaves its host.`, hint: 'Let another path lead to other hosts, or leave the VM where it is.' };
}

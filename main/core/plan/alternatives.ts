import type { PathModel } from '@doorbell/sdk';

/** What a path should be able to do. */
export type Ability = 'migrate' | 'snapshot';

/** Built-in paths that can, for experiments that have none at hand. Those that detach their device come with the path that carries the traffic meanwhile. */
export const ableBuiltIns: Readonly<Record<Ability, readonly { readonly id: string; readonly fallback?: string }[]>> = {
  migrate: [{ id: 'vrdma' }, { id: 'virtio-net' }, { id: 'xen-bridged' }, { id: 'sr-iov', fallback: 'xen-bridged' }],
  snapshot: [{ id: 'vrdma' }, { id: 'virtio-net' }, { id: 'xen-bridged' }],
};

/** Whether a path can do it, and how. */
export function abilityOf(model: PathModel, ability: Ability): 'yes' | 'detached' | 'no' | 'no VMs' {
  const { liveMigration, snapshot } = model.capabilities;
  if (model.guest === 'none' || (ability === 'migrate' ? liveMigration : snapshot) === 'not-applicable') return 'no VMs';
  if (ability === 'snapshot') return snapshot === 'supported' ? 'yes' : 'no';
  return liveMigration === 'transparent' ? 'yes' : liveMigration === 'detach-reattach' ? 'detached' : 'no';
}

/**
 * A sentence that names paths which can: of the experiment's own, else of those that ship with Doorbell. `against` is the path that cannot and
 * what its pair of VMs needs a path for: another variant of it, and what leads nowhere there, is no alternative.
 */
export function alternatives(ability: Ability, models: readonly PathModel[], against?: { readonly id: string; readonly near: boolean }): string {
  const leads = (model: PathModel): boolean => against === undefined || (model.id !== against.id && (against.near ? model.sameHost : model.otherHost) !== undefined);
  const own = models.filter(leads).flatMap((model) => {
    const able = abilityOf(model, ability);
    return able === 'yes' ? [{ id: model.id }] : able === 'detached' ? [{ id: model.id, fallback: model.migration?.fallbackPath }] : [];
  });
  const found: readonly { readonly id: string; readonly fallback?: string }[] = own.length > 0 ? own : ableBuiltIns[ability].filter(({ id }) => id !== against?.id);
  const whole = [...new Set(found.filter(({ fallback }) => fallback === undefined).map(({ id }) => id))];
  const detached = [...new Set(found.flatMap(({ id, fallback }) => (fallback === undefined ? [] : [`${id} with a fallback (${fallback})`])))];
  return `Use ${[...(whole.length === 0 ? [] : [orList(whole)]), ...detached].join(', or ')}.`;
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** Why a path cannot, in a clause. */
export function reasonAgainst(model: PathModel, ability: Ability): string {
  const { capabilities: { hypervisorBypass, liveMigration, snapshot } } = model;
  if (abilityOf(model, ability) === 'no VMs') return `${model.id} has no VMs`;
  const claim = ability === 'migrate' ? `liveMigration: ${liveMigration}` : `snapshot: ${snapshot}`;
  const why = model.otherHost === undefined ? 'shares memory of the host among its VMs'
    : model.limits.functionsPerNic === 1 && hypervisorBypass ? 'gives the whole device to the VM'
      : hypervisorBypass ? 'gives the VM a device of its own, whose state nothing reads' : 'does not say how';
  return `${model.id} ${why} (${claim})`;
}

import { nonConvergenceNames, recoveryNames, type Experiment, type ExperimentEvent, type ManagerSettings } from '../contract/index.ts';
import { defaultManager } from '../experiment/manager-schema.ts';
import type { SweepPoint } from '../experiment/sweep-points.ts';

/** Events and policies of a point. */
export interface Happening {
  readonly events: readonly ExperimentEvent[];
  /** Present exactly where something may happen: an event, or a policy that acts by itself. */
  readonly manager?: ManagerSettings;
}

const nothing: Happening = { events: [] };
const known = new WeakMap<ManagerSettings, Map<string, ManagerSettings>>();

/** What happens at a point of the sweep. Equal arguments answer the same settings, so that later steps can share work by reference. */
export function whatHappens({ events, manager = defaultManager }: Pick<Experiment, 'events' | 'manager'>, point: SweepPoint): Happening {
  if (point.events === 'without' || (events.length === 0 && manager.balance === undefined && manager.snapshot.everyNs === undefined)) return nothing;
  const recovery = recoveryNames.find((name) => name === point.recovery) ?? manager.recovery.kind;
  const onNonConvergence = nonConvergenceNames.find((name) => name === point.onNonConvergence) ?? manager.migration.onNonConvergence;
  if (recovery === manager.recovery.kind && onNonConvergence === manager.migration.onNonConvergence) return { events, manager };
  const made = known.get(manager) ?? new Map<string, ManagerSettings>();
  known.set(manager, made);
  const key = `${recovery} ${onNonConvergence}`;
  const changed = made.get(key) ?? { ...manager, recovery: { ...manager.recovery, kind: recovery }, migration: { ...manager.migration, onNonConvergence } };
  made.set(key, changed);
  return { events, manager: changed };
}

/** Whether anything may move a VM while it runs, at any point of the sweep. */
export function mayMove({ events, manager = defaultManager, sweep }: Experiment): boolean {
  const recoveries = [manager.recovery.kind, ...(sweep.axes.recovery ?? []), ...(sweep.also ?? []).map(({ recovery }) => recovery)];
  return manager.balance !== undefined
    || events.some((event) => event.kind === 'migrate' || (event.kind === 'host-failure' && event.warningNs !== undefined && recoveries.includes('proactive')));
}

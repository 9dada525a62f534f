import type { Incident, Quantity } from '../../contract/index.ts';
import type { World } from '../world.ts';
import { draftFailure, draftMigration, draftSnapshot, endDraft, incidentOf, type Draft } from './drafts.ts';
import { hostOf, type Manager } from './manager.ts';

/** What happened to VMs, in the order in which it was asked for; events that the run did not reach come last. */
export function incidentsOf(world: World, manager: Manager): readonly Incident[] {
  return [...manager.drafts, ...unreached(world, manager)].map(incidentOf);
}

function unreached(world: World, manager: Manager): readonly Draft[] {
  return world.input.events.flatMap((event, index): Draft[] => {
    if (manager.reached[index] === 1) return [];
    const draft = draftOf(world, manager, event);
    draft.outcome = draft.kind === 'host-failure' ? 'avoided' : 'unfinished';
    draft.note = 'It was due after the run had ended.';
    endDraft(draft, event.atNs);
    return [draft];
  });
}

function draftOf(world: World, manager: Manager, event: World['input']['events'][number]): Draft {
  switch (event.kind) {
    case 'migrate': {
      const vm = manager.vms[event.vm];
      return draftMigration('event', event.vm, vm.ranks.length === 0 ? event.to : hostOf(world, vm), event.to, world.input.models.otherHost.id, event.atNs);
    }
    case 'snapshot': return draftSnapshot('event', event.vms ?? manager.vms.map(({ number }) => number), event.atNs);
    case 'host-failure': return draftFailure(event.host, [], event.atNs);
  }
}

/** The manager's metrics of a run, each summed over what happened: `downtime` is the time that VMs stood still in all. */
export function incidentMetrics(incidents: readonly Incident[]): Readonly<Record<string, Quantity>> {
  const migrations = incidents.flatMap((incident) => (incident.kind === 'migration' ? [incident] : []));
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
  return {
    downtime: { value: sum(incidents.map(({ downtimeNs }) => downtimeNs)), unit: 'ns' },
    lostWork: { value: sum(incidents.map((incident) => (incident.kind === 'host-failure' ? incident.lostWorkNs : 0))), unit: 'ns' },
    migrations: { value: migrations.filter(({ outcome }) => outcome === 'moved').length, unit: '1' },
    migrationTime: { value: sum(migrations.map(({ phases, endedNs }) => (phases.length === 0 ? 0 : endedNs - phases[0].fromNs))), unit: 'ns' },
    migratedBytes: { value: sum(migrations.map(({ sentBytes }) => sentBytes)), unit: 'B' },
    heldSegments: { value: sum(migrations.map(({ heldSegments }) => heldSegments)), unit: '1' },
    lostTries: { value: sum(migrations.map(({ lostTries }) => lostTries)), unit: '1' },
  };
}

import type { Quantity, RunResult } from '../contract/index.ts';

/**
 * What happened to VMs in a run as metrics, summed over its incidents: `downtime` (VMs stood still), `migrationTime` (asked to ended) and
 * `migrations` of those that moved, `lostWork`, `heldSegments`, `lostTries`. None where nothing happened.
 */
export function incidentMetrics({ incidents }: RunResult): Readonly<Record<string, Quantity>> {
  if (incidents === undefined || incidents.length === 0) return {};
  const migrations = incidents.filter((incident) => incident.kind === 'migration');
  const failures = incidents.filter((incident) => incident.kind === 'host-failure');
  const sum = <T>(list: readonly T[], read: (one: T) => number): number => list.reduce((total, one) => total + read(one), 0);
  return {
    downtime: { value: sum(incidents, (incident) => incident.downtimeNs), unit: 'ns' },
    ...(migrations.length === 0 ? {} : {
      migrations: { value: migrations.filter((incident) => incident.outcome === 'moved').length, unit: '1' },
      migrationTime: { value: sum(migrations, (incident) => incident.endedNs - incident.askedNs), unit: 'ns' },
      heldSegments: { value: sum(migrations, (incident) => incident.heldSegments), unit: '1' },
      lostTries: { value: sum(migrations, (incident) => incident.lostTries), unit: '1' },
    }),
    ...(failures.length === 0 ? {} : { lostWork: { value: sum(failures, (incident) => incident.lostWorkNs), unit: 'ns' } }),
  };
}

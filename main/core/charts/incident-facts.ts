import type { Incident, IncidentPhase } from '../contract/index.ts';
import { causeWords, phaseGroup, phaseWords, vmList, type PhaseGroup } from './incident-words.ts';
import { formatNumber, formatPercent, formatQuantity } from './units.ts';

/** A figure of an incident in words. */
export interface IncidentFact {
  readonly title: string;
  readonly value: string;
}

const time = (ns: number): string => (ns === 0 ? '0' : formatQuantity({ value: ns, unit: 'ns' }));
const bytes = (count: number): string => (count === 0 ? '0' : formatQuantity({ value: count, unit: 'B' }));
const count = (number: number): string => formatNumber(number, 1);

/** How a path moves its VM: `as it is`, or over which other path. */
export function meansWords(means: 'transparent' | 'detach-reattach', fallbackPath?: string): string {
  if (means === 'transparent') return 'transparent';
  return fallbackPath === undefined ? 'detach and reattach' : `detach and reattach, over ${fallbackPath} meanwhile`;
}

/** The figures that decide, most important first. */
export function incidentFacts(incident: Incident): readonly IncidentFact[] {
  const total = { title: 'Total', value: time(incident.endedNs - incident.askedNs) };
  const downtime = { title: 'Downtime', value: time(incident.downtimeNs) };
  const cause = causeWords(incident);
  const asked = { title: cause === undefined ? 'Failed at' : 'Asked at', value: `${time(incident.askedNs)}${cause === undefined ? '' : `, by ${cause}`}` };
  if (incident.kind === 'snapshot') return [downtime, total, { title: 'State written', value: bytes(incident.bytes) }, asked];
  if (incident.kind === 'host-failure') {
    return [
      { title: 'Lost work', value: time(incident.lostWorkNs) }, downtime, total, { title: 'On the host', value: vmList(incident.vms) },
      ...(incident.stoppedVms.length > incident.vms.length ? [{ title: 'Stopped with them', value: vmList(incident.stoppedVms.filter((vm) => !incident.vms.includes(vm))) }] : []), asked,
    ];
  }
  return [
    downtime, total, { title: 'Sent', value: bytes(incident.sentBytes) }, { title: 'Left for the stop', value: bytes(incident.residualBytes) },
    { title: 'Device state', value: bytes(incident.deviceStateBytes) }, { title: 'Held segments', value: count(incident.heldSegments) },
    { title: 'Tries lost', value: count(incident.lostTries) }, { title: 'Means', value: meansWords(incident.means, incident.fallbackPath) },
    ...(incident.slowedTo < 1 ? [{ title: 'Slowed to', value: formatPercent(incident.slowedTo) }] : []), asked,
  ];
}

/** A phase with its words and its part of the whole. */
export interface PhaseRow {
  readonly name: IncidentPhase['name'];
  readonly title: string;
  readonly note: string;
  readonly group: PhaseGroup;
  /** Style slot. */
  readonly style: string;
  readonly fromNs: number;
  readonly toNs: number;
  readonly ns: number;
  /** Of all phases together, 0 to 1. */
  readonly share: number;
}

/** The phases of an incident in their order. */
export function phaseRows(incident: Incident): readonly PhaseRow[] {
  const { phases } = incident;
  const total = phases.reduce((sum, phase) => sum + (phase.toNs - phase.fromNs), 0);
  return phases.map((phase) => {
    const { name, fromNs, toNs } = phase;
    const { title, note } = phaseWords(name, incident.kind);
    const group = phaseGroup(incident, phase);
    return { name, title, note, group, style: `phase-${group}`, fromNs, toNs, ns: toNs - fromNs, share: total > 0 ? (toNs - fromNs) / total : 0 };
  });
}

/** All incidents of a run in one sentence. */
export function incidentsFinding(incidents: readonly Incident[]): string {
  const of = (kind: Incident['kind']): readonly Incident[] => incidents.filter((incident) => incident.kind === kind);
  const migrations = incidents.filter((incident) => incident.kind === 'migration');
  const moved = migrations.filter((incident) => incident.outcome === 'moved').length;
  const downtime = incidents.reduce((sum, incident) => sum + incident.downtimeNs, 0);
  const some = (number: number, one: string, many: string): readonly string[] => (number === 0 ? [] : [`${number} ${number === 1 ? one : many}`]);
  const parts = [
    ...some(migrations.length, 'migration', 'migrations').map((text) => (moved === migrations.length ? text : `${text} (${moved} moved)`)),
    ...some(of('snapshot').length, 'snapshot', 'snapshots'), ...some(of('host-failure').length, 'failed host', 'failed hosts'),
  ];
  return parts.length === 0 ? 'Nothing happened to any VM.' : `${parts.join(', ')}; VMs stood still for ${time(downtime)} in all.`;
}

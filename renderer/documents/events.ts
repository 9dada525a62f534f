import { eventKinds, type Experiment, type ExperimentEvent, type Finding } from '../../main/core/contract/index.ts';
import { readQuantity, writeQuantity, type DocumentValue, type FieldEdit } from '../../main/core/experiment/index.ts';
import { clusterVms, vmsOfJob } from './cluster-vms.ts';
import { fieldAt } from './edit-document.ts';

export type EventKind = ExperimentEvent['kind'];

/** An event as the author wrote it; what cannot be read is left out. */
export interface WrittenEvent {
  readonly index: number;
  readonly kind: EventKind | undefined;
  readonly atNs: number;
  readonly warningNs?: number;
  /** In a few letters, for a marker. */
  readonly short: string;
  /** `VM 3 moves to host 1` */
  readonly words: string;
}

/** A time or another quantity in the text as a number. */
function readNs(raw: unknown): number | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  const reading = readQuantity(raw, 'nanoseconds');
  return reading.ok && reading.value >= 0 ? reading.value : undefined;
}

const word = (value: unknown): string => (typeof value === 'number' || typeof value === 'string' ? String(value) : '?');

function wordsOf(kind: EventKind | undefined, raw: unknown): { readonly short: string; readonly words: string } {
  const field = (name: string): string => word(fieldAt(raw, [name]));
  const vms = fieldAt(raw, ['vms']);
  switch (kind) {
    case 'migrate': return { short: `VM ${field('vm')} → ${field('to')}`, words: `VM ${field('vm')} moves to host ${field('to')}` };
    case 'snapshot': return Array.isArray(vms) ? { short: `VM ${vms.map(word).join(', ')}`, words: `Snapshot of ${vms.length === 1 ? 'VM' : 'VMs'} ${vms.map(word).join(', ')}` } : { short: 'all VMs', words: 'Snapshot of all VMs' };
    case 'host-failure': return { short: `host ${field('host')}`, words: `Host ${field('host')} fails` };
    case undefined: return { short: '?', words: `An event of kind ${field('kind')}, which is not known` };
  }
}

/** Events in the order of the text. */
export function writtenEvents(fields: unknown): readonly WrittenEvent[] {
  const events = fieldAt(fields, ['events']);
  return (Array.isArray(events) ? (events as readonly unknown[]) : []).map((raw, index): WrittenEvent => {
    const kind = eventKinds.find((known) => known === fieldAt(raw, ['kind']));
    const warningNs = readNs(fieldAt(raw, ['warningNs']));
    return { index, kind, atNs: readNs(fieldAt(raw, ['atNs'])) ?? 0, ...(warningNs === undefined ? {} : { warningNs }), ...wordsOf(kind, raw) };
  });
}

/** Periods of the manager's policies, as written. */
export function writtenPeriods(fields: unknown): { readonly snapshotNs?: number; readonly balanceNs?: number } {
  const snapshotNs = readNs(fieldAt(fields, ['manager', 'snapshot', 'everyNs']));
  const balance = fieldAt(fields, ['manager', 'balance']);
  const balanceNs = balance === undefined || balance === null ? undefined : readNs(fieldAt(balance, ['everyNs'])) ?? 1e9;
  return { ...(snapshotNs === undefined ? {} : { snapshotNs }), ...(balanceNs === undefined ? {} : { balanceNs }) };
}

/** Whether there is something that the axis `events` could leave out. */
export function somethingHappens(fields: unknown): boolean {
  const { snapshotNs, balanceNs } = writtenPeriods(fields);
  return writtenEvents(fields).length > 0 || snapshotNs !== undefined || balanceNs !== undefined;
}

/** What is to know about an event: findings at it or at one of its fields. */
export function findingsOfEvent(findings: readonly Finding[], index: number): readonly Finding[] {
  const at = `events[${index}]`;
  return findings.filter(({ path }) => path === at || path.startsWith(`${at}.`));
}

/** A new event at a time that no other has yet, about VMs of the job that is looked at. */
export function addEventEdits(fields: unknown, experiment: Experiment | undefined, kind: EventKind, wantedNs: number, stepNs: number, job: number): readonly FieldEdit[] {
  const events = writtenEvents(fields);
  let atNs = wantedNs;
  while (events.some((event) => event.atNs === atNs)) atNs += stepNs;
  const at = writeQuantity(atNs, 'nanoseconds');
  return [{ kind: 'insert', path: ['events'], index: events.length, value: valueOf(kind, at, experiment, job, fields) }];
}

function valueOf(kind: EventKind, atNs: string | number, experiment: Experiment | undefined, job: number, fields: unknown): DocumentValue {
  if (kind === 'snapshot') return { kind, atNs };
  const hosts = experiment?.cluster.hosts ?? 2;
  if (kind === 'host-failure') return { kind, atNs, host: hosts - 1 };
  const vms = experiment === undefined ? [] : clusterVms(experiment);
  const first = experiment === undefined ? 0 : vmsOfJob(experiment, job).first;
  const events = fieldAt(fields, ['events']);
  const moved = (Array.isArray(events) ? (events as readonly unknown[]) : []).map((event) => fieldAt(event, ['vm']));
  const vm = vms.find((one) => one.job === job && !moved.includes(one.vm))?.vm ?? first;
  return { kind, atNs, vm, to: ((vms[vm]?.host ?? 0) + 1) % Math.max(2, hosts) };
}

/** Takes an event away, and with the last of all that happens the axis that would leave it out. */
export function removeEventEdits(fields: unknown, index: number): readonly FieldEdit[] {
  const events = writtenEvents(fields);
  const { snapshotNs, balanceNs } = writtenPeriods(fields);
  const failures = events.filter(({ kind }) => kind === 'host-failure');
  return [
    events.length === 1 ? { kind: 'remove', path: ['events'] } : { kind: 'remove', path: ['events', index] },
    ...(events.length === 1 && snapshotNs === undefined && balanceNs === undefined ? [{ kind: 'remove' as const, path: ['sweep', 'axes', 'events'] }] : []),
    ...(failures.length === 1 && failures[0]?.index === index && fieldAt(fields, ['campaign']) === undefined ? [{ kind: 'remove' as const, path: ['sweep', 'axes', 'recovery'] }] : []),
  ];
}

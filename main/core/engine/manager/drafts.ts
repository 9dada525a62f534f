import type { FailureIncident, Incident, IncidentCause, IncidentPhase, MigrationIncident, SnapshotIncident } from '../../contract/index.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** An incident that is still being written. */
export type Draft = MigrationDraft | SnapshotDraft | FailureDraft;
export type MigrationDraft = Writable<MigrationIncident> & Open & { rounds: MigrationIncident['rounds'][number][] };
export type SnapshotDraft = Writable<SnapshotIncident> & Open;
export type FailureDraft = Writable<FailureIncident> & Open;

interface Open {
  phases: IncidentPhase[];
  /** The phase under way. */
  open: { readonly name: IncidentPhase['name']; readonly fromNs: number } | undefined;
}

/** A migration that was asked for just now. */
export function draftMigration(cause: IncidentCause, vm: number, from: number, to: number, path: string, nowNs: number): MigrationDraft {
  return {
    kind: 'migration', cause, vm, from, to, path, means: 'transparent', outcome: 'failed', converged: false, phases: [], rounds: [], askedNs: nowNs, endedNs: nowNs,
    downtimeNs: 0, sentBytes: 0, residualBytes: 0, deviceStateBytes: 0, heldSegments: 0, lostTries: 0, slowedTo: 1, open: undefined,
  };
}

/** A snapshot that was asked for just now. */
export function draftSnapshot(cause: IncidentCause, vms: readonly number[], nowNs: number): SnapshotDraft {
  return { kind: 'snapshot', cause, vms, outcome: 'failed', phases: [], askedNs: nowNs, endedNs: nowNs, downtimeNs: 0, bytes: 0, open: undefined };
}

/** A host that failed just now. */
export function draftFailure(host: number, vms: readonly number[], nowNs: number): FailureDraft {
  return { kind: 'host-failure', host, vms, stoppedVms: [], outcome: 'lost', phases: [], askedNs: nowNs, endedNs: nowNs, downtimeNs: 0, lostWorkNs: 0, open: undefined };
}

/** Ends the phase under way, if any, and begins the next. Phases that took no time are left out. */
export function beginPhase(draft: Draft, name: IncidentPhase['name'], nowNs: number): void {
  endPhase(draft, nowNs);
  draft.open = { name, fromNs: nowNs };
}

/** Ends the phase under way, if any. */
export function endPhase(draft: Draft, nowNs: number): void {
  const { open } = draft;
  draft.open = undefined;
  if (open !== undefined && nowNs > open.fromNs) draft.phases.push({ name: open.name, fromNs: open.fromNs, toNs: nowNs });
}

/** The incident is over. */
export function endDraft(draft: Draft, nowNs: number): void {
  endPhase(draft, nowNs);
  draft.endedNs = nowNs;
}

/** The incident as results have it. */
export function incidentOf(draft: Draft): Incident {
  const { open: _, ...incident } = draft;
  return incident;
}

/** A stretch of an incident. Names only grow. */
export const phaseNames = [
  'set-up', 'detach', 'pre-copy', 'quiesce', 'drain', 'save', 'stop-and-copy', 'restore', 'reconnect', 'announce', 'reattach',
  'write', 'detect', 'restart', 'redo',
] as const;

export interface IncidentPhase {
  readonly name: (typeof phaseNames)[number];
  readonly fromNs: number;
  readonly toNs: number;
}

/** A pass over a VM's memory while it runs. */
export interface CopyRound {
  readonly fromNs: number;
  readonly toNs: number;
  readonly bytes: number;
  /** Written meanwhile, so that it must be sent again. */
  readonly dirtiedBytes: number;
}

/** What called for it: an event of the experiment, load balancing, or the warning of a failure. */
export type IncidentCause = 'event' | 'balance' | 'warning' | 'period';

/** A live migration. */
export interface MigrationIncident {
  readonly kind: 'migration';
  readonly cause: IncidentCause;
  readonly vm: number;
  readonly from: number;
  readonly to: number;
  /** Id of the path that moved, and how it can. */
  readonly path: string;
  readonly means: 'transparent' | 'detach-reattach';
  readonly fallbackPath?: string;
  readonly outcome: 'moved' | 'abandoned' | 'unfinished' | 'failed';
  /** Rounds got small enough for the limit of downtime. */
  readonly converged: boolean;
  /** Why the outcome is what it is, where that needs words. */
  readonly note?: string;
  readonly phases: readonly IncidentPhase[];
  readonly rounds: readonly CopyRound[];
  readonly askedNs: number;
  readonly endedNs: number;
  /** The VM stood still. */
  readonly downtimeNs: number;
  readonly sentBytes: number;
  readonly residualBytes: number;
  readonly deviceStateBytes: number;
  /** Segments that had to wait for the VM or be sent again, and tries that were lost. */
  readonly heldSegments: number;
  readonly lostTries: number;
  /** Share of its speed that throttling left the VM, 1: all. */
  readonly slowedTo: number;
}

/** A snapshot. */
export interface SnapshotIncident {
  readonly kind: 'snapshot';
  readonly cause: IncidentCause;
  readonly vms: readonly number[];
  readonly outcome: 'saved' | 'unfinished' | 'failed';
  readonly note?: string;
  readonly phases: readonly IncidentPhase[];
  readonly askedNs: number;
  readonly endedNs: number;
  readonly downtimeNs: number;
  readonly bytes: number;
}

/** A host that failed. */
export interface FailureIncident {
  readonly kind: 'host-failure';
  readonly host: number;
  /** VMs that were on it, and those that stopped with them because they belong to one job. */
  readonly vms: readonly number[];
  readonly stoppedVms: readonly number[];
  readonly outcome: 'restarted' | 'avoided' | 'lost';
  readonly note?: string;
  readonly phases: readonly IncidentPhase[];
  readonly askedNs: number;
  readonly endedNs: number;
  readonly downtimeNs: number;
  /** Computed since the last snapshot, and computed again. */
  readonly lostWorkNs: number;
}

/** Something that happened to VMs during a run. */
export type Incident = MigrationIncident | SnapshotIncident | FailureIncident;

/** Moves a VM to another host while it runs. */
export interface MigrateEvent {
  readonly kind: 'migrate';
  readonly atNs: number;
  /** VM of the cluster. */
  readonly vm: number;
  /** Host that it moves to. */
  readonly to: number;
}

/** Saves the state of VMs; several stop, drain and go on together (a coordinated snapshot). */
export interface SnapshotEvent {
  readonly kind: 'snapshot';
  readonly atNs: number;
  /** VMs of the cluster. Absent: all of all jobs. */
  readonly vms?: readonly number[];
}

/** A host stops for good. What its VMs computed since the last snapshot of all of them is lost, unless they left it in time. */
export interface HostFailureEvent {
  readonly kind: 'host-failure';
  readonly atNs: number;
  readonly host: number;
  /** How long before it the host's health predicts the failure. Absent: nobody knows. */
  readonly warningNs?: number;
}

/** What is to happen during a run. */
export type ExperimentEvent = MigrateEvent | SnapshotEvent | HostFailureEvent;

export const eventKinds = ['migrate', 'snapshot', 'host-failure'] as const satisfies readonly ExperimentEvent['kind'][];

/** What a migration does when rounds do not get smaller: stop the VM anyway, leave it where it is, or slow it down. */
export const nonConvergenceNames = ['stop', 'abandon', 'throttle'] as const;

/** How VMs are moved. */
export interface MigrationSettings {
  /** The stream takes the NIC and cables that applications use, or a network of its own. */
  readonly link: 'shared' | 'separate';
  /** What carries it: sockets, at most as fast as one core feeds them, or RDMA. That core's time is taken from nobody: the host is taken to have one free. */
  readonly channel: 'tcp' | 'rdma';
  /** What the channel carries at most, bit/s of memory. Absent: what channels of its kind reach on the cluster's links. */
  readonly bitsPerSecond?: number;
  /** Until the first page leaves: the target VM is prepared, connections are made, ns. */
  readonly setupNs: number;
  /** The VM is stopped when what is left takes no longer than this, ns. */
  readonly downtimeLimitNs: number;
  /** Rounds after which pre-copy ends. */
  readonly maxRounds: number;
  readonly onNonConvergence: (typeof nonConvergenceNames)[number];
}

/** What happens after a host failed; see {@link RecoverySettings.kind}. */
export const recoveryNames = ['none', 'reactive', 'proactive'] as const;

/** Values of the axis `events`: the document's events and policies happen, or none of them does. */
export const eventsNames = ['without', 'with'] as const;

/** What happens when a host fails. */
export interface RecoverySettings {
  /** `reactive`: all VMs of the job start again from the last snapshot. `proactive`: a warning moves the VMs away; without one, as reactive. `none`: the run fails. */
  readonly kind: (typeof recoveryNames)[number];
  /** Until the failure is noticed, ns. */
  readonly detectNs: number;
  /** Until VMs run again on another host, beside reading their state, ns. */
  readonly restartNs: number;
  /** Host that takes the VMs of the failed one. Absent: the one with most free cores. */
  readonly spareHost?: number;
}

/** What moves, saves and restarts VMs: the virtualization manager of the cluster. */
export interface ManagerSettings {
  readonly migration: MigrationSettings;
  readonly snapshot: {
    /** VMs stand still until their state is saved, or only until their memory is protected: pages are copied before they change. */
    readonly mode: 'stop' | 'copy-on-write';
    /** What the storage takes from all hosts together, bytes/s. */
    readonly storageBytesPerSecond: number;
    /** A coordinated snapshot of all VMs each time this has passed, ns. Absent: only where an event says so. */
    readonly everyNs?: number;
  };
  readonly recovery: RecoverySettings;
  /** Moves a VM from the most to the least loaded host. Absent: nothing moves by itself. */
  readonly balance?: {
    /** How often hosts are looked at, ns. */
    readonly everyNs: number;
    /** Smallest difference of load (vCPU time wanted over cores there are) at which a VM moves. */
    readonly threshold: number;
  };
}

/** What an application does to the memory of its VM, for each VM of a job. */
export interface VmMemory {
  /** Of the VM. */
  readonly bytes: number;
  /** Of it, pages that hold something: the others are zero and not sent. */
  readonly touchedBytes: number;
  /** Pages that the application writes again and again. */
  readonly workingSetBytes: number;
  /** Bytes written while one of its ranks computes, bytes per second of compute time. */
  readonly writeBytesPerSecond: number;
  /** Registered with the device: where DMA hides what it writes, or pins the pages, these are sent after the VM has stopped. */
  readonly registeredBytes: number;
}

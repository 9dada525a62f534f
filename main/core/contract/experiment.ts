import type { Campaign } from './campaign.ts';
import type { CollectiveSettings } from './collective.ts';
import type { ExperimentEvent, ManagerSettings, VmMemory } from './manager.ts';
import type { Workload } from './workload.ts';

/** A data path with its configuration, as an experiment names it. A bare string means `{ id }`. */
export interface PathChoice {
  readonly id: string;
  /** A preset of the plugin; `config` wins over it. */
  readonly preset?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Which path a pair of ranks takes. */
export interface PathRules {
  /** Between two ranks of one VM. Default: the MPI library's shared memory. */
  readonly sameVm?: PathChoice;
  /** Between two VMs of one host. Default: as `otherHost`. */
  readonly sameHost?: PathChoice;
  readonly otherHost: PathChoice;
  /** Pairs of VMs that take another path than their relation says; the first that names a pair counts. */
  readonly exceptions?: readonly PathException[];
}

/** The path of one pair of VMs. */
export interface PathException {
  /** VMs of the cluster, counted job by job and there host by host: `host × perHost + vm`. Order does not matter. */
  readonly vms: readonly [number, number];
  readonly path: PathChoice;
}

/** A named way to lay ranks on VMs and hosts, or a list with one entry per rank; there `vm` counts within its host. */
export type Placement =
  | 'inter' | 'hybrid' | 'intra-block' | 'intra-round-robin'
  | readonly { readonly host: number; readonly vm: number }[];

/** Names of the built-in placements. */
export const placementNames = ['inter', 'hybrid', 'intra-block', 'intra-round-robin'] as const;

/** The MPI library. */
export interface MpiSettings {
  /** Per message in the library, ns, on each side. */
  readonly sendOverheadNs: number;
  readonly receiveOverheadNs: number;
  /** A waiting rank keeps its core busy, or gives it away and pays `wakeUpNs`. */
  readonly waiting: 'poll' | 'block';
  readonly wakeUpNs: number;
  /** Overrides the path's own limit, bytes. */
  readonly eagerLimitBytes?: number;
  /** Shared memory inside a VM (or a host without VMs). */
  readonly sharedMemory: { readonly latencyNs: number; readonly bytesPerSecond: number; readonly eagerLimitBytes: number };
  /**
   * When the library moves a message on. `in-call`: only inside MPI calls. `asynchronous`: by a thread that takes the rank's
   * core at once when there is something to do, for what the library's work costs. `hardware`: the NIC matches and answers
   * requests and moves the data of a rendezvous, where the path reaches the memory of processes (OS bypass and zero copy);
   * the process only sees the end, in its next call. Other paths are as `in-call` then.
   */
  readonly progress: 'in-call' | 'asynchronous' | 'hardware';
  /** Default: Open MPI's decisions. */
  readonly collectives?: CollectiveSettings;
}

/**
 * How a rank's messages use the vNICs of its VM, or the NICs of its host where the path has no VMs. `fixed`: each rank has
 * one of them, round the ranks of a VM. `round-robin`: each message takes the next. `striped`: each segment does.
 */
export const railNames = ['fixed', 'round-robin', 'striped'] as const;
export type Rails = (typeof railNames)[number];

/**
 * Where a host's vCPUs run. `pinned`: in order on its cores, starting over when there are more vCPUs than cores.
 * `floating`: on an idle core of the host where there is one. A list: the core of each vCPU of a host, VM by VM.
 */
export const pinningNames = ['pinned', 'floating'] as const;
export type Pinning = (typeof pinningNames)[number] | readonly number[];

/** The VMs of a job, alike on every host. */
export interface Vms {
  readonly perHost: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** vNICs of each VM; a host's vNICs, VM by VM, go round its NICs. */
  readonly vnics: number;
  readonly pinning: Pinning;
  /** Share of a contended core, of each vCPU, or by VM of a host. */
  readonly weight: number | readonly number[];
  /** What each VM's memory holds, for moving and saving it. What is absent follows from the workload. */
  readonly memory?: Partial<Omit<VmMemory, 'bytes'>>;
}

/** One application on its VMs. */
export interface Job {
  readonly id: string;
  /** Hosts that its VMs are on, which count as the job's first, second and so on. Absent: all of the cluster. */
  readonly hosts?: readonly number[];
  /** When its ranks start, ns from the beginning of a run. Default 0. */
  readonly startNs?: number;
  /** 0: as many as the trace has, which is known when the trace has been read. */
  readonly ranks: number;
  readonly vms: Vms;
  readonly rails: Rails;
  readonly placement: Placement;
  readonly paths: PathRules;
  readonly workload: Workload;
  readonly mpi: MpiSettings;
}

/** Hosts, their NICs and what joins them. */
export interface Cluster {
  readonly hosts: number;
  readonly host: {
    readonly cores: number;
    readonly coreHz: number;
    /** Floating-point operations that a core sustains per cycle, for workloads that count operations. Default 1. */
    readonly flopsPerCycle?: number;
    /** What one core reads and writes from memory, for workloads that count bytes. Default 3 GB/s. */
    readonly memoryBytesPerSecond?: number;
  };
  readonly nic: {
    readonly model: string;
    /** NICs of each host, all alike. */
    readonly perHost: number;
    readonly linkBitsPerSecond: number;
    readonly mtuBytes: number;
    readonly gsoBytes: number;
    readonly functions: number;
    readonly offloads: readonly ('checksum' | 'tso' | 'lro' | 'rss')[];
  };
  readonly network: {
    readonly kind: 'back-to-back' | 'switch' | 'fat-tree';
    readonly propagationNs: number;
    readonly switchNs: number;
    /** All four with `fat-tree`, none without. */
    readonly hostsPerLeaf?: number;
    readonly uplinksPerLeaf?: number;
    readonly uplinkBitsPerSecond?: number;
    readonly routing?: 'hash' | 'round-robin';
  };
}

/** The names an axis can have. Names only grow. */
export const axisNames = [
  'path', 'tool', 'placement', 'distribution', 'ranks', 'hosts', 'size', 'layer', 'vmsPerHost', 'vnics', 'nics', 'rails', 'pinning', 'uplinks',
  'benchmark', 'class', 'collective', 'algorithm', 'decomposition', 'events', 'recovery', 'scheduler', 'sharing', 'mtbf', 'jobs', 'onNonConvergence',
] as const;
export type AxisName = (typeof axisNames)[number];

/** Value of the axis `jobs` under which all of them run; the others are ids of jobs. */
export const allJobs = 'all';

/** A value of an axis; for `path` the id, a whole choice, or rules by relation. */
export type AxisValue = string | number | PathChoice | PathRules;

/** The points to run: the product of `axes`, less `except`, and the `also` points. */
export interface Sweep {
  readonly axes: Readonly<Partial<Record<AxisName, readonly AxisValue[]>>>;
  /** Points outside the product; axes not named keep the document's value. */
  readonly also?: readonly Readonly<Partial<Record<AxisName, AxisValue>>>[];
  /** Points of the product to leave out: every point that matches all named values. */
  readonly except?: readonly Readonly<Partial<Record<AxisName, AxisValue>>>[];
}

/** Seeded sources of randomness, each a largest relative or absolute deviation with a triangular distribution. */
export interface Noise {
  /** Relative, of each compute phase (operating-system noise). */
  readonly compute: number;
  /** ns, of each rank's first instruction. */
  readonly startSkewNs: number;
  /** Relative, of each service of a stage. */
  readonly service: number;
}

/** The document a user edits. */
export interface Experiment {
  readonly format: 1;
  /** kebab-case; names the file. */
  readonly name: string;
  readonly title: string;
  /** What the user wants to decide, one sentence. */
  readonly question: string;
  readonly cluster: Cluster;
  readonly jobs: readonly Job[];
  readonly sweep: Sweep;
  readonly replicates: number;
  readonly seed: number;
  readonly noise: Noise;
  /** Happen in every run, at times from its beginning; axis `events` leaves them out. */
  readonly events: readonly ExperimentEvent[];
  /** How VMs are moved, saved and restarted. Absent: nothing of the kind happens. */
  readonly manager?: ManagerSettings;
  /** Days of many jobs on the cluster, at job level, in place of one run of each job. */
  readonly campaign?: Campaign;
}

/** The format this version reads and writes. */
export const experimentFormat = 1;

import type { RecoverySettings } from './manager.ts';
import type { RunInput } from './plan.ts';

/**
 * How jobs wait for hosts. `fifo`: in order of arrival. `priority`: the highest first; at the end of a slice it may take the
 * hosts of a lower one. `gang`: jobs take turns, each on all of its hosts at once. `backfill`: the first to wait has a
 * reservation, later ones go ahead where that is not delayed (EASY).
 */
export const schedulerNames = ['fifo', 'priority', 'gang', 'backfill'] as const;
export type SchedulerName = (typeof schedulerNames)[number];

/** A job runs alone on its hosts, or beside others in VMs of its own. */
export const sharingNames = ['exclusive', 'shared'] as const;
export type Sharing = (typeof sharingNames)[number];

/** When the jobs of a tenant arrive: at these times, or `count` of them after exponential intervals. */
export type Arrivals =
  | { readonly kind: 'at'; readonly ns: readonly number[] }
  | { readonly kind: 'poisson'; readonly meanNs: number; readonly count: number };

/** A user of the cluster and the jobs that he brings. */
export interface Tenant {
  readonly id: string;
  /** Id of the job of the experiment that each of his jobs is. */
  readonly job: string;
  readonly arrivals: Arrivals;
  /** Hosts that each takes. */
  readonly hosts: number;
  /** The job's program is done this many times over. */
  readonly repeats: number;
  /** Higher goes first under `priority` and `backfill`. */
  readonly priority: number;
  /** What he says a job takes, over what it takes alone: backfill believes it. */
  readonly estimateFactor: number;
  /** The job grows or shrinks to these hosts once this share of its work is done; it grows when hosts are free that nobody waits for. */
  readonly resizes?: readonly { readonly atShare: number; readonly hosts: number }[];
}

/** Failures of hosts, exponential in time. */
export interface FailureModel {
  /** Mean time between failures of one host that is up, ns. */
  readonly mtbfNs: number;
  /** Until a failed host is back, ns. */
  readonly repairNs: number;
  /** Hosts that no job starts on while all are up: they stand by, and stand in for those that are down. */
  readonly spareHosts: number;
  /** Absent: no failure is foreseen. */
  readonly predictor?: {
    /** Share of failures that are foreseen. */
    readonly recall: number;
    /** Share of warnings that are followed by a failure. */
    readonly precision: number;
    readonly leadNs: number;
  };
}

/** Many jobs over days, whose speeds come from simulated runs. */
export interface Campaign {
  readonly tenants: readonly Tenant[];
  readonly scheduler: {
    readonly kind: SchedulerName;
    /** Of gangs, and of priority queues, ns. */
    readonly sliceNs: number;
    /** Lost when a gang's turn begins, and when a preempted job goes on, ns. */
    readonly switchNs: number;
    /** Jobs that take turns on one host under `gang`, at most. */
    readonly rows: number;
  };
  readonly sharing: Sharing;
  /** Jobs that run at once on one host, at most, where hosts are shared. */
  readonly jobsPerHost: number;
  readonly failures?: FailureModel;
  /** Time that a job runs between snapshots, ns. Absent: none; `young`, `daly`: their optimum for its hosts and its snapshot. */
  readonly snapshotEveryNs?: number | 'young' | 'daly';
}

/** A job of the experiment on some hosts: what a speed is known of. */
export interface CampaignKind {
  readonly job: string;
  readonly hosts: number;
  readonly ranks: number;
}

/** A simulated run whose speeds a campaign uses. */
export interface CampaignProbe {
  /** Kinds of jobs in it, by their number in `kinds`: one alone, or several beside each other, in the order of the run's jobs. */
  readonly kinds: readonly number[];
  readonly input: RunInput;
}

/** One simulation at job level, complete. Its probes are simulated first. */
export interface CampaignInput {
  readonly format: 1;
  readonly kernel: 'campaign';
  /** Version of the semantics, of campaigns and of probes. */
  readonly engine: number;
  readonly trace?: undefined;
  readonly hosts: number;
  readonly campaign: Campaign;
  readonly recovery: RecoverySettings;
  readonly kinds: readonly CampaignKind[];
  /** By tenant: its sizes, the first one first, and the kind that each is. */
  readonly sizes: readonly (readonly { readonly hosts: number; readonly kind: number }[])[];
  readonly probes: readonly CampaignProbe[];
  /** What moving and saving costs, by kind. */
  readonly costs: readonly CampaignCosts[];
  /** What the plan had to leave out, in sentences: they go into the result's basis. */
  readonly notes: readonly string[];
  readonly seed: number;
  readonly workloadKind: string;
}

/** What moving and saving costs a job of one kind, from its memory, its path and the manager's settings. */
export interface CampaignCosts {
  /** All of its VMs on one host move, one after the other. Absent: its path cannot. */
  readonly migration?: { readonly totalNs: number; readonly downtimeNs: number };
  /** All of its VMs are saved together. Absent: its path cannot. */
  readonly snapshot?: { readonly downtimeNs: number; readonly totalNs: number };
  /** Until it runs again once it has hosts, reading its state included, ns. */
  readonly restartNs: number;
  /** Its data on all hosts, bytes, and what carries them from host to host when it grows or shrinks. */
  readonly dataBytes: number;
  readonly resizeBytesPerSecond: number;
}

/** One job of a tenant. */
export interface CampaignJob {
  readonly tenant: string;
  /** Counts the tenant's jobs from 0. */
  readonly number: number;
  readonly arrivedNs: number;
  readonly startedNs: number;
  readonly endedNs: number;
  /** Those that it had at its end. */
  readonly hosts: readonly number[];
  /** It had arrived and had no hosts, or a turn of others: not what recovery takes. */
  readonly waitedNs: number;
  /** Time that it takes alone on its first hosts when nothing happens to it. */
  readonly aloneNs: number;
  /** (ended − arrived) / aloneNs. */
  readonly slowdown: number;
  /** It had hosts, and its turn, and stood still: snapshots, recovery, resizing, stop-and-copy. */
  readonly downtimeNs: number;
  /** It ran, and did again what it had done. */
  readonly lostWorkNs: number;
  readonly snapshots: number;
  readonly migrations: number;
  readonly failures: number;
  readonly resizes: number;
  /** Start that backfill promised when the job became the first to wait. */
  readonly promisedNs?: number;
}

/** What a job or a host did, for drawing. */
export const campaignSpanKinds = ['running', 'snapshot', 'migrating', 'recovering', 'resizing', 'switching', 'failed'] as const;

/** A stretch of a job on a host, for drawing. A failed host belongs to nobody: tenant '' and number 0. */
export interface CampaignSpan {
  readonly host: number;
  readonly tenant: string;
  readonly number: number;
  readonly kind: (typeof campaignSpanKinds)[number];
  readonly fromNs: number;
  readonly toNs: number;
}

/** The speed of one kind of job, as its probe gave it. */
export interface CampaignSpeed {
  readonly job: string;
  readonly hosts: number;
  readonly ranks: number;
  /** Other jobs on its hosts. Empty: alone. */
  readonly beside: readonly { readonly job: string; readonly hosts: number }[];
  /** Of one repetition of its program, ns. */
  readonly nsPerRepeat: number;
  /** Of its messages, ns; 0 where it sends none. */
  readonly meanLatencyNs: number;
}

/** What a campaign gives. */
export interface CampaignResult {
  /** How the speeds were found, in sentences: what was simulated, and what was not. */
  readonly basis: readonly string[];
  readonly hosts: number;
  readonly makespanNs: number;
  /** Busy host time over host time, 0 to 1. A host is busy while a job whose turn it is has it. */
  readonly utilisation: number;
  readonly jobs: readonly CampaignJob[];
  readonly tenants: readonly {
    readonly id: string; readonly jobs: number; readonly meanWaitNs: number; readonly meanSlowdown: number; readonly worstSlowdown: number;
    /** Mean latency beside others over alone, where hosts are shared. */
    readonly latencyRatio?: number;
  }[];
  readonly speeds: readonly CampaignSpeed[];
  /** At most 20,000, the oldest. */
  readonly spans: readonly CampaignSpan[];
  /** Of hosts, with and without jobs on them, until the last job ended. */
  readonly failures: number;
  readonly warnings: number;
  readonly falseAlarms: number;
  readonly migrations: number;
  readonly downtimeNs: number;
  readonly lostWorkNs: number;
}

import type { RecoverySettings } from './manager.ts';
import type { RunInput } from './plan.ts';

/** How jobs wait for hosts. */
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
  /** Hosts that each takes, or VMs' worth of hosts where they are shared. Default: those of the job. */
  readonly hosts?: number;
  /** The job's program is done this many times over. */
  readonly repeats: number;
  /** Higher goes first under `priority` and `backfill`. */
  readonly priority: number;
  /** What he says a job takes, over what it takes alone: backfill believes it. */
  readonly estimateFactor: number;
  /** The job grows or shrinks to these hosts once this share of its work is done. */
  readonly resizes?: readonly { readonly atShare: number; readonly hosts: number }[];
}

/** Failures of hosts, exponential in time. */
export interface FailureModel {
  /** Mean time between failures of one host, ns. */
  readonly mtbfNs: number;
  /** Until a failed host is back, ns. */
  readonly repairNs: number;
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
    /** Of gangs, and of priority queues with long slices, ns. */
    readonly sliceNs: number;
    /** Lost by a gang switch, ns. */
    readonly switchNs: number;
  };
  readonly sharing: Sharing;
  readonly failures?: FailureModel;
  /** Between snapshots of a running job, ns. Absent: none; `daly`: Daly's first-order optimum. */
  readonly snapshotEveryNs?: number | 'daly';
}

/** A simulated run whose speed a campaign uses. */
export interface CampaignProbe {
  /** Jobs of the experiment in it, and the hosts that each has. */
  readonly jobs: readonly { readonly id: string; readonly hosts: number }[];
  readonly input: RunInput;
}

/** One simulation at job level, complete. Its probes are simulated first. */
export interface CampaignInput {
  readonly format: 1;
  readonly kernel: 'campaign';
  /** Version of the campaign's semantics; that of each probe is in the probe. */
  readonly engine: number;
  readonly trace?: undefined;
  readonly hosts: number;
  readonly campaign: Campaign;
  readonly recovery: RecoverySettings;
  readonly probes: readonly CampaignProbe[];
  /** What one migration and one snapshot cost each job, ns; by id of the job. */
  readonly costs: readonly CampaignCosts[];
  readonly seed: number;
  readonly workloadKind: string;
}

/** What moving and saving costs a job, from its memory, its path and the manager's settings. */
export interface CampaignCosts {
  readonly job: string;
  /** Absent: its path cannot. */
  readonly migration?: { readonly totalNs: number; readonly downtimeNs: number };
  readonly snapshot?: { readonly downtimeNs: number; readonly totalNs: number };
  readonly restartNs: number;
  /** Redistribution of the data of one host's VMs, ns. */
  readonly resizePerHostNs: number;
}

/** One job of a tenant. */
export interface CampaignJob {
  readonly tenant: string;
  readonly number: number;
  readonly arrivedNs: number;
  readonly startedNs: number;
  readonly endedNs: number;
  readonly hosts: readonly number[];
  readonly waitedNs: number;
  /** (ended − arrived) over its time alone on the cluster. */
  readonly slowdown: number;
  readonly downtimeNs: number;
  readonly lostWorkNs: number;
  readonly migrations: number;
  readonly failures: number;
}

/** A stretch of a job on a host, for drawing. */
export interface CampaignSpan {
  readonly host: number;
  readonly tenant: string;
  readonly number: number;
  readonly kind: 'running' | 'snapshot' | 'migrating' | 'recovering' | 'resizing' | 'failed';
  readonly fromNs: number;
  readonly toNs: number;
}

/** What a campaign gives. */
export interface CampaignResult {
  /** How the speeds were found, in sentences: what was simulated, and what was not. */
  readonly basis: readonly string[];
  readonly makespanNs: number;
  /** Busy host time over host time, 0 to 1. */
  readonly utilisation: number;
  readonly jobs: readonly CampaignJob[];
  readonly tenants: readonly {
    readonly id: string; readonly jobs: number; readonly meanWaitNs: number; readonly meanSlowdown: number; readonly worstSlowdown: number;
    /** Mean latency beside others over alone, where hosts are shared. */
    readonly latencyRatio?: number;
  }[];
  /** At most 20,000, the oldest. */
  readonly spans: readonly CampaignSpan[];
  readonly failures: number;
}

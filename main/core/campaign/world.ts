import type { CampaignInput, CampaignSpan, Tenant } from '../contract/index.ts';
import { arrivalsOf, type Arrival } from './arrivals.ts';
import { createHostFailures, type HostFailures } from './host-failures.ts';
import type { Speeds } from './speeds.ts';

/** What a job does with its time: it computes, stands still although it could, or others have its hosts. */
export type Mode = 'compute' | 'down' | 'wait';

/** Why a job that has hosts stands still. */
export type Pause =
  | { readonly kind: 'snapshot' | 'switching'; readonly untilNs: number }
  | { readonly kind: 'migrating'; readonly untilNs: number }
  /** Infinity as long as hosts are missing. */
  | { readonly kind: 'recovering'; readonly untilNs: number }
  | { readonly kind: 'resizing'; readonly untilNs: number; readonly to: number; readonly added: readonly number[] };

/** A job from its arrival on. */
export interface Job {
  readonly tenant: number;
  readonly spec: Tenant;
  readonly number: number;
  readonly arrivedNs: number;
  readonly aloneNs: number;
  kind: number;
  /** `suspended`: it was preempted. */
  state: 'waiting' | 'suspended' | 'running' | 'ended';
  hosts: number[];
  /** Those that it had last. */
  lastHosts: readonly number[];
  /** Hosts whose memory it stays in while it is suspended, where it cannot be saved. */
  home: readonly number[] | undefined;
  row: number;
  startedNs: number;
  /** When it last got hosts, ns. */
  placedNs: number;
  endedNs: number;
  /** Share of the work that is done at `anchorNs`, and what each ns adds. */
  anchorNs: number;
  progress: number;
  ratePerNs: number;
  latencyRatio: number;
  mode: Mode;
  /** Computed for what is done, ns; at the last snapshot; and since the last one began. */
  computedNs: number;
  saved: { readonly progress: number; readonly computedNs: number };
  sinceSnapshotNs: number;
  writing: { readonly progress: number; readonly computedNs: number; readonly untilNs: number } | undefined;
  pause: Pause | undefined;
  moving: { readonly from: number; readonly to: number; readonly stopNs: number; readonly downtimeNs: number } | undefined;
  /** Hosts that it lost and has not got back, and when it lost the last. */
  missing: number;
  failedNs: number;
  /** Its memory was lost while it was suspended. */
  mustRestart: boolean;
  nextResize: number;
  growTo: number | undefined;
  /** Due as long as nothing changes, ns. */
  completionNs: number;
  resizeNs: number;
  snapshotNs: number;
  waitedNs: number;
  downtimeNs: number;
  lostWorkNs: number;
  latencyNs: number;
  snapshots: number;
  migrations: number;
  failures: number;
  resizes: number;
  promisedNs: number | undefined;
  /** What is drawn of it since `sinceNs`. */
  shown: { readonly kind: CampaignSpan['kind']; readonly hosts: readonly number[]; readonly sinceNs: number } | undefined;
}

export interface Host {
  up: boolean;
  /** Somebody foretold its failure: nothing new is placed on it before. */
  suspectUntilNs: number;
  changedNs: number;
}

/** All state of a campaign. */
export interface World {
  readonly input: CampaignInput;
  readonly speeds: Speeds;
  readonly arrivals: readonly Arrival[];
  readonly failures: HostFailures | undefined;
  readonly hosts: readonly Host[];
  /** Jobs on each host, by row of the gang matrix; others have one row. */
  readonly occupancy: readonly Int32Array[];
  /** Jobs that one host takes in one row. */
  readonly slots: number;
  /** In order of arrival. */
  readonly jobs: Job[];
  /** Waiting and suspended ones, first to go first. */
  readonly queue: Job[];
  /** Those that have hosts, in order of arrival. */
  readonly running: Job[];
  nextArrival: number;
  now: number;
  row: number;
  sliceEndsNs: number;
  switchUntilNs: number;
  /** Something changed that speeds or the queue depend on. */
  dirty: boolean;
  busyHosts: number;
  busyNs: number;
  spans: CampaignSpan[];
  failureCount: number;
  warningCount: number;
  falseAlarmCount: number;
  events: number;
}

/** Nothing has arrived yet. */
export function createWorld(input: CampaignInput, speeds: Speeds): World {
  const { campaign, hosts, seed } = input;
  const rows = campaign.scheduler.kind === 'gang' ? campaign.scheduler.rows : 1;
  return {
    input, speeds, arrivals: arrivalsOf(campaign.tenants, seed),
    failures: campaign.failures === undefined ? undefined : createHostFailures(campaign.failures, hosts, seed),
    hosts: Array.from({ length: hosts }, (): Host => ({ up: true, suspectUntilNs: 0, changedNs: 0 })),
    occupancy: Array.from({ length: rows }, () => new Int32Array(hosts)), slots: campaign.sharing === 'shared' ? campaign.jobsPerHost : 1,
    jobs: [], queue: [], running: [], nextArrival: 0, now: 0, row: 0, sliceEndsNs: Infinity, switchUntilNs: 0, dirty: true,
    busyHosts: 0, busyNs: 0, spans: [], failureCount: 0, warningCount: 0, falseAlarmCount: 0, events: 0,
  };
}

/** A job that has just arrived. */
export function createJob({ input, speeds }: World, { tenant, number, ns }: Arrival): Job {
  const spec = input.campaign.tenants[tenant];
  const { kind } = input.sizes[tenant][0];
  return {
    tenant, spec, number, arrivedNs: ns, aloneNs: Math.ceil(speeds.aloneNs(kind) * spec.repeats), kind, state: 'waiting', hosts: [], lastHosts: [], home: undefined, row: 0, startedNs: -1, placedNs: -1, endedNs: -1,
    anchorNs: ns, progress: 0, ratePerNs: 0, latencyRatio: 1, mode: 'wait', computedNs: 0, saved: { progress: 0, computedNs: 0 }, sinceSnapshotNs: 0, writing: undefined,
    pause: undefined, moving: undefined, missing: 0, failedNs: 0, mustRestart: false, nextResize: 0, growTo: undefined, completionNs: Infinity, resizeNs: Infinity, snapshotNs: Infinity,
    waitedNs: 0, downtimeNs: 0, lostWorkNs: 0, latencyNs: 0, snapshots: 0, migrations: 0, failures: 0, resizes: 0, promisedNs: undefined, shown: undefined,
  };
}

/** Hosts that a job takes where it has all. */
export function sizeOf({ input }: World, job: Job): number {
  return input.kinds[job.kind].hosts;
}

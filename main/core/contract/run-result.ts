import type { Executor } from '@doorbell/sdk';
import type { CampaignResult } from './campaign.ts';
import type { Incident } from './incident.ts';
import type { Relation } from './plan.ts';

/** Units of metrics. Names only grow. */
export const quantityUnits = ['ns', 's', 'B', 'B/s', '1', '1/s', 'messages', 'ns/B'] as const;

/** A number with its unit. */
export interface Quantity {
  readonly value: number;
  readonly unit: (typeof quantityUnits)[number];
}

/** How one rank spent its time. The five parts, and `pausedNs` where there is one, add up to `finishedNs` exactly. */
export interface RankTime {
  readonly rank: number;
  readonly finishedNs: number;
  readonly computeNs: number;
  /** CPU time for communication. */
  readonly overheadNs: number;
  readonly waitingNs: number;
  /** Time its core worked for somebody else while the rank had work. */
  readonly stolenNs: number;
  /** The part of it that was taken from computation. */
  readonly stolenFromComputeNs: number;
  /** Before its first instruction (start skew, and the start of its job). */
  readonly startNs: number;
  /** Its VM stood still. Absent: never. */
  readonly pausedNs?: number;
}

/**
 * What bound messages, summed over all messages of one path and relation. Service and waiting of all rows add up to the
 * summed message times exactly.
 */
export interface StageTime {
  readonly path: string;
  readonly relation: Relation;
  readonly side: 'sender' | 'receiver';
  readonly stage: string;
  readonly title: string;
  readonly executor: Executor;
  /** On the critical walk of the messages: being served there. */
  readonly serviceNs: number;
  /** On the critical walk: waiting there for somebody else's work. */
  readonly waitingNs: number;
  /** All visits, critical or not. */
  readonly visits: number;
  readonly busyNs: number;
}

/** One instance of a resource. */
export interface ResourceTime {
  readonly resource: string;
  readonly title: string;
  readonly instance: string;
  readonly busyNs: number;
  /** busy / (servers × run time), 0 to 1. */
  readonly utilisation: number;
  readonly meanQueue: number;
  readonly longestQueue: number;
  readonly visits: number;
  /** Of a core: the part of `busyNs` in which a rank only polled for messages. */
  readonly pollingNs?: number;
}

/** Messages of one path, relation and size. Latency is from the post to the receiver's completion; under LogGOPS from when the sender's processor begins with it. */
export interface MessageTime {
  readonly path: string;
  readonly relation: Relation;
  readonly bytes: number;
  readonly messages: number;
  readonly meanNs: number;
  readonly minNs: number;
  readonly maxNs: number;
}

/** What one rank was doing. */
export interface TimelineSpan {
  readonly rank: number;
  readonly kind: 'compute' | 'overhead' | 'waiting' | 'paused';
  readonly fromNs: number;
  readonly toNs: number;
}

/**
 * The chain of work and waiting that ended last, back to time 0: a rank's own work, and where it waited for a message, the
 * message's stages and before them what its sender did. Its parts add up to `totalNs`, the time of the run, exactly.
 */
export interface CriticalPath {
  readonly totalNs: number;
  /** The rank that ended last. */
  readonly rank: number;
  /** Largest first. */
  readonly parts: readonly CriticalPart[];
  /** Messages on the path. */
  readonly messages: number;
  /** The last of them, oldest first: those that the run still remembered at its end. */
  readonly hops: readonly CriticalHop[];
}

/**
 * A part of the critical path: a rank's `compute`, its CPU time for communication (`overhead`), time `stolen` from it, its
 * `start` skew, its `wake-up` after sleep, time that its VM stood still (`paused`), waiting without a known cause (`other`); or a stage, by
 * service and waiting.
 */
export type CriticalPart =
  | { readonly kind: 'compute' | 'overhead' | 'stolen' | 'start' | 'wake-up' | 'paused' | 'other'; readonly ns: number }
  | {
    readonly kind: 'service' | 'waiting'; readonly ns: number; readonly path: string; readonly relation: Relation;
    readonly side: 'sender' | 'receiver'; readonly stage: string; readonly title: string; readonly executor: Executor;
  };

/** The critical path leaves rank `from` at `fromNs` with a message and goes on in rank `to` at `toNs`. */
export interface CriticalHop {
  readonly from: number;
  readonly to: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/** Messages of at least `fromBytes` and less than `belowBytes`. Percentiles are within 1.6 % of a latency that occurred. */
export interface SizeTime {
  readonly fromBytes: number;
  readonly belowBytes: number;
  readonly messages: number;
  readonly bytes: number;
  readonly minNs: number;
  readonly meanNs: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

/** Bytes and messages completed in each interval of `binNs`, from time 0. */
export interface Throughput {
  readonly binNs: number;
  readonly bytes: readonly number[];
  readonly messages: readonly number[];
  /** Mean latency of the messages of each interval, ns, 0 where there is none. Absent in results of earlier engines. */
  readonly latencyNs?: readonly number[];
}

/** One of several jobs of a run. */
export interface JobTime {
  readonly id: string;
  readonly startNs: number;
  readonly finishedNs: number;
  readonly metrics: Readonly<Record<string, Quantity>>;
  readonly messages: number;
  readonly meanLatencyNs: number;
  readonly p99LatencyNs: number;
}

/** The timeline holds everything that the `ranks` did in every `every`-th window of `windowNs` from time 0; windowNs 0: all of the run. */
export interface TimelineCoverage {
  readonly ranks: readonly number[];
  readonly windowNs: number;
  readonly every: number;
}

/**
 * What ranks did over the whole run: per rank and interval of `binNs` the ns of compute, overhead, waiting and stolen
 * time, one after the other. Start skew, the time that its VM stood still and the time after a rank's end are what is missing to `binNs`.
 */
export interface Activity {
  readonly binNs: number;
  readonly ranks: readonly { readonly rank: number; readonly ns: readonly number[] }[];
}

/** What a simulation gives. Its JSON bytes depend on the input alone. */
export interface RunResult {
  readonly format: 1;
  /** The cost model that gave this: it has no stages and no resources. Absent: data paths. */
  readonly kernel?: 'loggops' | 'campaign';
  readonly metrics: Readonly<Record<string, Quantity>>;
  readonly ranks: readonly RankTime[];
  readonly stages: readonly StageTime[];
  readonly resources: readonly ResourceTime[];
  readonly messages: readonly MessageTime[];
  /** Bytes sent from rank to rank, rows `[from, to, messages, bytes]`; groups of ranks where `ranksPerGroup` says so. */
  readonly traffic: readonly (readonly [from: number, to: number, messages: number, bytes: number])[];
  readonly cpuSeconds: Readonly<Record<Executor, number>>;
  readonly timeline: readonly TimelineSpan[];
  // Fields from here on are missing in results of earlier engines.
  /** Where the time of the run went; absent with `criticalPathOmitted` where it was not followed. */
  readonly criticalPath?: CriticalPath;
  /** Why there is no critical path. */
  readonly criticalPathOmitted?: string;
  /** Ranks that one number in `traffic` and `waitedFor` stands for: rank r is in group floor(r / ranksPerGroup). Absent: 1. */
  readonly ranksPerGroup?: number;
  /** Waiting by the peer that was waited for, rows `[rank, peer, ns]`; they add up to the ranks' `waitingNs` exactly. Peer -1: all others. */
  readonly waitedFor?: readonly (readonly [rank: number, peer: number, ns: number])[];
  /** Messages by size, smallest first. */
  readonly sizes?: readonly SizeTime[];
  readonly throughput?: Throughput;
  /** What part of the run `timeline` shows. */
  readonly timelineCoverage?: TimelineCoverage;
  readonly activity?: Activity;
  /** What happened to VMs, in order of time. Absent: nothing could. */
  readonly incidents?: readonly Incident[];
  /** Where several jobs ran side by side. */
  readonly jobs?: readonly JobTime[];
  /** With `kernel: 'campaign'`. */
  readonly campaign?: CampaignResult;
  readonly counts: { readonly messages: number; readonly segments: number; readonly stageVisits: number; readonly events: number };
}

/** A simulation that could not end, with the reason and the ranks concerned. */
export interface RunFailure {
  readonly kind: 'deadlock' | 'too-long' | 'invalid-input' | 'crashed' | 'cancelled' | 'protocol' | 'host-failure';
  readonly message: string;
  readonly hint: string;
}

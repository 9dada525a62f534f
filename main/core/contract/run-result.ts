import type { Executor } from '@doorbell/sdk';
import type { Relation } from './plan.ts';

/** A number with its unit. */
export interface Quantity {
  readonly value: number;
  readonly unit: 'ns' | 's' | 'B' | 'B/s' | '1' | 'messages';
}

/** How one rank spent its time. The five parts add up to `finishedNs` exactly. */
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
  /** Before its first instruction (start skew). */
  readonly startNs: number;
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
}

/** Messages of one path, relation and size. Latency is from the post to the receiver's completion. */
export interface MessageTime {
  readonly path: string;
  readonly relation: Relation;
  readonly bytes: number;
  readonly messages: number;
  readonly meanNs: number;
  readonly minNs: number;
  readonly maxNs: number;
}

/** What one rank was doing, for the first ranks and the first events of a run. */
export interface TimelineSpan {
  readonly rank: number;
  readonly kind: 'compute' | 'overhead' | 'waiting';
  readonly fromNs: number;
  readonly toNs: number;
}

/** What a simulation gives. Its JSON bytes depend on the input alone. */
export interface RunResult {
  readonly format: 1;
  readonly metrics: Readonly<Record<string, Quantity>>;
  readonly ranks: readonly RankTime[];
  readonly stages: readonly StageTime[];
  readonly resources: readonly ResourceTime[];
  readonly messages: readonly MessageTime[];
  /** Bytes sent from rank to rank, rows `[from, to, messages, bytes]`. */
  readonly traffic: readonly (readonly [from: number, to: number, messages: number, bytes: number])[];
  readonly cpuSeconds: Readonly<Record<Executor, number>>;
  readonly timeline: readonly TimelineSpan[];
  readonly counts: { readonly messages: number; readonly segments: number; readonly stageVisits: number; readonly events: number };
}

/** A simulation that could not end, with the reason and the ranks concerned. */
export interface RunFailure {
  readonly kind: 'deadlock' | 'too-long' | 'invalid-input' | 'crashed' | 'cancelled' | 'protocol';
  readonly message: string;
  readonly hint: string;
}

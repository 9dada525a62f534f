import type { RunJob } from '../contract/index.ts';
import { countValue, createLogHistogram, quantile, type LogHistogram } from './log-histogram.ts';

/** What of messages a workload's metrics are made of: of a run, or of one of its jobs. */
export interface MessageCounts {
  messages: number;
  bytesDelivered: number;
  firstPostNs: number;
  lastCompletionNs: number;
  /** When the first rank got its first and its last message. */
  firstReturnNs: number;
  lastReturnNs: number;
}

/** Messages of one of several jobs. */
export interface JobCounts extends MessageCounts {
  readonly job: RunJob;
  readonly latencies: LogHistogram;
  sumNs: number;
  minNs: number;
  maxNs: number;
}

/** Messages by job, where there are jobs. */
export interface JobTally {
  readonly list: readonly JobCounts[];
  /** By rank. */
  readonly of: Int32Array;
}

/** All zero; undefined where all ranks are one job. */
export function createJobTally(ranks: number, jobs: readonly RunJob[] | undefined): JobTally | undefined {
  if (jobs === undefined) return undefined;
  const of = new Int32Array(ranks);
  jobs.forEach((job, index) => { of.fill(index, job.firstRank, job.firstRank + job.ranks); });
  return {
    of, list: jobs.map((job): JobCounts => ({
      job, latencies: createLogHistogram(), sumNs: 0, minNs: Infinity, maxNs: 0, messages: 0, bytesDelivered: 0, firstPostNs: Infinity, lastCompletionNs: 0, firstReturnNs: Infinity, lastReturnNs: 0,
    })),
  };
}

/** Counts a message to rank `to`. */
export function countForJob({ list, of }: JobTally, to: number, bytes: number, postedNs: number, nowNs: number): void {
  const counts = list[of[to]];
  const ns = nowNs - postedNs;
  counts.messages++;
  counts.bytesDelivered += bytes;
  counts.sumNs += ns;
  if (ns < counts.minNs) counts.minNs = ns;
  if (ns > counts.maxNs) counts.maxNs = ns;
  countValue(counts.latencies, ns * 64);
  if (to === counts.job.firstRank) {
    if (nowNs < counts.firstReturnNs) counts.firstReturnNs = nowNs;
    counts.lastReturnNs = nowNs;
  }
  if (postedNs < counts.firstPostNs) counts.firstPostNs = postedNs;
  if (nowNs > counts.lastCompletionNs) counts.lastCompletionNs = nowNs;
}

/** Mean and 99th percentile of a job's latencies, ns, the latter to within 1.6 %; 0 without messages. */
export function latenciesOf({ latencies, messages, sumNs, minNs, maxNs }: JobCounts): { readonly meanNs: number; readonly p99Ns: number } {
  if (messages === 0) return { meanNs: 0, p99Ns: 0 };
  // The middle of a counter may lie outside of what occurred.
  return { meanNs: sumNs / messages, p99Ns: Math.min(maxNs, Math.max(minNs, quantile(latencies, 0.99) / 64)) };
}

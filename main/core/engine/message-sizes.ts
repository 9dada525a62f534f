import type { SizeTime } from '../contract/index.ts';
import { countValue, createLogHistogram, doublings, quantile, type LogHistogram } from './log-histogram.ts';

/** Messages whose sizes lie between two powers of two. */
interface SizeBin {
  readonly latencies: LogHistogram;
  messages: number;
  bytes: number;
  sumNs: number;
  minNs: number;
  maxNs: number;
}

/** By bin: 0 for messages without bytes, k for those of 2^(k-1) bytes and less than 2^k. */
export type MessageSizes = (SizeBin | undefined)[];

/** Counts a message that took `ns`. */
export function countSize(sizes: MessageSizes, bytes: number, ns: number): void {
  const at = bytes < 1 ? 0 : 1 + doublings(bytes);
  const bin = sizes[at] ??= { latencies: createLogHistogram(), messages: 0, bytes: 0, sumNs: 0, minNs: Infinity, maxNs: 0 };
  bin.messages++;
  bin.bytes += bytes;
  bin.sumNs += ns;
  if (ns < bin.minNs) bin.minNs = ns;
  if (ns > bin.maxNs) bin.maxNs = ns;
  countValue(bin.latencies, ns * 64);
}

/** The bins that have messages, smallest first. */
export function sizeTimes(sizes: MessageSizes): SizeTime[] {
  let below = 1;
  return Array.from(sizes, (bin, at): SizeTime | undefined => {
    const from = at === 0 ? 0 : below;
    if (at > 0) below *= 2;
    if (bin === undefined) return undefined;
    // The middle of a counter may lie outside of what occurred.
    const percentile = (share: number): number => Math.min(bin.maxNs, Math.max(bin.minNs, quantile(bin.latencies, share) / 64));
    return {
      fromBytes: from, belowBytes: below, messages: bin.messages, bytes: bin.bytes,
      minNs: bin.minNs, meanNs: bin.sumNs / bin.messages, p50Ns: percentile(0.5), p99Ns: percentile(0.99), maxNs: bin.maxNs,
    };
  }).filter((row) => row !== undefined);
}

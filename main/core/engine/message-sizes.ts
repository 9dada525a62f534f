import type { SizeTime } from '../contract/index.ts';
import { createLogHistogram, doublings, quantile, type LogHistogram } from './log-histogram.ts';
import type { MessageRow } from './statistics.ts';

/** By bin: 0 for messages without bytes, k for those of 2^(k-1) bytes and less than 2^k. */
export type SizeLatencies = (LogHistogram | undefined)[];

/** What counts the latencies of messages of about that many bytes. */
export function latenciesOf(sizes: SizeLatencies, bytes: number): LogHistogram {
  return (sizes[binOf(bytes)] ??= createLogHistogram());
}

function binOf(bytes: number): number {
  return bytes < 1 ? 0 : 1 + doublings(bytes);
}

/** The bins that have messages, smallest first. */
export function sizeTimes(sizes: SizeLatencies, rows: readonly MessageRow[]): SizeTime[] {
  let below = 1;
  return Array.from(sizes, (latencies, at): SizeTime | undefined => {
    const from = at === 0 ? 0 : below;
    if (at > 0) below *= 2;
    if (latencies === undefined) return undefined;
    const sum = { messages: 0, bytes: 0, ns: 0, minNs: Infinity, maxNs: 0 };
    for (const row of rows) {
      if (binOf(row.bytes) !== at) continue;
      sum.messages += row.messages;
      sum.bytes += row.messages * row.bytes;
      sum.ns += row.sumNs;
      sum.minNs = Math.min(sum.minNs, row.minNs);
      sum.maxNs = Math.max(sum.maxNs, row.maxNs);
    }
    // The middle of a counter may lie outside of what occurred.
    const percentile = (share: number): number => Math.min(sum.maxNs, Math.max(sum.minNs, quantile(latencies, share) / 64));
    return {
      fromBytes: from, belowBytes: below, messages: sum.messages, bytes: sum.bytes,
      minNs: sum.minNs, meanNs: sum.ns / sum.messages, p50Ns: percentile(0.5), p99Ns: percentile(0.99), maxNs: sum.maxNs,
    };
  }).filter((row) => row !== undefined);
}

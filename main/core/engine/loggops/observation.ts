import { countValue } from '../log-histogram.ts';
import { latenciesOf, type SizeLatencies } from '../message-sizes.ts';
import type { MessageRow } from '../statistics.ts';
import { addAt, addBothAt, createTimeBins, type TimeBins } from '../time-bins.ts';
import { loggopsId } from '../../contract/index.ts';
import type { Tally } from './tally.ts';

/** Latencies are counted in 1/64 ns, whole numbers up to this. */
const ticksPerNs = 64;
const mostTicks = 9_007_199_254_740_992;

/**
 * What messages took and who waited for whom, counted while a run goes on. The latency of a message is from when its sender's
 * processor takes it up to when its receive is over: posted, and all bytes taken in by the receiver's processor.
 */
export interface Observation {
  /** By operation that sends: its row, and its pair in the tally. */
  readonly rowOf: Int32Array;
  readonly pairOf: Int32Array;
  /** By size. Every rank of the model is a host of its own. */
  readonly rows: readonly MessageRow[];
  readonly sizes: SizeLatencies;
  /** Bytes, messages, and what these took, ns. */
  readonly throughput: TimeBins;
  /** By rank: idle before messages that no receive had asked for yet. It waited on, so this belongs to what it gets next. */
  readonly idleNs: Float64Array;
  /** By pair: how long the receiver waited for messages of the sender, and the sender for receives of the receiver. */
  readonly receiverWaitedNs: Float64Array;
  readonly senderWaitedNs: Float64Array;
}

/** Nothing has happened. */
export function createObservation({ sizes: ofSizes, rowOf, pairOf, pairs }: Tally, ranks: number): Observation {
  const sizes: SizeLatencies = [];
  return {
    rowOf, pairOf, sizes, throughput: createTimeBins(256, 3),
    rows: ofSizes.map((bytes) => ({ path: loggopsId, relation: 'other-host', bytes, latencies: latenciesOf(sizes, bytes), messages: 0, sumNs: 0, minNs: Infinity, maxNs: 0 })),
    idleNs: new Float64Array(ranks), receiverWaitedNs: new Float64Array(pairs), senderWaitedNs: new Float64Array(pairs),
  };
}

/** A message of the operation `send` was received at `endNs`, `ns` after its send began. */
export function sawMessage({ rows, rowOf, throughput }: Observation, send: number, ns: number, endNs: number): void {
  const row = rows[rowOf[send]];
  // LogGOPSim lets the last byte of an empty message take back time, which may be more than the message took.
  const latency = ns > 0 ? ns : 0;
  const end = endNs > 0 ? endNs : 0;
  row.messages++;
  row.sumNs += latency;
  if (latency < row.minNs) row.minNs = latency;
  if (latency > row.maxNs) row.maxNs = latency;
  countValue(row.latencies, Math.min(mostTicks, Math.round(latency * ticksPerNs)));
  addBothAt(throughput, end, row.bytes, 1);
  addAt(throughput, end, latency, 2);
}

/** A rank was idle before it took in a message, which its program had asked for or not. */
export function sawArrival({ idleNs, pairOf, receiverWaitedNs }: Observation, rank: number, send: number, ns: number, wanted: boolean): void {
  if (!wanted) {
    idleNs[rank] += ns;
    return;
  }
  receiverWaitedNs[pairOf[send]] += ns + idleNs[rank];
  idleNs[rank] = 0;
}

/** A rank was idle until the receive of what it sent was posted. */
export function sawRelease({ idleNs, pairOf, senderWaitedNs }: Observation, rank: number, send: number, ns: number): void {
  senderWaitedNs[pairOf[send]] += ns + idleNs[rank];
  idleNs[rank] = 0;
}

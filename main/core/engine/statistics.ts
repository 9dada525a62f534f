import { executors } from '@doorbell/sdk';
import type { Relation, TimelineSpan } from '../contract/index.ts';
import type { Profile } from './profile.ts';
import { rankState, waitedSoFar } from './cpu.ts';
import { extendFloat } from './items.ts';
import type { World } from './world.ts';

/** Longest timeline kept, spans in all. */
const longestTimeline = 4000;

/** Counters of a run. */
export interface Statistics {
  readonly stageRows: StageRow[];
  readonly rowByName: Map<string, number>;
  serviceNs: Float64Array;
  waitingNs: Float64Array;
  visits: Float64Array;
  busyNs: Float64Array;
  /** By executor, all visits. */
  readonly executorNs: Float64Array;
  /** By profile: one for each path, relation and size. */
  readonly messageRows: Map<Profile, MessageRow>;
  readonly traffic: Map<number, { messages: number; bytes: number }>;
  readonly spans: TimelineSpan[];
  /** By rank, waiting that has a peer by now, ns. */
  readonly waitedNs: Float64Array;
  /** By connection, ns that its receiver and its sender waited for the other. */
  receiverWaitedNs: Float64Array;
  senderWaitedNs: Float64Array;
  messages: number;
  segments: number;
  stageVisits: number;
  events: number;
  retransmissions: number;
  firstPostNs: number;
  /** When rank 0 got its first and its last message. */
  firstReturnNs: number;
  lastReturnNs: number;
  lastCompletionNs: number;
  bytesDelivered: number;
  crossing: number;
}

/** What a row of the stage table is about. */
export interface StageRow {
  readonly path: string;
  readonly relation: Relation;
  readonly side: 'sender' | 'receiver';
  readonly stage: string;
  readonly title: string;
  readonly executor: number;
}

/** Messages of one path, relation and size. */
export interface MessageRow {
  readonly path: string;
  readonly relation: Relation;
  readonly bytes: number;
  messages: number;
  sumNs: number;
  minNs: number;
  maxNs: number;
}

/** Waits that belong to no stage of a path; rows of these exist per path and relation. */
export const waits = {
  order: { stage: 'wait-order', title: 'Wait for earlier messages of the connection', side: 'sender' },
  window: { stage: 'wait-window', title: 'Wait for the window', side: 'sender' },
  receiver: { stage: 'wait-receiver', title: 'Wait for the receive to be posted', side: 'receiver' },
} as const;

/** All zero. */
export function createStatistics(ranks: number): Statistics {
  const zeros = (): Float64Array => new Float64Array(64);
  return {
    stageRows: [], rowByName: new Map(), serviceNs: zeros(), waitingNs: zeros(), visits: zeros(), busyNs: zeros(),
    executorNs: new Float64Array(executors.length), messageRows: new Map(), traffic: new Map(), spans: [], waitedNs: new Float64Array(ranks), receiverWaitedNs: zeros(), senderWaitedNs: zeros(), messages: 0, segments: 0,
    stageVisits: 0, events: 0, retransmissions: 0, firstPostNs: Infinity, firstReturnNs: Infinity, lastReturnNs: 0, lastCompletionNs: 0, bytesDelivered: 0, crossing: 0,
  };
}

/** Number of the row, made on first use. */
export function stageRow(statistics: Statistics, row: StageRow): number {
  const name = `${row.path}/${row.relation}/${row.side}/${row.stage}`;
  const known = statistics.rowByName.get(name);
  if (known !== undefined) return known;
  const number = statistics.stageRows.length;
  statistics.stageRows.push(row);
  statistics.rowByName.set(name, number);
  if (number >= statistics.visits.length) {
    for (const key of ['serviceNs', 'waitingNs', 'visits', 'busyNs'] as const) {
      const wider = new Float64Array(number * 2);
      wider.set(statistics[key]);
      statistics[key] = wider;
    }
  }
  return number;
}

/** Keeps a span of a rank's time while there is room. */
export function countSpan(statistics: Statistics, rank: number, state: number, fromNs: number, toNs: number): void {
  if (statistics.spans.length >= longestTimeline || toNs <= fromNs) return;
  if (state === rankState.compute) statistics.spans.push({ rank, kind: 'compute', fromNs, toNs });
  else if (state === rankState.overhead) statistics.spans.push({ rank, kind: 'overhead', fromNs, toNs });
  else if (state === rankState.waiting || state === rankState.stolen || state === rankState.stolenCompute) statistics.spans.push({ rank, kind: 'waiting', fromNs, toNs });
}

/** The rank's waiting up to now was for `message`, which it sent or received. */
export function countWait(world: World, rank: number, message: number, sent: boolean): void {
  const { statistics, cpu } = world;
  const waited = waitedSoFar(cpu, rank, world.now);
  const ns = waited - statistics.waitedNs[rank];
  if (ns === 0) return;
  statistics.waitedNs[rank] = waited;
  const connection = world.messages.connection[message];
  const key = sent ? 'senderWaitedNs' : 'receiverWaitedNs';
  if (connection >= statistics[key].length) statistics[key] = extendFloat(statistics[key], connection * 2);
  statistics[key][connection] += ns;
}

/** Counts one message from post to completion. */
export function countMessage(statistics: Statistics, profile: Profile, from: number, to: number, ranks: number, postedNs: number, nowNs: number): void {
  const ns = nowNs - postedNs;
  const kin = profile.kin ?? profile;
  let row = statistics.messageRows.get(kin);
  if (row === undefined) {
    row = { path: profile.path, relation: profile.relation, bytes: profile.bytes, messages: 0, sumNs: 0, minNs: ns, maxNs: ns };
    statistics.messageRows.set(kin, row);
  }
  row.messages++;
  row.sumNs += ns;
  if (ns < row.minNs) row.minNs = ns;
  if (ns > row.maxNs) row.maxNs = ns;
  const pair = from * ranks + to;
  const traffic = statistics.traffic.get(pair);
  if (traffic === undefined) statistics.traffic.set(pair, { messages: 1, bytes: profile.bytes });
  else {
    traffic.messages++;
    traffic.bytes += profile.bytes;
  }
  statistics.messages++;
  statistics.bytesDelivered += profile.bytes;
  if (profile.relation === 'other-host') statistics.crossing++;
  if (to === 0) {
    if (nowNs < statistics.firstReturnNs) statistics.firstReturnNs = nowNs;
    statistics.lastReturnNs = nowNs;
  }
  if (postedNs < statistics.firstPostNs) statistics.firstPostNs = postedNs;
  if (nowNs > statistics.lastCompletionNs) statistics.lastCompletionNs = nowNs;
}

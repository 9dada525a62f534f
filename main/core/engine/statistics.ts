import { executors } from '@doorbell/sdk';
import type { Relation, RunJob } from '../contract/index.ts';
import type { Connections } from './connections.ts';
import { countForJob, createJobTally, type JobTally, type MessageCounts } from './job-counts.ts';
import { countValue, type LogHistogram } from './log-histogram.ts';
import { latenciesOf, type SizeLatencies } from './message-sizes.ts';
import { inMessage } from './messages.ts';
import type { Profile } from './profile.ts';
import { addAt, addBothAt, createTimeBins, type TimeBins } from './time-bins.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { waitedSoFar } from './cpu.ts';
import { extendFloat } from './items.ts';
import type { World } from './world.ts';

/** Counters of a run. */
export interface Statistics extends MessageCounts {
  readonly stageRows: StageRow[];
  readonly rowByName: Map<string, number>;
  serviceNs: Float64Array;
  waitingNs: Float64Array;
  visits: Float64Array;
  busyNs: Float64Array;
  /** By executor, all visits. */
  readonly executorNs: Float64Array;
  /** By profile: one for each path, relation and size. */
  readonly messageRows: MessageRow[];
  readonly profiles: Profile[];
  readonly timeline: Timeline;
  readonly sizes: SizeLatencies;
  /** Bytes and messages completed, and perhaps what these took, ns. */
  readonly throughput: TimeBins;
  /** By rank, waiting when it last had a peer, ns; and the part of it that had one. */
  readonly waitedNs: Float64Array;
  readonly attributedNs: Float64Array;
  /** By connection, ns that its receiver and its sender waited for the other. */
  receiverWaitedNs: Float64Array;
  senderWaitedNs: Float64Array;
  /** Absent: all ranks are one job. */
  readonly jobs: JobTally | undefined;
  segments: number;
  stageVisits: number;
  events: number;
  retransmissions: number;
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
  /** Shared with messages of about the same size, 1/64 ns. */
  readonly latencies: LogHistogram;
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
  loss: { stage: 'wait-loss', title: 'Lost, and sent again after a timeout', side: 'sender' },
  /** Only in runs that move or stop VMs. */
  vm: { stage: 'wait-vm', title: 'Wait for a VM that is stopped or moves', side: 'sender' },
} as const;

/** All zero; `latencies`: those of messages are kept over time as well. */
export function createStatistics(ranks: number, latencies = false, jobs?: readonly RunJob[]): Statistics {
  const zeros = (): Float64Array => new Float64Array(64);
  return {
    stageRows: [], rowByName: new Map(), serviceNs: zeros(), waitingNs: zeros(), visits: zeros(), busyNs: zeros(),
    executorNs: new Float64Array(executors.length), messageRows: [], profiles: [], timeline: createTimeline(ranks), sizes: [], throughput: createTimeBins(256, latencies ? 3 : 2),
    waitedNs: new Float64Array(ranks), attributedNs: new Float64Array(ranks), receiverWaitedNs: zeros(), senderWaitedNs: zeros(), jobs: createJobTally(ranks, jobs), messages: 0, segments: 0,
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

/** Counts the visits of all that entered, which by the end of a run have passed every stage of their profile, and the steady service of all messages. */
export function countVisits(statistics: Statistics): void {
  for (const profile of statistics.profiles) {
    const { entered, delivered, steady } = profile;
    profile.entered = 0;
    profile.delivered = 0;
    for (let position = 0; steady !== undefined && position < profile.deliverAt; position++) statistics.serviceNs[steady.rows[position]] += delivered * steady.ns[position];
    statistics.stageVisits += entered * profile.stages.length;
    for (const { statistic, executor, ns } of profile.stages) {
      statistics.visits[statistic] += entered;
      if (ns <= 0) continue;
      statistics.busyNs[statistic] += entered * ns;
      statistics.executorNs[executor] += entered * ns;
    }
  }
}

/** The rank's waiting up to now was for `message`, which it sent or received. */
export function countWait(world: World, rank: number, message: number, sent: boolean): void {
  const { statistics, cpu } = world;
  const waited = waitedSoFar(cpu, rank, world.now);
  const ns = waited - statistics.waitedNs[rank];
  if (ns === 0) return;
  statistics.waitedNs[rank] = waited;
  statistics.attributedNs[rank] += ns;
  const connection = world.messages.int[message | inMessage.connection];
  const key = sent ? 'senderWaitedNs' : 'receiverWaitedNs';
  if (connection >= statistics[key].length) statistics[key] = extendFloat(statistics[key], connection * 2);
  statistics[key][connection] += ns;
}

/** Counts one message of `connection` from post to completion. */
export function countMessage(statistics: Statistics, connections: Connections, profile: Profile, connection: number, to: number, postedNs: number, nowNs: number): void {
  const ns = nowNs - postedNs;
  const kin = profile.kin ?? profile;
  let row = kin.row;
  if (row === undefined) {
    row = { path: profile.path, relation: profile.relation, bytes: profile.bytes, latencies: latenciesOf(statistics.sizes, profile.bytes), messages: 0, sumNs: 0, minNs: ns, maxNs: ns };
    kin.row = row;
    statistics.messageRows.push(row);
  }
  row.messages++;
  row.sumNs += ns;
  if (ns < row.minNs) row.minNs = ns;
  if (ns > row.maxNs) row.maxNs = ns;
  connections.counts[connection << 1]++;
  connections.counts[(connection << 1) | 1] += profile.bytes;
  countValue(row.latencies, ns * 64);
  addBothAt(statistics.throughput, nowNs, profile.bytes, 1);
  if (statistics.throughput.channels > 2) addAt(statistics.throughput, nowNs, ns, 2);
  statistics.messages++;
  statistics.bytesDelivered += profile.bytes;
  if (profile.relation === 'other-host') statistics.crossing++;
  if (to === 0) {
    if (nowNs < statistics.firstReturnNs) statistics.firstReturnNs = nowNs;
    statistics.lastReturnNs = nowNs;
  }
  if (postedNs < statistics.firstPostNs) statistics.firstPostNs = postedNs;
  if (nowNs > statistics.lastCompletionNs) statistics.lastCompletionNs = nowNs;
  if (statistics.jobs !== undefined) countForJob(statistics.jobs, to, profile.bytes, postedNs, nowNs);
}

import { assignChannels } from '../channels.ts';
import type { LoggopsParameters } from '../parameters.ts';
import { opKind, stepKind, type LoggopsProgram, type LoopFlow } from '../program.ts';
import { layout, place } from './layout.ts';

/** Buckets of the ring of turns: a power of two, as many as hosts, so that each holds few turns however many hosts there are. */
const fewestBuckets = 1024;
const mostBuckets = 1 << 20;

/**
 * Everything that a run changes, as arrays over hosts, messages, operations and buckets. Functions take it as an argument: closures over
 * their own variables lose the compiler's specialisation as soon as a process makes the second one.
 */
export interface SingleState {
  readonly program: LoggopsProgram;
  readonly parameters: LoggopsParameters;
  /** Records of hosts; both views are of one buffer. */
  readonly hosts: Float64Array;
  readonly hostWholes: Int32Array;
  /** Records of messages under way, waiting or unexpected; number 0 is none. */
  messages: Float64Array;
  messageWholes: Int32Array;
  freeMessage: number;
  /** Messages under way in order of arrival: all take as long, so that the last sent is the last to arrive. */
  firstUnderWay: number;
  lastUnderWay: number;
  sent: number;
  /** What `layout` calls shared. */
  readonly numbers: Float64Array;

  /** Of each operation: the channel of its (sender, receiver, tag), or -1 where lists are searched. */
  readonly channelOf: Int32Array;
  /** Of a channel: 0, or the first posted receive plus 1, or minus the first unexpected message; and the last of them. */
  readonly channelFirst: Int32Array;
  readonly channelLast: Int32Array;
  /** Of a posted receive: the next one plus 1. */
  readonly link: Int32Array;
  /** Where lists are searched, by host: posted receives (plus 1) and unexpected messages. */
  readonly posted: Int32Array;
  readonly lastPosted: Int32Array;
  readonly unexpected: Int32Array;
  readonly lastUnexpected: Int32Array;

  /** Turns of hosts: a ring of buckets, each a list in order. */
  readonly bucketFirst: Int32Array;
  readonly bucketLast: Int32Array;
  /** Bits of used buckets, and behind them bits of words that are not 0. */
  readonly used: Int32Array;
  topHost: number;
  /** What does not fit into the ring: a 4-ary heap. */
  heapLength: number;
  heapTimes: Float64Array;
  heapOrders: Float64Array;
  heapHosts: Int32Array;
  farPushes: number;
  crowdedPushes: number;

  /** Of loops: records of steps, behind those of each rank one for its end. */
  readonly steps: Int32Array;
  /** Of a graph: for how many others each operation waits. */
  readonly waitsFor: Int32Array;
  /** Operations that became ready and were not taken yet. */
  ready: Int32Array;
  readyCount: number;
  spare: Int32Array;
  /** Runs behind those in the records of hosts, by host and kind: the first and the last; 0 is none. */
  readonly moreRuns: Int32Array;
  readonly lastRuns: Int32Array;
  runOperation: Int32Array;
  runCount: Int32Array;
  runOrder: Float64Array;
  runTime: Float64Array;
  runNext: Int32Array;
  freeRun: number;
}

/** Nothing has happened. */
export function createState(program: LoggopsProgram, parameters: LoggopsParameters): SingleState {
  const { ranks, kind, flow } = program;
  const channels = assignChannels(program);
  const searched = channels.searching ? ranks : 0;
  const graph = flow.kind === 'graph';
  const memory = new ArrayBuffer(ranks << (layout.hostNumbers + 3));
  const numbers = new Float64Array(8);
  numbers[layout.topTime] = numbers[layout.heapTime] = Infinity;
  let buckets = fewestBuckets;
  while (buckets < ranks && buckets < mostBuckets) buckets *= 2;
  // At first: 64 ns for 1,024 hosts or fewer, 1 ns for 65,536.
  numbers[layout.perNs] = Math.min(1, buckets / 65_536);
  const state: SingleState = {
    program, parameters, hosts: new Float64Array(memory), hostWholes: new Int32Array(memory),
    messages: new Float64Array(0), messageWholes: new Int32Array(0), freeMessage: 0, firstUnderWay: 0, lastUnderWay: 0, sent: 0, numbers,
    channelOf: channels.of, channelFirst: new Int32Array(channels.count), channelLast: new Int32Array(channels.count), link: new Int32Array(kind.length),
    posted: new Int32Array(searched), lastPosted: new Int32Array(searched), unexpected: new Int32Array(searched), lastUnexpected: new Int32Array(searched),
    bucketFirst: new Int32Array(buckets).fill(-1), bucketLast: new Int32Array(buckets), used: new Int32Array((buckets >> 5) + (buckets >> 10)), topHost: -1,
    heapLength: 0, heapTimes: new Float64Array(64), heapOrders: new Float64Array(64), heapHosts: new Int32Array(64), farPushes: 0, crowdedPushes: 0,
    steps: graph ? new Int32Array(0) : stepsOf(ranks, kind, flow),
    waitsFor: graph ? flow.waitsFor.slice() : new Int32Array(0), ready: new Int32Array(64), readyCount: 0, spare: new Int32Array(64),
    moreRuns: new Int32Array(graph ? ranks * 3 : 0), lastRuns: new Int32Array(graph ? ranks * 3 : 0),
    runOperation: new Int32Array(0), runCount: new Int32Array(0), runOrder: new Float64Array(0), runTime: new Float64Array(0), runNext: new Int32Array(0), freeRun: 0,
  };
  growMessages(state, 1024);
  for (let host = 0; host < ranks; host++) state.hostWholes[(host << layout.hostWholes) + layout.turnPlace] = place.none;
  return state;
}

function stepsOf(ranks: number, kind: Uint8Array, { stepStart, stepKind: kinds, first, second }: LoopFlow): Int32Array {
  const { stepWholes, stepFirst, stepSends, stepReceives, stepCount, stepSendsOfRepeat, stepSendsAtEnd } = layout;
  const steps = new Int32Array((stepStart[ranks] + ranks) << stepWholes);
  for (let rank = 0; rank < ranks; rank++) {
    for (let step = stepStart[rank]; step < stepStart[rank + 1]; step++) {
      const at = (step + rank) << stepWholes;
      if (kinds[step] === stepKind.repeat) {
        steps[at + stepFirst] = (first[step] + rank) << stepWholes;
        steps[at + stepSends] = stepSendsOfRepeat;
        steps[at + stepCount] = second[step];
        continue;
      }
      steps[at + stepFirst] = first[step];
      steps[at + stepCount] = second[step] - first[step];
      for (let i = first[step]; i < second[step]; i++) {
        if (kind[i] === opKind.send) steps[at + stepSends]++;
        else if (kind[i] === opKind.receive) steps[at + stepReceives]++;
      }
    }
    steps[((stepStart[rank + 1] + rank) << stepWholes) + stepSends] = stepSendsAtEnd;
  }
  return steps;
}

/** Room for so many messages; called when none is free. */
export function growMessages(state: SingleState, size: number): void {
  const before = state.messageWholes.length >> layout.messageWholes;
  const memory = new ArrayBuffer(size << (layout.messageNumbers + 3));
  const old = state.messages;
  state.messages = new Float64Array(memory);
  state.messageWholes = new Int32Array(memory);
  state.messages.set(old);
  for (let message = size - 1; message >= Math.max(1, before); message--) {
    state.messageWholes[(message << layout.messageWholes) + layout.next] = state.freeMessage;
    state.freeMessage = message;
  }
}

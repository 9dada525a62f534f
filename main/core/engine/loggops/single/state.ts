import { assignChannels } from '../channels.ts';
import type { LoggopsParameters } from '../parameters.ts';
import { opKind, type GraphFlow, type LoggopsProgram, type LoopFlow } from '../program.ts';
import { layout, place } from './layout.ts';

/** Buckets of the ring of turns: 32 words of 32 bits say which are used, and one word which words are. */
export const buckets = 1024;

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
  operations: number;
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
  /** Bits of used buckets; the last word says which words are not 0. */
  readonly used: Int32Array;
  topHost: number;
  /** Nanoseconds of a bucket, a power of two. */
  width: number;
  /** What does not fit into the ring: a 4-ary heap. */
  heapLength: number;
  heapTimes: Float64Array;
  heapOrders: Float64Array;
  heapHosts: Int32Array;
  farPushes: number;
  crowdedPushes: number;

  readonly flow: GraphFlow | LoopFlow;
  readonly loops: LoopFlow | undefined;
  /** Of a step that is a phase: how many of its operations send and receive. */
  readonly phaseSends: Int32Array;
  readonly phaseReceives: Int32Array;
  readonly repeated: Int32Array;
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
  const loops = graph ? undefined : flow;
  const state: SingleState = {
    program, parameters, hosts: new Float64Array(memory), hostWholes: new Int32Array(memory),
    messages: new Float64Array(0), messageWholes: new Int32Array(0), freeMessage: 0, firstUnderWay: 0, lastUnderWay: 0, sent: 0, operations: 0, numbers,
    channelOf: channels.of, channelFirst: new Int32Array(channels.count), channelLast: new Int32Array(channels.count), link: new Int32Array(kind.length),
    posted: new Int32Array(searched), lastPosted: new Int32Array(searched), unexpected: new Int32Array(searched), lastUnexpected: new Int32Array(searched),
    bucketFirst: new Int32Array(buckets).fill(-1), bucketLast: new Int32Array(buckets), used: new Int32Array(33), topHost: -1, width: 64,
    heapLength: 0, heapTimes: new Float64Array(64), heapOrders: new Float64Array(64), heapHosts: new Int32Array(64), farPushes: 0, crowdedPushes: 0,
    flow, loops, ...phases(kind, loops), repeated: new Int32Array(loops?.stepKind.length ?? 0),
    waitsFor: graph ? flow.waitsFor.slice() : new Int32Array(0), ready: new Int32Array(64), readyCount: 0, spare: new Int32Array(64),
    moreRuns: new Int32Array(graph ? ranks * 3 : 0), lastRuns: new Int32Array(graph ? ranks * 3 : 0),
    runOperation: new Int32Array(0), runCount: new Int32Array(0), runOrder: new Float64Array(0), runTime: new Float64Array(0), runNext: new Int32Array(0), freeRun: 0,
  };
  growMessages(state, 1024);
  for (let host = 0; host < ranks; host++) state.hostWholes[(host << layout.hostWholes) + layout.turnPlace] = place.none;
  return state;
}

function phases(kind: Uint8Array, loops: LoopFlow | undefined) {
  const steps = loops?.stepKind.length ?? 0;
  const phaseSends = new Int32Array(steps);
  const phaseReceives = new Int32Array(steps);
  if (loops !== undefined) {
    for (let step = 0; step < steps; step++) {
      if (loops.stepKind[step] !== 0) continue;
      for (let i = loops.first[step]; i < loops.second[step]; i++) {
        if (kind[i] === opKind.send) phaseSends[step]++;
        else if (kind[i] === opKind.receive) phaseReceives[step]++;
      }
    }
  }
  return { phaseSends, phaseReceives };
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

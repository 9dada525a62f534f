import { extend, extendFloat } from '../items.ts';
import type { Profile } from '../profile.ts';
import type { Schedule } from '../schedules.ts';
import type { MessageRow } from '../statistics.ts';
import { toTicks } from '../time.ts';
import type { World } from '../world.ts';
import { inPair, inRank } from './layout.ts';
import { createVectors, inVector, takeVector, type Vectors } from './vectors.ts';

/** A profile as numbers; by its number in {@link PlainState}. */
export interface PlainProfile {
  readonly profile: Profile;
  /** Step at position 0, and how many stages. */
  readonly steps: number;
  readonly stages: number;
  readonly deliverAt: number;
  readonly localDoneAt: number;
  readonly bytes: number;
  /** Rows of waits outside of stages. */
  readonly orderRow: number;
  readonly receiverRow: number;
  /** Rows and usual ns of the stages. */
  readonly rows: Int32Array;
  readonly ns: Float64Array;
  /** Places in vectors of the critical path: how many messages it followed to their sender and to their receiver. */
  sentPlace: number;
  receivedPlace: number;
  /** Positions of work that the library does, as bits. */
  readonly userWork: number;
  /** Row of the messages' table, from the first one on. */
  row: MessageRow | undefined;
  messages: number;
  sumNs: number;
  minNs: number;
  maxNs: number;
  entered: number;
}

/** All that changes while a plain run goes on, beside the parts of the world that it shares with other runs. */
export interface PlainState {
  readonly world: World;
  readonly ranks: number;
  now: number;
  /** Something came up that this kernel does not know: the run has to begin anew with the other one. */
  gaveUp: boolean;
  /** Rank whose event is handled, so that it decides itself what comes next, and the message whose work it just ended; -1: none. */
  serving: number;
  finishing: number;
  /** The least that any pair's library keeps for messages that nobody asked for. */
  fewestUnexpectedBytes: number;
  readonly asynchronous: boolean;
  readonly blocking: boolean;
  readonly wakeUpNs: number;
  /** Records of {@link inRank}. */
  readonly rank: Int32Array;
  readonly rankNs: Float64Array;
  /** By rank: what is looked at seldom. */
  readonly coreSince: Float64Array;
  readonly coreBusyNs: Float64Array;
  readonly coreTurns: Float64Array;
  readonly attributedNs: Float64Array;
  readonly returnTo: Int32Array;
  readonly programLoops: Int32Array;
  readonly shown: Uint8Array;
  /** Records of {@link inMessage}. */
  message: Int32Array;
  messageNs: Float64Array;
  /** Records that some rank has, and those in use. */
  messages: number;
  messagesInUse: number;
  /** ns waited beyond the first few times, and service beside the usual by position: as many for each message as its record has integers. Only where a bit of the message says so. */
  waits: Float64Array;
  moves: Float64Array;
  /** Records of {@link inPair} and of {@link inPairNs}, and their numbers by hash, open addressing. */
  pair: Int32Array;
  pairNs: Float64Array;
  pairs: number;
  pairTable: Int32Array;
  /** By pair, messages that came past an earlier one of it. */
  readonly early: Map<number, number[]>;
  /** Records of {@link inRequest}. */
  request: Int32Array;
  requestBytes: Float64Array;
  requests: number;
  requestsInUse: number;
  /** Records of {@link inInstruction}. */
  instruction: Int32Array;
  instructionNs: Float64Array;
  instructions: number;
  /** Counters of loops, and lists of handles. */
  loops: Float64Array;
  loopsUsed: number;
  list: Int32Array;
  listUsed: number;
  /** Of varied compute phases; -1: exponential. */
  readonly spreads: number[];
  /** Of collectives: first instruction and first counter. */
  readonly schedules: Map<Schedule, { readonly first: number; readonly loops: number }>;
  /** Records of {@link inStep}, and two times each, ns: its service, or what a signal to one asleep takes; the delays behind a line, or how long one who works stays awake. */
  step: Int32Array;
  stepNs: Float64Array;
  steps: number;
  /** Instances of lines that are not evenly spaced. */
  instances: Int32Array;
  readonly instanceLists: Map<Int32Array, number>;
  /** All ranks: what resources tell apart that give each rank its turn. */
  readonly rankNumbers: Int32Array;
  readonly profiles: PlainProfile[];
  /** By number of the run's profile. */
  readonly numbers: Map<number, number>;
  /** Messages completed in the present interval of the throughput over time, which `atNs` lies in. */
  readonly recent: { atNs: number; untilNs: number; bytes: number; messages: number };
  /** Vectors of the critical path, as long as it is followed. */
  readonly vectors: Vectors;
  follows: boolean;
  readonly calls: UpCalls;
}

/** Calls that go up a layer: stages know nothing of messages, messages nothing of programs. */
export interface UpCalls {
  /** A message is through a watched position. */
  passed(state: PlainState, message: number, position: number): void;
  /** A message's send buffer is free. */
  sent(state: PlainState, message: number): void;
  /** A receive request is complete: it got `message`. */
  received(state: PlainState, request: number, message: number): void;
}

/** All ranks at time 0, nothing under way. */
export function createPlainState(world: World, calls: UpCalls): PlainState {
  const { ranks: count } = world.topology;
  const { input } = world;
  const rank = new Int32Array(count * 64);
  const rankNs = new Float64Array(rank.buffer);
  const vectors = createVectors();
  const origin = takeVector(vectors);
  vectors.values[origin * vectors.stride + inVector.hop] = -1;
  vectors.int[origin * vectors.stride * 2 + inVector.owner] = -1;
  vectors.int[origin * vectors.stride * 2 + inVector.references] = count + 1;
  const asynchronous = input.mpi.progress === 'asynchronous';
  for (let r = 0; r < count; r++) {
    for (const key of ['waitsOn', 'copying', 'item', 'kernelHead', 'kernelTail', 'userHead', 'userTail', 'freeMessage', 'freeRequest'] as const) rank[(r << 6) | inRank[key]] = -1;
    rank[(r << 6) | inRank.inCall] = asynchronous ? 1 : 0;
    rank[(r << 6) | inRank.vector] = origin;
    rankNs[(r << 5) | inRank.lastEnd] = -1e15;
  }
  const state: PlainState = {
    world, ranks: count, now: 0, gaveUp: false, serving: -1, finishing: -1, fewestUnexpectedBytes: Infinity, asynchronous, blocking: input.mpi.waiting === 'block', wakeUpNs: toTicks(input.mpi.wakeUpNs), rank, rankNs,
    coreSince: new Float64Array(count), coreBusyNs: new Float64Array(count), coreTurns: new Float64Array(count), attributedNs: new Float64Array(count),
    returnTo: new Int32Array(count), programLoops: new Int32Array(count),
    shown: world.statistics.timeline.shown,
    message: new Int32Array(0), messageNs: new Float64Array(0), messages: 0, messagesInUse: 0, waits: new Float64Array(0), moves: new Float64Array(0),
    pair: new Int32Array(64 * 16), pairNs: new Float64Array(64 * 8), pairs: 0, pairTable: new Int32Array(128).fill(-1),
    early: new Map(), request: new Int32Array(0), requestBytes: new Float64Array(0), requests: 0, requestsInUse: 0,
    instruction: new Int32Array(0), instructionNs: new Float64Array(0), instructions: 0, loops: new Float64Array(64), loopsUsed: 0, list: new Int32Array(64), listUsed: 0, spreads: [], schedules: new Map(),
    step: new Int32Array(0), stepNs: new Float64Array(0), steps: 0, instances: new Int32Array(0), instanceLists: new Map(), rankNumbers: Int32Array.from({ length: count }, (_, r) => r), profiles: [], numbers: new Map(), recent: { atNs: 0, untilNs: 0, bytes: 0, messages: 0 }, vectors, follows: true, calls,
  };
  return state;
}

/** The pair of two ranks, made on first use. */
export function pairOf(state: PlainState, from: number, to: number): number {
  const { pair, pairTable } = state;
  let slot = hash(from, to) & (pairTable.length - 1);
  for (let p = pairTable[slot]; p >= 0; p = pairTable[slot]) {
    if (pair[p | inPair.from] === from && pair[p | inPair.to] === to) return p;
    slot = (slot + 1) & (pairTable.length - 1);
  }
  return openPair(state, from, to);
}

function openPair(state: PlainState, from: number, to: number): number {
  const p = state.pairs++ << 4;
  if (p === state.pair.length) {
    state.pair = extend(state.pair, p * 2);
    state.pairNs = extendFloat(state.pairNs, p);
    state.pairTable = new Int32Array((p >> 4) * 4).fill(-1);
    for (let known = 0; known < p; known += 16) enlist(state, known);
  }
  const { pair } = state;
  pair[p | inPair.from] = from;
  pair[p | inPair.to] = to;
  for (const key of ['profile', 'head', 'tail', 'receives', 'lastReceive', 'kept', 'lastKept'] as const) pair[p | inPair[key]] = -1;
  enlist(state, p);
  return p;
}

function enlist({ pair, pairTable }: PlainState, p: number): void {
  let slot = hash(pair[p | inPair.from], pair[p | inPair.to]) & (pairTable.length - 1);
  while (pairTable[slot] >= 0) slot = (slot + 1) & (pairTable.length - 1);
  pairTable[slot] = p;
}

function hash(from: number, to: number): number {
  let h = Math.imul(from, 0x9e3779b1) + Math.imul(to, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

import { addParts, walkBack } from './attribution.ts';
import { inEntity, spentSoFar } from './cpu.ts';
import { extend, extendFloat, inItem } from './items.ts';
import { inMessage } from './messages.ts';
import { category, copyVector, createPathVectors, dropVector, firstRow, takeVector, widenVectors, type PathVectors } from './path-vectors.ts';
import type { World } from './world.ts';

/** Messages of critical paths that are remembered, of all ranks (judgement: those of the last second of most runs). */
const longestHops = 1 << 16;

/**
 * The critical path without a history: every rank carries a vector that explains its time up to its last program point.
 * A rank whose wait is ended by a message takes over the vector that the sender had when it posted, plus the message's
 * parts from the post to the completion. The vector of the rank that ends last explains the run.
 *
 * A message may have waited for its receiver or for a rank to come back into the MPI library. Ranks leave their vectors
 * with such messages as *turns*: there the path turns from the message to the rank that came late.
 */
export interface CriticalPaths {
  on: boolean;
  readonly vectors: PathVectors;
  /** By rank. */
  readonly current: Int32Array;
  /** Rank × 6: compute, overhead, waiting, stolen, start and paused time that its vector knows of. */
  readonly known: Float64Array;
  readonly spent: Float64Array;
  readonly turns: Turns;
  readonly hops: Hops;
}

/** Vectors of ranks that a message waited for, newest first. */
export interface Turns {
  vector: Int32Array;
  older: Int32Array;
  free: number;
}

/** The newest hops, in a ring by number. */
export interface Hops {
  /** Records of {@link inHop}, 4 floats each, and the same memory as integers. */
  ns: Float64Array;
  int: Int32Array;
  count: number;
}

/** Where a hop's values stand in its record: ranks as integers, then when it began and ended, and the number of the one before. */
export const inHop = { from: 0, to: 1, fromNs: 1, toNs: 2, previous: 3 } as const;

/** All ranks at time 0. */
export function createCriticalPaths(ranks: number): CriticalPaths {
  const vectors = createPathVectors();
  const origin = takeVector(vectors);
  vectors.hop[origin] = -1;
  vectors.owner[origin] = -1;
  vectors.references[origin] = ranks + 1;
  return {
    on: true, vectors, current: new Int32Array(ranks).fill(origin), known: new Float64Array(ranks * 6), spent: new Float64Array(6),
    turns: { vector: new Int32Array(0), older: new Int32Array(0), free: -1 },
    hops: { ns: new Float64Array(0), int: new Int32Array(0), count: 0 },
  };
}

/** The rank is at a program point: what it did since the last one is on its path. */
export function explainOwn(world: World, rank: number): void {
  const { paths, cpu } = world;
  const { vectors, known, spent, current } = paths;
  if (!paths.on || (vectors.atNs[current[rank]] === world.now && vectors.owner[current[rank]] === rank)) return;
  if (vectors.references[current[rank]] > 1) {
    const copy = copyVector(vectors, current[rank]);
    if (copy < 0) return giveUp(paths);
    dropVector(vectors, current[rank]);
    current[rank] = copy;
  }
  const vector = current[rank];
  const at = vector * vectors.stride;
  const { values } = vectors;
  const from = rank * 6;
  spentSoFar(cpu, rank, world.now, spent);
  values[at + category.compute] += spent[0] - known[from];
  values[at + (world.ranks.waking[rank] === 1 ? category.wakeUp : category.overhead)] += spent[1] - known[from + 1];
  // Before its start a rank may have had work for others, which ends in the state of waiting.
  values[at + (vectors.owner[vector] === rank ? category.other : category.start)] += spent[2] - known[from + 2];
  values[at + category.stolen] += spent[3] - known[from + 3];
  values[at + category.start] += spent[4] - known[from + 4];
  values[at + category.paused] += spent[5] - known[from + 5];
  for (let i = 0; i < 6; i++) known[from + i] = spent[i];
  vectors.atNs[vector] = world.now;
  vectors.owner[vector] = rank;
}

/** Message `m` of `rank` is posted at one of its program points. */
export function postOnPath(world: World, m: number, rank: number): void {
  const { paths } = world;
  if (!paths.on) return;
  explainOwn(world, rank);
  const vector = paths.current[rank];
  const { messages } = world;
  paths.vectors.references[vector]++;
  messages.int[m | inMessage.posted] = vector;
  messages.int[m | inMessage.turn] = -1;
}

/** What message `m` waited for is that `rank` came to this program point. */
export function turnPath(world: World, m: number, rank: number): void {
  const { paths, messages } = world;
  if (!paths.on) return;
  explainOwn(world, rank);
  const { turns, vectors } = paths;
  if (messages.int[m | inMessage.turn] >= 0 && turns.vector[messages.int[m | inMessage.turn]] === paths.current[rank]) return;
  const turn = takeTurn(turns);
  turns.vector[turn] = paths.current[rank];
  vectors.references[paths.current[rank]]++;
  turns.older[turn] = messages.int[m | inMessage.turn];
  messages.int[m | inMessage.turn] = turn;
}

/** The rank comes back into the library: segments that waited for it turn the path to it. */
export function turnWaitingSegments(world: World, rank: number): void {
  const { cpu, items } = world;
  for (let item = cpu.int[(rank << 5) | inEntity.userHead]; item >= 0; item = items.int[item | inItem.next]) turnPath(world, items.int[item | inItem.message], rank);
}

/**
 * The rank waited, and now message `m` ended that: `slot` left `position` at this moment or, where it was received, before.
 * `last`: nobody else will follow the message.
 */
export function followMessage(world: World, rank: number, m: number, slot: number, position: number, last: boolean): void {
  const { paths, messages, marks, statistics, cpu } = world;
  const { vectors, known, spent, current } = paths;
  if (!paths.on || vectors.atNs[current[rank]] === world.now) return;
  if (vectors.rows < statistics.stageRows.length && !widenVectors(vectors, statistics.stageRows.length)) return giveUp(paths);
  const data = messages.profiles[messages.int[m | inMessage.profile]];
  const ended = marks.arrived[messages.int[m | inMessage.block] + slot * messages.int[m | inMessage.stride] + position + 1];
  const turn = walkBack(world, m, slot, position, messages.int[m | inMessage.turn]);
  const source = turn >= 0 ? paths.turns.vector[turn] : messages.int[m | inMessage.posted];
  const owner = vectors.owner[source];
  const sinceNs = vectors.atNs[source];
  // A message that nobody needs the vector of any more hands it over as it is.
  const own = turn < 0 && last && vectors.references[source] === 1;
  const vector = own ? source : copyVector(vectors, source);
  if (vector < 0) return giveUp(paths);
  if (own) messages.int[m | inMessage.posted] = -1;
  const { values, rows } = vectors;
  const service = vector * vectors.stride + firstRow;
  addParts(world.walk, values, service, values, service + rows);
  // Complete only when an earlier message of the connection had come in.
  if (ended < world.now) values[service + rows + data.waits.order] += world.now - ended;
  if (owner !== rank) {
    vectors.hop[vector] = addHop(paths.hops, owner, rank, sinceNs, world.now, vectors.hop[source]);
    vectors.hops[vector]++;
  }
  vectors.atNs[vector] = world.now;
  vectors.owner[vector] = rank;
  dropVector(vectors, current[rank]);
  current[rank] = vector;
  spentSoFar(cpu, rank, world.now, spent);
  for (let i = 0; i < 6; i++) known[rank * 6 + i] = spent[i];
}

/** Nothing of message `m` is needed any more. */
export function forgetOnPath(world: World, m: number): void {
  const { paths, messages } = world;
  if (!paths.on) return;
  const { turns, vectors } = paths;
  const posted = messages.int[m | inMessage.posted];
  if (posted >= 0) dropVector(vectors, posted);
  for (let turn = messages.int[m | inMessage.turn]; turn >= 0;) {
    const older = turns.older[turn];
    dropVector(vectors, turns.vector[turn]);
    turns.older[turn] = turns.free;
    turns.free = turn;
    turn = older;
  }
  messages.int[m | inMessage.turn] = -1;
}

/** Number of a new hop. */
export function addHop(hops: Hops, from: number, to: number, fromNs: number, toNs: number, previous: number): number {
  const size = hops.ns.length >> 2;
  if (hops.count === size && size < longestHops) {
    hops.ns = extendFloat(hops.ns, Math.max(256, size * 4) * 4);
    hops.int = new Int32Array(hops.ns.buffer);
  }
  const number = hops.count++;
  // Sizes are powers of two.
  const at = (number & ((hops.ns.length >> 2) - 1)) << 2;
  hops.int[(at << 1) | inHop.from] = from;
  hops.int[(at << 1) | inHop.to] = to;
  hops.ns[at | inHop.fromNs] = fromNs;
  hops.ns[at | inHop.toNs] = toNs;
  hops.ns[at | inHop.previous] = previous;
  return number;
}

/** A turn that the caller fills in. */
export function takeTurn(turns: Turns): number {
  if (turns.free < 0) growTurns(turns);
  const turn = turns.free;
  turns.free = turns.older[turn];
  return turn;
}

function growTurns(turns: Turns): void {
  const before = turns.vector.length;
  const size = Math.max(64, before * 2);
  turns.vector = extend(turns.vector, size);
  turns.older = extend(turns.older, size);
  for (let t = size - 1; t >= before; t--) {
    turns.older[t] = turns.free;
    turns.free = t;
  }
}

/** Frees what it can; the run goes on without a critical path. */
function giveUp(paths: CriticalPaths): void {
  paths.on = false;
  paths.vectors.values = new Float64Array(0);
}

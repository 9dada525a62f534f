import { extend, extendFloat } from '../items.ts';
import { copyFloats } from '../path-vectors.ts';

/**
 * Where values stand in the record of a vector of the critical path: as `path-vectors` has them, but only with what came up so far, and
 * usual service counted once for a whole message instead of stage by stage. Most runs have a cache line or two for each.
 */
export const inVector = {
  /** Integers. */
  references: 0,
  owner: 1,
  next: 2,
  /** Floats, from here on: time that it explains, number of the last hop before it and how many there were; then ns. */
  atNs: 2,
  hop: 3,
  hops: 4,
  compute: 5,
  overhead: 6,
  start: 7,
  wakeUp: 8,
  other: 9,
  /** What came up, one after the other. */
  further: 10,
} as const;

/** Floats that all vectors together may have, 128 MiB; beyond it the critical path is given up (judgement): of narrower vectors, so later than by the other kernel. */
const mostFloats = 1 << 24;

/** Vectors with reference counts: who wants to change a shared one takes a copy. */
export interface Vectors {
  /** Floats of a record. */
  stride: number;
  values: Float64Array;
  int: Int32Array;
  free: number;
  count: number;
  /** By row of the stage statistics: where its waiting and its service beside the usual one stand in a record; 0: they have not come up. */
  waiting: Int32Array;
  service: Int32Array;
  used: number;
}

/** No vectors. */
export function createVectors(): Vectors {
  const values = new Float64Array(16 * 16);
  const vectors: Vectors = { stride: 16, values, int: new Int32Array(values.buffer), free: -1, count: 0, waiting: new Int32Array(64), service: new Int32Array(64), used: inVector.further };
  extendFree(vectors, 16);
  return vectors;
}

/** A vector with one reference and whatever it held before; -1 when there is no room for it. */
export function takeVector(vectors: Vectors): number {
  if (vectors.free < 0 && !grow(vectors)) return -1;
  const vector = vectors.free;
  const at = vector * vectors.stride * 2;
  vectors.free = vectors.int[at + inVector.next];
  vectors.int[at + inVector.references] = 1;
  return vector;
}

/** A copy of `source` with one reference and no owner; -1 when there is no room for it. */
export function copyVector(vectors: Vectors, source: number): number {
  const copy = takeVector(vectors);
  if (copy < 0) return -1;
  const { stride, values } = vectors;
  const to = copy * stride;
  const from = source * stride;
  // The first two are the copy's own integers.
  for (let i = 2; i < 8; i++) values[to + i] = values[from + i];
  copyFloats(values, to + 8, from + 8, stride - 8);
  return copy;
}

/** Gives one reference back. */
export function dropVector(vectors: Vectors, vector: number): void {
  const at = vector * vectors.stride * 2;
  if (--vectors.int[at + inVector.references] > 0) return;
  vectors.int[at + inVector.next] = vectors.free;
  vectors.free = vector;
}

/** Where a row's value stands; it may come up for the first time, and records get longer. Call it before places are computed. */
export function placeOf(vectors: Vectors, kind: 'waiting' | 'service', row: number): number {
  if (row >= vectors[kind].length) vectors[kind] = extend(vectors[kind], row * 2);
  const known = vectors[kind][row];
  if (known > 0) return known;
  return (vectors[kind][row] = newPlace(vectors));
}

/** A further place in all records. */
export function newPlace(vectors: Vectors): number {
  const place = vectors.used++;
  if (vectors.used <= vectors.stride) return place;
  const { stride, values, count } = vectors;
  const wider = new Float64Array(count * (stride + 8));
  const from = vectors.int;
  const int = new Int32Array(wider.buffer);
  for (let vector = 0; vector < count; vector++) {
    wider.set(values.subarray(vector * stride + 2, (vector + 1) * stride), vector * (stride + 8) + 2);
    int.set(from.subarray(vector * stride * 2, vector * stride * 2 + 4), vector * (stride + 8) * 2);
  }
  vectors.stride = stride + 8;
  vectors.values = wider;
  vectors.int = int;
  return place;
}

/** What a record says at a place, 0 for one that it has not. */
export function valueAt({ values, stride }: Vectors, vector: number, place: number): number {
  return place === 0 ? 0 : values[vector * stride + place];
}

function grow(vectors: Vectors): boolean {
  const { count, stride } = vectors;
  if (count * 2 * stride > mostFloats) return false;
  vectors.values = extendFloat(vectors.values, count * 2 * stride);
  vectors.int = new Int32Array(vectors.values.buffer);
  extendFree(vectors, count * 2);
  return true;
}

function extendFree(vectors: Vectors, count: number): void {
  for (let vector = count - 1; vector >= vectors.count; vector--) {
    vectors.int[vector * vectors.stride * 2 + inVector.next] = vectors.free;
    vectors.free = vector;
  }
  vectors.count = count;
}

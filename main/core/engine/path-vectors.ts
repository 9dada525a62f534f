import { extend, extendFloat } from './items.ts';

/** Categories of a vector before those of the stage rows; 7 is free. */
export const category = { compute: 0, overhead: 1, stolen: 2, start: 3, wakeUp: 4, other: 5, paused: 6 } as const;

/** Where the rows' categories begin. */
export const firstRow = 8;

/** Floats that all vectors together may have, 128 MiB; beyond it the critical path is given up (judgement). */
const mostFloats = 1 << 24;

/**
 * Vectors of ns by category, whose sum is the time they belong to, with reference counts: who wants to change a shared
 * one takes a copy. A vector is 8 categories, then the service and then the waiting of `rows` stage rows.
 */
export interface PathVectors {
  rows: number;
  stride: number;
  values: Float64Array;
  references: Int32Array;
  /** Time up to which the vector explains everything, and the rank it belongs to. */
  atNs: Float64Array;
  owner: Int32Array;
  /** Number of the last hop before this time, -1: none, and how many there were. */
  hop: Float64Array;
  hops: Float64Array;
  next: Int32Array;
  free: number;
  /** There was not enough room. */
  full: boolean;
}

/** Room for a few vectors of a few rows. */
export function createPathVectors(): PathVectors {
  const vectors: PathVectors = {
    rows: 8, stride: firstRow + 16, values: new Float64Array(0), references: new Int32Array(0), atNs: new Float64Array(0), owner: new Int32Array(0),
    hop: new Float64Array(0), hops: new Float64Array(0), next: new Int32Array(0), free: -1, full: false,
  };
  grow(vectors, 16);
  return vectors;
}

/** A vector with one reference and whatever it held before; -1 when there is no room for it. */
export function takeVector(vectors: PathVectors): number {
  if (vectors.free < 0 && !grow(vectors, vectors.references.length * 2)) return -1;
  const vector = vectors.free;
  vectors.free = vectors.next[vector];
  vectors.references[vector] = 1;
  return vector;
}

/** A copy of `source` with one reference; -1 when there is no room for it. */
export function copyVector(vectors: PathVectors, source: number): number {
  const copy = takeVector(vectors);
  if (copy >= 0) setVector(vectors, copy, source);
  return copy;
}

/** Makes `vector` equal to `source`. */
function setVector(vectors: PathVectors, vector: number, source: number): void {
  const { stride, values } = vectors;
  copyFloats(values, vector * stride, source * stride, stride);
  vectors.atNs[vector] = vectors.atNs[source];
  vectors.owner[vector] = vectors.owner[source];
  vectors.hop[vector] = vectors.hop[source];
  vectors.hops[vector] = vectors.hops[source];
}

/** Copies a multiple of 8 floats within a list; at these lengths a loop beats copyWithin. */
export function copyFloats(values: Float64Array, begin: number, source: number, length: number): void {
  for (let to = begin, from = source, end = begin + length; to < end; to += 8, from += 8) {
    values[to] = values[from];
    values[to + 1] = values[from + 1];
    values[to + 2] = values[from + 2];
    values[to + 3] = values[from + 3];
    values[to + 4] = values[from + 4];
    values[to + 5] = values[from + 5];
    values[to + 6] = values[from + 6];
    values[to + 7] = values[from + 7];
  }
}

/** Gives one reference back. */
export function dropVector(vectors: PathVectors, vector: number): void {
  if (--vectors.references[vector] > 0) return;
  vectors.next[vector] = vectors.free;
  vectors.free = vector;
}

/** Makes room for `rows` stage rows; false when there is none. */
export function widenVectors(vectors: PathVectors, rows: number): boolean {
  if (rows <= vectors.rows) return true;
  const wider = (rows + 7) & ~7;
  const stride = firstRow + 2 * wider;
  const count = vectors.references.length;
  if (count * stride > mostFloats) return false;
  const values = new Float64Array(count * stride);
  for (let v = 0; v < count; v++) {
    const from = v * vectors.stride;
    values.set(vectors.values.subarray(from, from + firstRow + vectors.rows), v * stride);
    values.set(vectors.values.subarray(from + firstRow + vectors.rows, from + vectors.stride), v * stride + firstRow + wider);
  }
  vectors.values = values;
  vectors.rows = wider;
  vectors.stride = stride;
  return true;
}

function grow(vectors: PathVectors, count: number): boolean {
  if (count * vectors.stride > mostFloats) {
    vectors.full = true;
    return false;
  }
  const before = vectors.references.length;
  vectors.values = extendFloat(vectors.values, count * vectors.stride);
  vectors.references = extend(vectors.references, count);
  vectors.owner = extend(vectors.owner, count);
  vectors.next = extend(vectors.next, count);
  for (const key of ['atNs', 'hop', 'hops'] as const) vectors[key] = extendFloat(vectors[key], count);
  for (let v = count - 1; v >= before; v--) {
    vectors.next[v] = vectors.free;
    vectors.free = v;
  }
  return true;
}

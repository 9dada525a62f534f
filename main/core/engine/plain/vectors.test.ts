import { describe, expect, test } from 'vitest';
import { copyVector, createVectors, dropVector, inVector, newPlace, placeOf, takeVector, valueAt, type Vectors } from './vectors.ts';

/** A vector with a value in every place that there is so far, `mark` and up. */
function filled(vectors: Vectors, mark: number): number {
  const vector = takeVector(vectors);
  for (let place = inVector.atNs; place < vectors.used; place++) vectors.values[vector * vectors.stride + place] = mark + place;
  vectors.int[vector * vectors.stride * 2 + inVector.owner] = mark;
  return vector;
}

const ownerOf = (vectors: Vectors, vector: number): number => vectors.int[vector * vectors.stride * 2 + inVector.owner];
const placesOf = (vectors: Vectors, vector: number, upTo: number): number[] => Array.from({ length: upTo - inVector.atNs }, (_, i) => valueAt(vectors, vector, inVector.atNs + i) - inVector.atNs - i);

describe('vectors of the critical path', () => {
  test('keep what they say when records get longer, and say 0 where nothing came up', () => {
    const vectors = createVectors();
    const [a, b] = [filled(vectors, 100), filled(vectors, 200)];
    const { used, stride } = vectors;
    while (vectors.stride < stride + 16) newPlace(vectors);
    expect(placesOf(vectors, a, used)).toEqual(Array(used - inVector.atNs).fill(100));
    expect(placesOf(vectors, b, used)).toEqual(Array(used - inVector.atNs).fill(200));
    expect([ownerOf(vectors, a), ownerOf(vectors, b)]).toEqual([100, 200]);
    expect(valueAt(vectors, a, vectors.used - 1)).toBe(0);
    // The list of free ones is in the same memory.
    expect(new Set(Array.from({ length: 30 }, () => takeVector(vectors))).size).toBe(30);
  });

  test('keep what they say when there get more of them', () => {
    const vectors = createVectors();
    const kept = Array.from({ length: 40 }, (_, i) => filled(vectors, i * 1000));
    expect(new Set(kept).size).toBe(40);
    kept.forEach((vector, i) => { expect([ownerOf(vectors, vector), ...placesOf(vectors, vector, vectors.used)]).toEqual(Array(vectors.used - inVector.atNs + 1).fill(i * 1000)); });
  });

  test('of one that is dropped, the last reference frees it, and a copy has none of what it held', () => {
    const vectors = createVectors();
    const source = filled(vectors, 100);
    const shared = filled(vectors, 300);
    vectors.int[shared * vectors.stride * 2 + inVector.references]++;
    dropVector(vectors, shared);
    expect(copyVector(vectors, source)).not.toBe(shared);
    dropVector(vectors, shared);
    const copy = copyVector(vectors, source);
    expect(copy).toBe(shared);
    expect(placesOf(vectors, copy, vectors.used)).toEqual(placesOf(vectors, source, vectors.used));
  });

  test('have one place for each row that comes up, whatever its number', () => {
    const vectors = createVectors();
    const first = placeOf(vectors, 'waiting', 500);
    expect([placeOf(vectors, 'service', 500), placeOf(vectors, 'waiting', 0)]).toEqual([first + 1, first + 2]);
    expect(placeOf(vectors, 'waiting', 500)).toBe(first);
  });
});

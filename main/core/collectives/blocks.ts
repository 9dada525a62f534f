import type { Piece } from './flow.ts';

/** No data. */
export const nothing: Piece = { bytes: 0, cells: () => [] };

/** Bytes `from` to before `to` of the vector. */
export function span(from: number, to: number): Piece {
  return to > from ? { bytes: to - from, cells: () => [[from, to]] } : nothing;
}

/** Consecutive parts of the collective's data, one for each member. */
export interface Blocks {
  readonly count: number;
  /** Whether all parts are alike, so that steps which move one each are, too. */
  readonly equal: boolean;
  /** Blocks `from` to before `to`; both may go beyond the count, and go round then. */
  readonly range: (from: number, to: number) => Piece;
  readonly block: (index: number) => Piece;
}

/**
 * Bytes that belong together when a vector is cut: the widest of 8, 4 and 1 that divides it. Operations carry no datatype.
 */
export function elementBytes(bytes: number): number {
  return bytes % 8 === 0 ? 8 : bytes % 4 === 0 ? 4 : 1;
}

/** The vector cut into as many parts: the first ones have an element more where it does not go up. Cells are bytes. */
export function cutVector(bytes: number, count: number): Blocks {
  const element = elementBytes(bytes);
  const elements = bytes / element;
  const least = Math.floor(elements / count);
  const longer = elements - least * count;
  return vectorBlocks(count, longer === 0, (index) => element * (least * index + Math.min(index, longer)));
}

/** The vector cut into parts of the same length, rounded up: the last ones may be shorter or empty, as libraries cut broadcasts. Cells are bytes. */
export function cutEvenly(bytes: number, count: number): Blocks {
  const length = Math.ceil(bytes / count);
  return vectorBlocks(count, length * count === bytes, (index) => Math.min(bytes, length * index));
}

/** The vector in parts of given lengths. Cells are bytes. */
export function cutByCounts(counts: readonly number[]): Blocks {
  const start = startsOf(counts);
  return vectorBlocks(counts.length, counts.every((count) => count === counts[0]), (index) => start[index]);
}

/** The vector of a reduce-scatter. */
export function resultBlocks(bytes: number, members: number, counts: readonly number[] | undefined): Blocks {
  return counts === undefined ? cutVector(bytes, members) : cutByCounts(counts);
}

function vectorBlocks(count: number, equal: boolean, start: (index: number) => number): Blocks {
  return ring(count, equal, (from, to) => span(start(from), start(to)));
}

/** One block of each member, of the same length or of given ones, after each other. Cells are bytes. */
export function memberBlocks(bytes: number, members: number, counts?: readonly number[]): Blocks {
  return counts === undefined ? vectorBlocks(members, true, (index) => index * bytes) : cutByCounts(counts);
}

function startsOf(counts: readonly number[]): readonly number[] {
  const start = [0];
  for (const count of counts) start.push(start[start.length - 1] + count);
  return start;
}

function ring(count: number, equal: boolean, straight: (from: number, to: number) => Piece): Blocks {
  function range(from: number, to: number): Piece {
    const first = ((from % count) + count) % count;
    const last = first + (to - from);
    return last <= count ? straight(first, last) : both(straight(first, count), straight(0, last - count));
  }
  return { count, equal, range, block: (index) => range(index, index + 1) };
}

/** Two pieces in one message. */
function both(one: Piece, other: Piece): Piece {
  return { bytes: one.bytes + other.bytes, cells: () => [...one.cells(), ...other.cells()] };
}

/** The vector in segments of at most so many bytes, whole elements each; 0: uncut. */
export function segmentsOf(from: number, to: number, segmentBytes: number): { readonly count: number; readonly segment: (index: number) => Piece } {
  const element = elementBytes(to - from);
  const length = segmentBytes <= 0 || segmentBytes >= to - from ? to - from : Math.max(element, segmentBytes - (segmentBytes % element));
  // An empty message is a message, too.
  const count = length === 0 ? 1 : Math.ceil((to - from) / length);
  return { count, segment: (index) => span(from + index * length, Math.min(to, from + (index + 1) * length)) };
}

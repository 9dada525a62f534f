import { extend, extendFloat } from './items.ts';

/**
 * When each segment of a message arrived at each stage, when its service started and what it waited for: the material
 * of the attribution walk. A block of `count` visits is taken per message and given back. Most visits start at once and
 * wait for nothing; only for those that a bit of their slot names, `started` and `bound` have a meaning.
 */
export interface Marks {
  /** ns; the visit after a segment's last stage holds the end. */
  arrived: Float64Array;
  /** ns, such that the service lasted to the next visit's arrival. */
  started: Float64Array;
  /**
   * `slot * 64 + position` of the own visit that ended when this one could start; -1: waited for nothing of its own. Behind the
   * visits of a slot stand the bits of those that waited, and what its entry waited for.
   */
  bound: Int32Array;
  end: number;
  readonly freeBySize: number[][];
}

/** Code in a segment's entry mark for: entered because the message was posted. */
export const fromPost = -1;

/** Bit of the visits to a position, which those from 31 on share. */
export function waitBit(position: number): number {
  return position < 31 ? 1 << position : 1 << 31;
}

/** Bits of a slot that has just entered: those that share one always count as having waited. */
export function firstWaits(stages: number): number {
  return stages > 31 ? 1 << 31 : 0;
}

/** A visit started other than at once; its bit is set elsewhere. */
export function noteStart({ started, bound }: Marks, visit: number, ns: number): void {
  started[visit] = ns;
  bound[visit] = -1;
}

/** No blocks yet. */
export function createMarks(): Marks {
  return {
    arrived: new Float64Array(1024), started: new Float64Array(1024), bound: new Int32Array(1024), end: 0,
    freeBySize: Array.from({ length: exact + 31 }, () => []),
  };
}

/** Start of a block of at least `count` visits. */
export function takeBlock(marks: Marks, count: number): number {
  const sizeClass = classOf(count);
  const room = roomOf(sizeClass);
  const free = marks.freeBySize[sizeClass].pop();
  if (free !== undefined) return free;
  const start = marks.end;
  marks.end += room;
  if (marks.end > marks.arrived.length) {
    const size = Math.max(marks.end, Math.ceil(marks.arrived.length * 1.5));
    marks.arrived = extendFloat(marks.arrived, size);
    marks.started = extendFloat(marks.started, size);
    marks.bound = extend(marks.bound, size);
  }
  return start;
}

/** Gives back what `takeBlock` with the same count returned. */
export function returnBlock(marks: Marks, start: number, count: number): void {
  marks.freeBySize[classOf(count)].push(start);
}

/** Blocks up to this size are as long as was asked for, others a power of two. */
const exact = 64;

function classOf(count: number): number {
  return count <= exact ? count : exact + 32 - Math.clz32(count - 1);
}

/** Visits of a block in `freeBySize[sizeClass]`. */
export function roomOf(sizeClass: number): number {
  return sizeClass <= exact ? sizeClass : 1 << (sizeClass - exact);
}

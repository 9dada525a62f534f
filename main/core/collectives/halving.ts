import type { Piece } from './flow.ts';
import { combine, sendReceive, type Call } from './moves.ts';

/** Blocks that places share among them; a range of them is a piece. */
export type Window = readonly [from: number, to: number];

/** A power of two of places, and who they are. */
export interface Places {
  readonly place: number;
  readonly count: number;
  readonly memberAt: (place: number) => number;
}

const middle = ([from, to]: Window): number => (from + to) / 2;

/**
 * Recursive halving: pairs of places swap halves of what they share and reduce the one that they keep. `distances` says in which
 * order pairs meet. Answers the window that is left and the ones before, in order.
 */
export function halve(call: Call, { place, count, memberAt }: Places, distances: readonly number[], piece: (window: Window) => Piece): readonly Window[] {
  const windows: Window[] = [[0, count]];
  for (const distance of distances) {
    const window = windows[windows.length - 1];
    const lower: Window = [window[0], middle(window)];
    const upper: Window = [middle(window), window[1]];
    const [keep, give] = (place & distance) === 0 ? [lower, upper] : [upper, lower];
    const partner = memberAt(place ^ distance);
    sendReceive(call, partner, piece(give), partner, piece(keep), { into: 1 });
    combine(call, piece(keep));
    windows.push(keep);
  }
  return windows;
}

/** 1, 2, 4, ... below `count`. */
export function doublingDistances(count: number): readonly number[] {
  const distances = [];
  for (let distance = 1; distance < count; distance *= 2) distances.push(distance);
  return distances;
}

/** The other half of the window in which this one lies. */
export function otherHalf(whole: Window, half: Window): Window {
  return half[0] === whole[0] ? [half[1], whole[1]] : [whole[0], half[0]];
}

import type { ComparisonCell } from '../contract/index.ts';
import type { Value } from './order.ts';

/** Wins of each candidate over the cells where at least two candidates have a value. */
export interface Tally {
  readonly decided: number;
  readonly ties: number;
  /** Most wins first, candidates without a win left out. */
  readonly wins: readonly { readonly value: Value; readonly cells: readonly ComparisonCell[] }[];
}

/** Counts who is best where. */
export function tally(cells: readonly ComparisonCell[], candidates: readonly Value[]): Tally {
  const decided = cells.filter((cell) =>
    cell.entries.filter((entry) => candidates.includes(entry.value) && entry.estimate !== undefined).length >= 2);
  const wins = candidates
    .map((value) => ({ value, cells: decided.filter((cell) => cell.best === value) }))
    .filter((win) => win.cells.length > 0)
    .sort((left, right) => right.cells.length - left.cells.length);
  return { decided: decided.length, ties: decided.filter((cell) => cell.best === undefined).length, wins };
}

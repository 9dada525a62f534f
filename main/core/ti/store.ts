import type { Operation } from '../contract/index.ts';

/**
 * A time-independent trace in little room: distinct operations once, and per rank a list of numbers. A number from 0 is an
 * operation, one below is computation: `-1 - n` is entry n of `flops`.
 */
export interface TiTrace {
  readonly ranks: number;
  readonly operations: readonly Operation[];
  readonly flops: Float64Array;
  readonly codes: readonly Int32Array[];
  /** Lines with actions that nobody knows, when these are skipped. */
  readonly skipped: number;
}

/** A trace that is being read. */
export interface TiStore {
  readonly operations: Operation[];
  /** Of the newest rank at least: ranks may come in any order. */
  ranks: number;
  /** Adds an operation and answers its number. */
  addOperation(operation: Operation): number;
  /** A number for so much computation. */
  flopsCode(flops: number): number;
  /** A number for computation that is known later. */
  laterFlops(): number;
  setFlops(code: number, flops: number): void;
  push(rank: number, code: number): void;
  finish(skipped: number): TiTrace;
}

/** Amounts of computation that are looked for before they are stored again. */
const distinctFlops = 65_536;

const nothing = new Int32Array(0);

/** An empty trace. */
export function createTiStore(): TiStore {
  const operations: Operation[] = [];
  const codes: Int32Array[] = [];
  const lengths: number[] = [];
  const known = new Map<number, number>();
  let flops = new Float64Array(1024);
  let amounts = 0;

  function addFlops(value: number): number {
    if (amounts === flops.length) {
      const wider = new Float64Array(amounts * 2);
      wider.set(flops);
      flops = wider;
    }
    flops[amounts++] = value;
    return -amounts;
  }

  const store: TiStore = {
    operations,
    ranks: 0,
    addOperation: (operation) => operations.push(operation) - 1,
    flopsCode(value) {
      const before = known.get(value);
      if (before !== undefined) return before;
      const code = addFlops(value);
      if (known.size < distinctFlops) known.set(value, code);
      return code;
    },
    laterFlops: () => addFlops(0),
    setFlops(code, value) { flops[-1 - code] = value; },
    push(rank, code) {
      while (codes.length <= rank) {
        codes.push(nothing);
        lengths.push(0);
      }
      const length = lengths[rank];
      if (length === codes[rank].length) {
        // A quarter more, not twice: large traces must fit.
        const wider = new Int32Array(Math.max(16, length < 65_536 ? length * 2 : Math.ceil(length * 1.25)));
        wider.set(codes[rank]);
        codes[rank] = wider;
      }
      codes[rank][length] = code;
      lengths[rank] = length + 1;
    },
    finish: (skipped) => ({
      ranks: store.ranks, operations, flops: flops.subarray(0, amounts), skipped,
      codes: Array.from({ length: store.ranks }, (_, rank) => (rank < codes.length ? codes[rank].subarray(0, lengths[rank]) : nothing)),
    }),
  };
  return store;
}

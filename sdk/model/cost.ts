/** What one unit of a {@link Cost} is: one MPI operation, one GSO unit, or one frame on the wire. */
export type CostUnit = 'operation' | 'segment' | 'frame';

/**
 * The time one stage takes for the first `x` bytes of a message, in nanoseconds:
 *
 * `fixedNs + perUnitNs · units(x) + perPageNs · ceil(x / 4096) + perByteNs · x`
 *
 * The engine charges a segment the difference between two cumulative values, so the total of a message never depends
 * on how it was cut into segments. A zero-byte message is one unit and no page.
 */
export interface LinearCost {
  /** Once per message that passes the stage, ns. Default 0. */
  readonly fixedNs?: number;
  /** Per unit, ns. Default 0. */
  readonly perUnitNs?: number;
  /** What a unit is. Default `segment`. */
  readonly unit?: CostUnit;
  /** Per 4 KiB page touched, ns. Default 0. */
  readonly perPageNs?: number;
  /** Per byte of payload, ns. Default 0. */
  readonly perByteNs?: number;
  /** Largest relative deviation of one visit's cost, 0 to 1; drawn from the run's seeded source. Default 0. */
  readonly jitter?: number;
}

/** A cost measured at some message sizes; linear between them and beyond the last two. */
export interface TableCost {
  /** Rows of [bytes, ns], sizes rising, ns never falling, at least two rows. */
  readonly table: readonly (readonly [bytes: number, ns: number])[];
  /** As in {@link LinearCost.jitter}. */
  readonly jitter?: number;
}

/** The time one stage takes. */
export type Cost = LinearCost | TableCost;

/** Bytes per page in {@link LinearCost.perPageNs}. */
export const pageBytes = 4096;

import { pageBytes, type Cost } from '@doorbell/sdk';
import { toTicks } from './time.ts';

/** Sizes of the units that a cost may count. */
export interface UnitSizes {
  /** Payload of a GSO unit after the last `split` or `merge`, bytes. */
  readonly segmentBytes: number;
  /** Payload of a frame, bytes. */
  readonly frameBytes: number;
}

/** ns that the first `bytes` of a message cost, unrounded; see the SDK's `LinearCost` and `TableCost`. */
export function cumulativeCost(cost: Cost, bytes: number, units: UnitSizes): number {
  if ('table' in cost) return fromTable(cost.table, bytes);
  const perUnit = cost.perUnitNs ?? 0;
  const unit = cost.unit ?? 'segment';
  const unitBytes = unit === 'frame' ? units.frameBytes : units.segmentBytes;
  const count = unit === 'operation' ? 1 : Math.max(1, Math.ceil(bytes / unitBytes));
  return (cost.fixedNs ?? 0) + perUnit * count + (cost.perPageNs ?? 0) * Math.ceil(bytes / pageBytes) + (cost.perByteNs ?? 0) * bytes;
}

/** Cost of the bytes after `from` up to `to` of a message; `first` when the message begins there. Rounded to ticks. */
export function segmentCost(cost: Cost, from: number, to: number, first: boolean, units: UnitSizes): number {
  const before = first ? 0 : toTicks(cumulativeCost(cost, from, units));
  return toTicks(cumulativeCost(cost, to, units)) - before;
}

function fromTable(table: readonly (readonly [number, number])[], bytes: number): number {
  let upper = 1;
  while (upper < table.length - 1 && table[upper][0] < bytes) upper++;
  const [x0, y0] = table[upper - 1];
  const [x1, y1] = table[upper];
  return bytes <= x0 ? y0 : y0 + ((bytes - x0) * (y1 - y0)) / (x1 - x0);
}

import { pageBytes } from '../model/cost.ts';
import type { Cost, TableCost } from '../model/cost.ts';
import type { Protocol } from '../model/path-model.ts';

/** What a cost makes of the first `bytes` of a message, ns: the definition that {@link LinearCost} and tables give. */
export function costOf(cost: Cost, bytes: number, protocol: Pick<Protocol, 'segmentBytes' | 'framePayloadBytes'>): number {
  if ('table' in cost) return interpolate(cost, bytes);
  const { fixedNs = 0, perUnitNs = 0, unit = 'segment', perPageNs = 0, perByteNs = 0 } = cost;
  const unitBytes = unit === 'frame' ? protocol.framePayloadBytes : protocol.segmentBytes;
  const units = unit === 'operation' ? 1 : Math.max(1, Math.ceil(bytes / unitBytes));
  return fixedNs + perUnitNs * units + perPageNs * Math.ceil(bytes / pageBytes) + perByteNs * bytes;
}

function interpolate({ table }: TableCost, bytes: number): number {
  let upper = 1;
  while (upper < table.length - 1 && table[upper][0] < bytes) upper += 1;
  const [x0, y0] = table[upper - 1];
  const [x1, y1] = table[upper];
  return bytes <= x0 ? y0 : y0 + ((bytes - x0) * (y1 - y0)) / (x1 - x0);
}

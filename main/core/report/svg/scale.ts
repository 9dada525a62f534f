import { binaryTicks, formatBytes, formatNumber, formatShort, linearTicks, logTicks } from '../../charts/index.ts';
import { log2 } from '../../statistics/index.ts';

/** Data to pixels along one axis, with the ticks that bound it. */
export interface Scale {
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  at(value: number): number;
}

function spanOf(ticks: readonly number[]): readonly [number, number] {
  return [ticks[0] ?? 0, ticks.at(-1) ?? 1];
}

/** Linear from `from` to `to` px over round numbers around `values`; includes 0 when told. */
export function linearScale(values: readonly number[], from: number, to: number, zero: boolean, count = 5): Scale {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = Math.min(...(zero ? [0] : []), ...finite);
  const high = Math.max(...(zero ? [0] : []), ...finite);
  const ticks = finite.length === 0 ? [0, 1] : linearTicks(low, high === low ? low + 1 : high, count);
  const [first, last] = spanOf(ticks);
  return {
    ticks: ticks.map((at) => ({ at, label: formatShort(at, 4) })),
    at: (value) => from + ((value - first) / (last - first)) * (to - from),
  };
}

/** Whether all values are powers of two, as sizes and numbers of ranks often are. */
function areBinary(values: readonly number[]): boolean {
  return values.every((value) => Math.abs(log2(value) - Math.round(log2(value))) < 1e-9);
}

/** Logarithmic, with a tick at each of a few values. All above 0. */
export function logScaleAt(values: readonly number[], reach: readonly number[], from: number, to: number): Scale {
  const [first, last] = [log2(Math.min(...reach)), log2(Math.max(...reach))];
  return {
    ticks: [...new Set(values)].sort((left, right) => left - right).map((at) => ({ at, label: formatShort(at, 4) })),
    at: (value) => from + ((log2(value) - first) / (last - first)) * (to - from),
  };
}

/** Logarithmic; over powers of two for sizes in bytes and where all values are such, else over powers of ten. All values above 0. */
export function logScale(values: readonly number[], from: number, to: number, unit: string | undefined): Scale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = positive.length === 0 ? [1, 10] : [Math.min(...positive), Math.max(...positive)];
  const binary = unit === 'B' || areBinary(positive);
  const ticks = binary ? binaryTicks(low, high) : logTicks(low, high);
  // Powers of two end where the data end: a tick beyond would waste width.
  const first = log2(binary ? low : ticks[0] ?? low);
  const last = log2(binary ? Math.max(high, low * 2) : ticks.at(-1) ?? high);
  const label = (at: number): string => (unit === 'B' ? formatBytes(at) : at >= 1e5 || at < 1e-3 ? formatNumber(at, 1) : formatShort(at, 4));
  return {
    ticks: ticks.filter((at) => log2(at) >= first - 1e-9 && log2(at) <= last + 1e-9).map((at) => ({ at, label: label(at) })),
    at: (value) => from + ((log2(value) - first) / (last - first)) * (to - from),
  };
}

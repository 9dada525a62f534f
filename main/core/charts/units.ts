import type { Quantity } from '../contract/index.ts';
import { log10, pow10 } from '../statistics/index.ts';

/** A display unit: divide by `divisor`, write `label` behind. */
export interface DisplayUnit {
  readonly label: string;
  readonly divisor: number;
}

const times: readonly DisplayUnit[] = [
  { label: 'ns', divisor: 1 }, { label: 'µs', divisor: 1e3 }, { label: 'ms', divisor: 1e6 }, { label: 's', divisor: 1e9 }, { label: 'h', divisor: 3600e9 }, { label: 'd', divisor: 86400e9 },
];
const rates: readonly DisplayUnit[] = [
  { label: 'B/s', divisor: 1 }, { label: 'kB/s', divisor: 1e3 }, { label: 'MB/s', divisor: 1e6 }, { label: 'GB/s', divisor: 1e9 },
];
const frequencies: readonly DisplayUnit[] = [
  { label: '/s', divisor: 1 }, { label: 'k/s', divisor: 1e3 }, { label: 'M/s', divisor: 1e6 }, { label: 'G/s', divisor: 1e9 },
];
const sizes: readonly DisplayUnit[] = [
  { label: 'B', divisor: 1 }, { label: 'KiB', divisor: 1024 }, { label: 'MiB', divisor: 1048576 }, { label: 'GiB', divisor: 1073741824 },
];

function ladder(unit: Quantity['unit']): readonly DisplayUnit[] {
  if (unit === 'ns') return times;
  if (unit === 'B/s') return rates;
  if (unit === '1/s') return frequencies;
  if (unit === 'B') return sizes;
  return [{ label: unit === '1' ? '' : unit, divisor: 1 }];
}

/** Exponent of the leading digit after rounding to `digits` significant digits. */
function leadingExponent(size: number, digits: number): number {
  let exponent = Math.floor(log10(size) + 1e-12);
  const step = pow10(exponent - digits + 1);
  if (Math.round(size / step) * step >= pow10(exponent + 1)) exponent += 1;
  return exponent;
}

/** `value` with `digits` significant digits, at least its whole part; never an exponent, never a locale. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const decimals = Math.min(12, Math.max(0, digits - 1 - leadingExponent(size, digits)));
  return `${value < 0 ? '−' : ''}${group(size.toFixed(decimals))}`;
}

/** As {@link formatNumber} without zeros at the end of a fraction: for sentences, not for columns. */
export function formatShort(value: number, digits = 3): string {
  const text = formatNumber(value, digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Thin spaces between thousands from five digits up. */
function group(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The display unit for numbers up to `largest` (in base units), so that all of a column or axis share it. */
export function displayUnit(unit: Quantity['unit'], largest: number, digits = 3): DisplayUnit {
  const steps = ladder(unit);
  let chosen = steps[0] ?? { label: '', divisor: 1 };
  const size = Math.abs(largest);
  // What would be written as 1000 of a unit is written as 1 of the next.
  const slack = 1 - 0.5 * pow10(-digits);
  for (const step of steps) if (size >= step.divisor * slack) chosen = step;
  return chosen;
}

/**
 * One display unit for several numbers (in base units): that of the largest, or the next smaller one where the smallest
 * would fall below 1 and the largest stays below 10 000 (so 426 to 1238 MB/s, not 0.426 to 1.24 GB/s).
 */
export function sharedUnit(unit: Quantity['unit'], values: readonly number[]): DisplayUnit {
  const sizes = values.map((value) => Math.abs(value)).filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = [Math.min(...sizes), Math.max(0, ...sizes)];
  const chosen = displayUnit(unit, high);
  const steps = ladder(unit);
  const lower = steps[steps.findIndex((step) => step.label === chosen.label) - 1];
  return lower !== undefined && low < chosen.divisor && high < 1e4 * lower.divisor ? lower : chosen;
}

/** `value` beside others up to `largest`: as {@link formatNumber}, but nothing below a thousandth of the largest is spelt out. */
export function formatBeside(value: number, largest: number): string {
  if (value === 0 || !(largest > 0)) return formatNumber(value);
  const resolution = pow10(Math.floor(log10(largest) + 1e-12) - 3);
  if (Math.abs(value) < resolution) return `< ${formatShort(resolution)}`;
  const decimals = Math.min(12, Math.max(0, -Math.round(log10(resolution))));
  const exact = formatNumber(value);
  const fraction = exact.split('.')[1]?.length ?? 0;
  return fraction <= decimals ? exact : `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(decimals)}`;
}

/** A quantity with the unit that suits it, such as `1.24 GB/s`, `4.88 µs`, `64 KiB`. */
export function formatQuantity(quantity: Quantity, digits = 3): string {
  const unit = displayUnit(quantity.unit, quantity.value, digits);
  const scaled = quantity.value / unit.divisor;
  const exact = quantity.unit === 'B' && Number.isInteger(scaled);
  const text = exact ? formatNumber(scaled, 1) : formatNumber(scaled, digits);
  return unit.label === '' ? text : `${text}\u00a0${unit.label}`;
}

/** Bytes as `64 KiB`, without zeros at the end. */
export function formatBytes(bytes: number): string {
  const unit = displayUnit('B', bytes, 6);
  return `${formatShort(bytes / unit.divisor)}\u00a0${unit.label}`;
}

/** Bits per second as `10 Gbit/s`. */
export function formatBitRate(bitsPerSecond: number): string {
  if (bitsPerSecond >= 1e9) return `${formatShort(bitsPerSecond / 1e9)}\u00a0Gbit/s`;
  return `${formatShort(bitsPerSecond / 1e6)}\u00a0Mbit/s`;
}

/** A share of one as `46.7 %`. */
export function formatPercent(share: number, digits = 3): string {
  return `${formatShort(share * 100, digits)}\u00a0%`;
}

const longTimes: readonly DisplayUnit[] = [{ label: 's', divisor: 1e9 }, { label: 'min', divisor: 60e9 }, { label: 'h', divisor: 3600e9 }, { label: 'd', divisor: 86400e9 }];

/** The unit of an axis that spans `ns`: as {@link displayUnit} below two minutes, then minutes, hours and days. */
export function longUnit(ns: number): DisplayUnit {
  if (ns < 120e9) return displayUnit('ns', ns);
  return [...longTimes].reverse().find((unit) => ns >= 2 * unit.divisor) ?? { label: 's', divisor: 1e9 };
}

/** Times that may be days: `2 d 3 h`, `5 h 10 min`, `3 min 20 s`; below two minutes as {@link formatQuantity}. */
export function formatLongTime(ns: number): string {
  if (!(ns >= 120e9)) return ns === 0 ? '0' : formatQuantity({ value: ns, unit: 'ns' });
  const seconds = Math.round(ns / 1e9);
  const [large, small, names] = seconds < 3600 ? [60, 1, ['min', 's']] as const : seconds < 86400 ? [3600, 60, ['h', 'min']] as const : [86400, 3600, ['d', 'h']] as const;
  const whole = Math.round(seconds / small) * small;
  const rest = Math.floor((whole % large) / small);
  return `${Math.floor(whole / large)}\u00a0${names[0]}${rest === 0 ? '' : ` ${rest}\u00a0${names[1]}`}`;
}

/** Counters per doubling: a latency is known to 1/32, and its middle to 1.6 %. */
const perDoubling = 32;

/** Counts of values by size on a scale that is linear within each doubling; only integer arithmetic, so the same everywhere. */
export interface LogHistogram {
  counts: Float64Array;
  total: number;
}

/** Nothing counted. */
export function createLogHistogram(): LogHistogram {
  return { counts: new Float64Array(0), total: 0 };
}

/** Counts `value`, an integer from 0 to 2^53. */
export function countValue(histogram: LogHistogram, value: number): void {
  const at = indexOf(value);
  if (at >= histogram.counts.length) {
    const wider = new Float64Array((Math.floor(at / perDoubling) + 2) * perDoubling);
    wider.set(histogram.counts);
    histogram.counts = wider;
  }
  histogram.counts[at]++;
  histogram.total++;
}

/** A value such that the `share` of all is not larger: the middle of its counter. */
export function quantile({ counts, total }: LogHistogram, share: number): number {
  let left = Math.max(1, Math.ceil(share * total));
  for (let at = 0; at < counts.length; at++) {
    left -= counts[at];
    if (left <= 0) return middleOf(at);
  }
  return 0;
}

/** Largest power of two that is not larger than `value`, as an exponent; `value` at least 1. */
export function doublings(value: number): number {
  const high = Math.floor(value / 4294967296);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
}

function indexOf(value: number): number {
  if (value < perDoubling) return value;
  if (value < 0x40000000) {
    // The same with integers that the processor has.
    const exponent = 26 - Math.clz32(value);
    return (exponent << 5) + (value >> exponent);
  }
  const exponent = doublings(value) - 5;
  return exponent * perDoubling + Math.floor(value / powerOfTwo(exponent));
}

function middleOf(at: number): number {
  if (at < perDoubling) return at;
  const exponent = Math.floor(at / perDoubling) - 1;
  const width = powerOfTwo(exponent);
  return (at - exponent * perDoubling) * width + (width - 1) / 2;
}

function powerOfTwo(exponent: number): number {
  return exponent < 31 ? 1 << exponent : 1073741824 * (1 << (exponent - 30));
}

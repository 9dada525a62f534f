/** First width of a bin, ns: a power of two, so that all widths and borders are exact. */
const firstBinNs = 1024;

/** Sums by interval of time over a run whose length nobody knows: when the bins do not reach, two become one. */
export interface TimeBins {
  binNs: number;
  /** 1 / binNs, exact as well. */
  perNs: number;
  readonly bins: number;
  readonly channels: number;
  /** Bin × channels + channel. */
  readonly values: Float64Array;
  /** Bins that have been reached. */
  used: number;
}

/** `bins` empty intervals, an even number, of `channels` sums each. */
export function createTimeBins(bins: number, channels: number): TimeBins {
  return { binNs: firstBinNs, perNs: 1 / firstBinNs, bins, channels, values: new Float64Array(bins * channels), used: 0 };
}

/** Adds one amount to the first channel and one to the second, at one moment. */
export function addBothAt(bins: TimeBins, ns: number, first: number, second: number): void {
  const at = reach(bins, ns) * bins.channels;
  bins.values[at] += first;
  bins.values[at + 1] += second;
}

/** Adds one amount to a further channel, at a moment that was reached before. */
export function addAt(bins: TimeBins, ns: number, amount: number, channel: number): void {
  bins.values[reach(bins, ns) * bins.channels + channel] += amount;
}

/** Adds the ns from one moment to another, each to its interval; takes them away where `toNs` is the earlier. */
export function addSpan(bins: TimeBins, fromNs: number, toNs: number, channel: number): void {
  if (toNs < fromNs) return spread(bins, toNs, fromNs, channel, -1);
  spread(bins, fromNs, toNs, channel, 1);
}

function spread(bins: TimeBins, fromNs: number, toNs: number, channel: number, sign: number): void {
  if (toNs === fromNs) return;
  const last = reach(bins, toNs);
  let at = fromNs;
  const first = Math.floor(fromNs * bins.perNs);
  if (first === last) {
    bins.values[first * bins.channels + channel] += sign * (toNs - fromNs);
    return;
  }
  for (let bin = first; at < toNs; bin++) {
    const end = Math.min(toNs, (bin + 1) * bins.binNs);
    bins.values[bin * bins.channels + channel] += sign * (end - at);
    at = end;
    if (bin >= bins.used) bins.used = bin + 1;
  }
}

function reach(bins: TimeBins, ns: number): number {
  // A span may end where the last bin does.
  while (ns >= bins.binNs * bins.bins) halve(bins);
  const bin = Math.floor(ns * bins.perNs);
  if (bin >= bins.used) bins.used = bin + 1;
  return bin;
}

function halve(bins: TimeBins): void {
  const { values, channels } = bins;
  for (let bin = 0; bin < bins.bins / 2; bin++) {
    for (let c = 0; c < channels; c++) values[bin * channels + c] = values[2 * bin * channels + c] + values[(2 * bin + 1) * channels + c];
  }
  values.fill(0, (bins.bins / 2) * channels);
  bins.binNs *= 2;
  bins.perNs /= 2;
  bins.used = Math.ceil(bins.used / 2);
}

/** Intervals that ranks timed, by timer. Lengths are kept in buckets whose width is at most 1/128 of them. */
export interface Timers {
  readonly count: number;
  readonly ranks: number;
  /** When a rank started a timer, ns; by rank, then timer. */
  readonly startedNs: Float64Array;
  /** Whether a rank used a timer. */
  readonly used: Uint8Array;
  readonly intervals: Float64Array;
  readonly sumNs: Float64Array;
  readonly maxNs: Float64Array;
  readonly buckets: readonly Map<number, number>[];
}

const ticksPerNs = 64;
const steps = 128;

/** All zero. */
export function createTimers(count: number, ranks: number): Timers {
  return {
    count, ranks, startedNs: new Float64Array(count * ranks), used: new Uint8Array(count * ranks), intervals: new Float64Array(count),
    sumNs: new Float64Array(count), maxNs: new Float64Array(count), buckets: Array.from({ length: count }, () => new Map<number, number>()),
  };
}

/** A rank starts a timer. */
export function startTimer(timers: Timers, rank: number, timer: number, nowNs: number): void {
  timers.startedNs[rank * timers.count + timer] = nowNs;
}

/** A rank stops a timer: one more interval. */
export function stopTimer(timers: Timers, rank: number, timer: number, nowNs: number): void {
  const index = rank * timers.count + timer;
  const ns = nowNs - timers.startedNs[index];
  timers.used[index] = 1;
  timers.intervals[timer]++;
  timers.sumNs[timer] += ns;
  if (ns > timers.maxNs[timer]) timers.maxNs[timer] = ns;
  const bucket = bucketOf(ns * ticksPerNs);
  const counts = timers.buckets[timer];
  counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
}

/** Ranks that timed something with a timer. */
export function ranksOf(timers: Timers, timer: number): number {
  let ranks = 0;
  for (let rank = 0; rank < timers.ranks; rank++) ranks += timers.used[rank * timers.count + timer];
  return ranks;
}

/** The length that `share` of the intervals do not exceed, ns, to within 1/128; 0 without intervals. */
export function timerQuantile(timers: Timers, timer: number, share: number): number {
  const wanted = Math.max(1, Math.ceil(share * timers.intervals[timer]));
  let seen = 0;
  for (const [bucket, count] of [...timers.buckets[timer]].sort((x, y) => x[0] - y[0])) {
    seen += count;
    if (seen >= wanted) return Math.min(timers.maxNs[timer], middleOf(bucket) / ticksPerNs);
  }
  return 0;
}

/** Whole ticks below 128 have a bucket each; above, every doubling has 128. */
function bucketOf(ticks: number): number {
  let exponent = 0;
  let rest = ticks;
  while (rest >= 2 * steps) {
    rest /= 2;
    exponent++;
  }
  return exponent * steps + Math.floor(rest);
}

function middleOf(bucket: number): number {
  const exponent = Math.max(0, Math.floor(bucket / steps) - 1);
  let width = 1;
  for (let i = 0; i < exponent; i++) width *= 2;
  return (bucket - exponent * steps + (exponent === 0 ? 0 : 0.5)) * width;
}

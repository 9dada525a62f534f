/** Ticks per nanosecond. All times are multiples of 1/64 ns, so float64 sums of them are exact below 39 hours. */
const ticksPerNs = 64;

/** Longest run, ns of simulated time: beyond it float64 can no longer hold every multiple of 1/64 ns. */
export const longestRunNs = 9007199254740992 / ticksPerNs;

/** Rounds `ns` to the engine's resolution of 1/64 ns. */
export function toTicks(ns: number): number {
  return Math.round(ns * ticksPerNs) / ticksPerNs;
}

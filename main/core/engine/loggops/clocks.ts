import { startTimer, stopTimer, type Timers } from '../timers.ts';

/** Where ranks of a graph read their clocks, numbered in order of the program. Nothing waits for a reading, and it takes no time. */
export interface GraphClocks {
  readonly rank: Int32Array;
  readonly timer: Int32Array;
  /** 1: the interval ends here; 0: it begins. */
  readonly stops: Uint8Array;
  /** For the ends of how many operations a reading waits. */
  readonly waitsFor: Int32Array;
  /** Those that wait for the end of operation i are `afterEnd[endStart[i] .. endStart[i + 1]]`. */
  readonly endStart: Int32Array;
  readonly afterEnd: Int32Array;
}

/** A rank reads its clock: an interval of the timer begins or ends. */
export function readClock(timers: Timers, rank: number, timer: number, stops: boolean, ns: number): void {
  if (stops) stopTimer(timers, rank, timer, ns);
  else startTimer(timers, rank, timer, ns);
}

/** Readings that wait for nothing: their ranks begin with them. */
export function readAtBegin({ rank, timer, stops, waitsFor }: GraphClocks, timers: Timers): void {
  for (let clock = 0; clock < rank.length; clock++) if (waitsFor[clock] === 0) readClock(timers, rank[clock], timer[clock], stops[clock] === 1, 0);
}

/** An operation ended, and its rank is free at `ns`: what waited for it alone is read. `waitsFor` is the run's own copy. */
export function readAfterEnd({ rank, timer, stops, endStart, afterEnd }: GraphClocks, waitsFor: Int32Array, timers: Timers, operation: number, ns: number): void {
  for (let i = endStart[operation]; i < endStart[operation + 1]; i++) {
    const clock = afterEnd[i];
    if (--waitsFor[clock] === 0) readClock(timers, rank[clock], timer[clock], stops[clock] === 1, ns);
  }
}

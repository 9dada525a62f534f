import type { Timers } from '../timers.ts';
import type { Waiting } from './waiting.ts';

export interface LoggopsResult {
  /** When each rank's processors are free for ever, nanoseconds. */
  readonly finishNs: Float64Array;
  readonly maxNs: number;
  /** When each processor is free for ever: rank × processors of a rank + number. */
  readonly processorsNs: Float64Array;
  readonly messages: number;
  /** Operations and messages. */
  readonly events: number;
  /** What programs read their clocks for. Absent: they read none. */
  readonly timers?: Timers;
}

/** Of a run that came to an end: what came out, or which operations wait for ever. */
export type LoggopsOutcome = { readonly ok: true; readonly result: LoggopsResult } | { readonly ok: false; readonly waiting: Waiting };

export interface LoggopsSimulation {
  /** Handles about so many events; true when nothing is left to do. */
  advance(events: number): boolean;
  /** Only when nothing is left to do. */
  outcome(): LoggopsOutcome;
}

import type { Program } from '../contract/index.ts';
import type { LoggopsProgram } from './loggops/index.ts';

/** What the ranks of a trace do, read from its text. */
export type TraceProgram =
  /** Operations that wait for each other; of GOAL texts. `lines`: line of each operation, from 1. */
  | { readonly kind: 'graph'; readonly program: LoggopsProgram; readonly lines: Int32Array }
  /** Operations one after the other; of time-independent traces, whose computation takes as long as a core needs for it. */
  | { readonly kind: 'program'; readonly ranks: number; readonly programFor: (nsPerFlop: number) => Program };

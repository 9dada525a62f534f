/** What an operation of a rank is under the LogGOPS model. */
export type LoggopsStep =
  | { readonly kind: 'send'; readonly peer: number; readonly bytes: number; readonly tag: number }
  | { readonly kind: 'receive'; readonly peer: number; readonly bytes: number; readonly tag: number }
  | { readonly kind: 'calculate'; readonly ns: number };

/** Takes what the ranks do, rank by rank, in order. */
export interface ProgramWriter {
  beginRank(): void;
  /** The rank goes on when it is over. */
  block(step: LoggopsStep): void;
  /** The rank goes on at once; `handle` names it, together with others that are open. */
  post(step: LoggopsStep, handle: string): void;
  /** Waits for what is open under these handles; undefined: under all. */
  wait(handles: readonly string[] | undefined): void;
  /** The rank reads a clock when all is over that it has to wait for by then; what is posted takes no time before its wait. */
  clock(timer: number, stops: boolean): void;
  repeat(count: number, body: () => void): void;
}

/** The program cannot be written in this form. */
export class NotWritable extends Error {}

/** Formats of traces: GOAL texts (LogGOPSim, ATLAHS) and SimGrid's time-independent traces. */
export const traceFormats = ['goal', 'ti'] as const;
export type TraceFormat = (typeof traceFormats)[number];

/** Longest piece of an upload, base64 characters: one MiB of a file. */
export const longestPiece = 1_398_104;

/** What an application did elsewhere, recorded or generated, done again over any data path. */
export interface TraceWorkload {
  readonly kind: 'trace';
  readonly format: TraceFormat;
  /** Relative to the document, absolute, or the name of a trace that the workspace has taken in. */
  readonly file: string;
}

/** A trace as an input names it: by its content. */
export interface TraceReference {
  readonly format: TraceFormat;
  /** Of its text, which lies in the workspace under this name. */
  readonly sha256: string;
  readonly ranks: number;
  /** What a core needs for a floating-point operation, where the trace counts those. Default 1. */
  readonly nsPerFlop?: number;
}

/** What reading a trace once tells. */
export interface TraceFacts extends TraceReference {
  /** Of the text. */
  readonly bytes: number;
  readonly operations: number;
  readonly messages: number;
  /** Sum over all messages, bytes. */
  readonly payloadBytes: number;
  /** Processors and network interfaces of one rank; more than one only in GOAL. */
  readonly processors: number;
  readonly interfaces: number;
  /** Message sizes, the most frequent first, as `[bytes, messages]`; the rarest are lumped together at their mean. */
  readonly sizes: readonly (readonly [bytes: number, messages: number])[];
}

/** The trace that a document's `file` stands for. */
export interface ResolvedTrace {
  readonly format: TraceFormat;
  readonly file: string;
  readonly facts: TraceFacts;
}

import type { CollectiveSettings } from './collective.ts';
import type { Program } from './program.ts';
import type { TraceReference } from './trace.ts';
import type { RunInput } from './plan.ts';

/** The LogGOPS cost model: every rank has its own host, messages cost the same between any two. */
export interface LoggopsParameters {
  /** Latency of the network, nanoseconds. */
  readonly L: number;
  /** Processor time of each send and each arrival, nanoseconds. */
  readonly o: number;
  /** Least time between two sends, and between two arrivals, at one network interface, nanoseconds. */
  readonly g: number;
  /** Network time of each byte after the first, nanoseconds. */
  readonly G: number;
  /** Processor time of each byte after the first, nanoseconds. */
  readonly O: number;
  /** Largest message that is sent before its receiver is ready, bytes. */
  readonly S: number;
}

/** The id by which an experiment chooses the LogGOPS model where it would name a data path. */
export const loggopsId = 'loggops';

/**
 * One simulation under the LogGOPS model, complete. It has no cluster, no placement, no MPI library and no randomness:
 * points of an experiment that differ in those alone are one run.
 */
export interface LoggopsInput {
  readonly format: 1;
  /** Version of the engine's semantics; a change of any result changes it. */
  readonly engine: number;
  readonly kernel: 'loggops';
  readonly loggops: LoggopsParameters;
  readonly ranks: number;
  /** Without ranks where a trace takes its place. */
  readonly program: Program;
  readonly trace?: TraceReference;
  /** The workload's own metrics. Traces read no clocks. */
  readonly measures?: RunInput['measures'];
  /** How collectives become messages; the model itself has none. */
  readonly collectives?: CollectiveSettings;
  /** Always 0: nothing is drawn. */
  readonly seed: number;
  readonly workloadKind: RunInput['workloadKind'];
}

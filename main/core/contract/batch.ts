import type { RunFailure } from './run-result.ts';

/** One try at one run. Failures live with the batch, not with the run. */
export interface Attempt {
  readonly fingerprint: string;
  readonly attempt: number;
  readonly outcome: 'done' | 'failed' | 'reused';
  readonly failure?: RunFailure;
  readonly wallSeconds: number;
}

/** How far a batch is; at most ten a second are sent. */
export interface BatchProgress {
  readonly batch: string;
  readonly experiment: string;
  readonly state: 'planning' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly total: number;
  readonly done: number;
  readonly reused: number;
  readonly failed: number;
  readonly running: number;
  /** Seconds to go; absent until it can be told. */
  readonly secondsLeft?: number;
  readonly elapsedSeconds: number;
  readonly failures: readonly Attempt[];
}

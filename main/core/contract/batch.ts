import type { Finding } from './finding.ts';
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
  /** Points of the plan. All are settled when done + reused + failed reaches it. */
  readonly total: number;
  /** Simulated by this batch. */
  readonly done: number;
  /** There already, or the same as another point of this plan. */
  readonly reused: number;
  /** Given up after the last attempt. */
  readonly failed: number;
  readonly running: number;
  /** Seconds to go; absent until it can be told. */
  readonly secondsLeft?: number;
  readonly elapsedSeconds: number;
  /** Failed attempts, also those whose retry went well; at most a hundred. */
  readonly failures: readonly Attempt[];
  /** Why a plan could not be made or what it warns of. */
  readonly findings?: readonly Finding[];
}

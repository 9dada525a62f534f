import type { Attempt, BatchProgress, Finding } from '../../core/contract/index.ts';
import type { PlannedRun, StoredPlan } from '../worker-protocol.ts';
import { secondsOf, type RateTable } from './rates.ts';

/** Failures that a progress message carries at most; the file of attempts has them all. */
const shownFailures = 100;

/** A run of a plan and how often it occurs there. */
interface Point {
  readonly run: PlannedRun;
  readonly copies: number;
}

/** Counts what becomes of the runs of one batch. */
export interface BatchTally {
  named(experiment: string): void;
  planned(plan: StoredPlan): void;
  /** Runs of the plan, each once. */
  readonly runs: readonly PlannedRun[];
  reused(fingerprint: string): void;
  started(fingerprint: string): void;
  progressed(fingerprint: string, progress: number): void;
  attempted(attempt: Attempt, last: boolean): void;
  stopped(fingerprint: string): void;
  progress(state: BatchProgress['state'], elapsedSeconds: number, rates: RateTable, lanes: number, findings: readonly Finding[]): BatchProgress;
}

/** A tally with nothing counted yet. */
export function createBatchTally(batch: string, experiment: string): BatchTally {
  let name = experiment;
  let total = 0;
  let done = 0;
  let reused = 0;
  let failed = 0;
  const points = new Map<string, Point>();
  const open = new Set<string>();
  const running = new Map<string, number>();
  const failures: Attempt[] = [];

  function copiesOf(fingerprint: string): number {
    return points.get(fingerprint)?.copies ?? 0;
  }

  function secondsLeft(rates: RateTable, lanes: number): number | undefined {
    let seconds = 0;
    let longest = 0;
    for (const fingerprint of open) {
      const run = points.get(fingerprint)?.run;
      const whole = run === undefined ? undefined : secondsOf(rates, run.workload);
      if (whole === undefined) return undefined;
      const left = whole * (1 - (running.get(fingerprint) ?? 0));
      seconds += left;
      longest = Math.max(longest, left);
    }
    return Math.max(longest, seconds / Math.max(1, Math.min(lanes, open.size)));
  }

  return {
    named(experiment) {
      name = experiment;
    },
    planned(plan) {
      name = plan.experiment.name;
      total = plan.entries.length;
      for (const run of plan.entries) {
        points.set(run.fingerprint, { run, copies: copiesOf(run.fingerprint) + 1 });
        open.add(run.fingerprint);
      }
    },
    get runs() {
      return [...points.values()].map((point) => point.run);
    },
    reused(fingerprint) {
      if (open.delete(fingerprint)) reused += copiesOf(fingerprint);
    },
    started(fingerprint) {
      running.set(fingerprint, 0);
    },
    progressed(fingerprint, progress) {
      if (running.has(fingerprint)) running.set(fingerprint, progress);
    },
    attempted(attempt, last) {
      running.delete(attempt.fingerprint);
      if (attempt.outcome === 'failed' && failures.length < shownFailures) failures.push(attempt);
      if (!last || !open.delete(attempt.fingerprint)) return;
      const copies = copiesOf(attempt.fingerprint);
      if (attempt.outcome === 'failed') failed += copies;
      else {
        // Points that come out the same are simulated once.
        done += 1;
        reused += copies - 1;
      }
    },
    stopped(fingerprint) {
      running.delete(fingerprint);
    },
    progress(state, elapsedSeconds, rates, lanes, findings) {
      const left = state === 'running' ? secondsLeft(rates, lanes) : undefined;
      return {
        batch, experiment: name, state, total, done, reused, failed,
        running: running.size,
        elapsedSeconds,
        failures: [...failures],
        ...(left === undefined ? {} : { secondsLeft: left }),
        ...(findings.length === 0 ? {} : { findings }),
      };
    },
  };
}

import type { Quantity } from './run-result.ts';

/** `run.json`: what lists and comparisons need of a run, at most 8 kB. */
export interface RunSummary {
  readonly format: 1;
  readonly fingerprint: string;
  readonly experiment: string;
  readonly title: string;
  readonly factors: Readonly<Record<string, string | number>>;
  readonly metrics: Readonly<Record<string, Quantity>>;
  readonly plugins: readonly { readonly id: string; readonly version: string; readonly sha256: string }[];
  readonly versions: { readonly doorbell: string; readonly engine: number; readonly node: string };
  /** sha-256 of result.json. */
  readonly resultSha256: string;
  /** Hash of the run's input under `objects/`. */
  readonly inputSha256: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly machine: string;
  readonly wallSeconds: number;
  readonly batch: string;
  /** Hash of the experiment's text under `objects/`. */
  readonly experimentSha256: string;
}

/** What a user adds to a run. */
export interface RunMark {
  readonly starred: boolean;
  readonly tags: readonly string[];
  readonly note: string;
}

/** What another experiment calls a run that it found there already. */
export interface RunUse {
  readonly experiment: string;
  readonly title: string;
  readonly factors: RunSummary['factors'];
  readonly batch: string;
}

/** A row of the run list. The summary names the experiment that simulated the run. */
export interface RunRow extends RunSummary {
  readonly mark: RunMark;
  /** Other experiments that have the same run; absent where there are none. */
  readonly also?: readonly RunUse[];
}

/** No star, no tags, no note. */
export const emptyMark: RunMark = { starred: false, tags: [], note: '' };

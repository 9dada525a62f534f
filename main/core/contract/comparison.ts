import type { PathModel } from '@doorbell/sdk';
import type { LeftOut } from './plan.ts';
import type { Quantity } from './run-result.ts';

/** Which runs to compare and how. */
export interface ComparisonRequest {
  readonly fingerprints: readonly string[];
  /**
   * Name of the experiment whose words for the runs count, where a run belongs to several. Default: each run's own
   * experiment.
   */
  readonly experiment?: string;
  /** The axis whose values are compared; empty: `path` where the runs have several, else the layer, else the first axis that differs. */
  readonly by: string;
  /** Value of `by` that the others are measured against; default the first. */
  readonly baseline?: string | number;
  /** Default: the workload's headline metric. */
  readonly metric?: string;
  /** Relative difference that counts at all; default 0.02. */
  readonly practicalThreshold?: number;
}

export type Verdict = 'better' | 'worse' | 'no-difference' | 'not-comparable' | 'baseline';

/** Mean over replicates with its 95% interval; the interval is absent where nothing varied or one run exists. */
export interface Estimate {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
  readonly samples: readonly number[];
  /** `none`: one run or zero variance, so the interval says nothing about uncertainty. */
  readonly spread: 'replicates' | 'none';
}

/** One value of `by` in one cell. */
export interface ComparisonEntry {
  readonly value: string | number;
  readonly estimate?: Estimate;
  /** Baseline over this for times, this over baseline for rates: above 1 is better. */
  readonly speedUp?: Estimate;
  readonly verdict: Verdict;
  /** One sentence for the verdict. */
  readonly reason: string;
  readonly fingerprints: readonly string[];
}

/** One combination of the other axes. */
export interface ComparisonCell {
  readonly factors: Readonly<Record<string, string | number>>;
  readonly entries: readonly ComparisonEntry[];
  /** Best value of `by`, absent on a tie within the threshold. */
  readonly best?: string | number;
}

/** Runs against a baseline. */
export interface Comparison {
  readonly format: 1;
  readonly experiment: { readonly name: string; readonly title: string; readonly question: string };
  readonly by: string;
  readonly baseline: string | number;
  readonly metric: string;
  readonly unit: Quantity['unit'];
  readonly higherIsBetter: boolean;
  readonly practicalThreshold: number;
  readonly values: readonly (string | number)[];
  readonly cells: readonly ComparisonCell[];
  /** Keys equal in all runs and keys that differ, of factors. */
  readonly equal: Readonly<Record<string, string | number>>;
  readonly differing: readonly string[];
  /** The crossover that the answer speaks of: where other factors vary, of one of their combinations. */
  readonly crossover?: Crossover;
  /** Along the axis `mtbf`; absent where no line surely passes another. */
  readonly equalAt?: readonly EqualAt[];
  /** Of every combination of the other factors, where there are several. */
  readonly crossovers?: readonly Crossover[];
  /** What the paths of the runs can do beside their speed; absent where no model is known. */
  readonly abilities?: readonly PathAbilities[];
  /** Present where something happened to VMs in some of the runs, or was left out of some for comparison. */
  readonly moving?: CostOfMoving;
  /** Points of the sweep that did not run; absent where there are none, and where the batch does not say. */
  readonly leftOut?: readonly LeftOutReason[];
  /** Value of `by` that the answer recommends; absent where nothing is recommended. Never `native`: it is no choice for VMs. */
  readonly recommendation?: string | number;
  /** The answer in one sentence, and what would change it. */
  readonly answer: string;
  readonly caveats: readonly string[];
}

/** Points of a sweep that the plan left out for one reason. */
export interface LeftOutReason {
  /** Field of the experiment. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
  /** Factors that tell each point apart, without the replicate. */
  readonly points: readonly Readonly<Record<string, string | number>>[];
}

/** Where two values are equally good along the mean time between failures. */
export interface EqualAt {
  readonly baseline: string | number;
  readonly other: string | number;
  readonly mtbfNs: number;
  /** Which is better where hosts fail more often. */
  readonly betterBelow: string | number;
  readonly betterAbove: string | number;
  /** Of the other factors. */
  readonly context: Readonly<Record<string, string | number>>;
}

/** Speed-up of `challenger` over `incumbent` against the share of operations that cross hosts. */
export interface Crossover {
  readonly challenger: string;
  readonly incumbent: string;
  readonly points: readonly { readonly share: number; readonly label: string; readonly speedUp: Estimate }[];
  /** Mean of the points of each share, shares rising: the line that `at` is read from. */
  readonly line: readonly { readonly share: number; readonly speedUp: number }[];
  /** Share where the speed-up passes 1, by linear interpolation along `line`; absent where it never does. */
  readonly at?: number;
  /** Where lines through the lowest and through the highest points pass 1, where several points have one share. */
  readonly range?: { readonly low?: number; readonly high?: number };
  /** Factors that the points have in common. */
  readonly context: Readonly<Record<string, string | number>>;
}

/** What a value of the path axis can do; of several paths together, what each of them can. */
export interface PathAbilities {
  readonly path: string | number;
  readonly osBypass: boolean;
  readonly hypervisorBypass: boolean;
  readonly zeroCopy: boolean;
  readonly liveMigration: PathModel['capabilities']['liveMigration'];
  readonly snapshot: PathModel['capabilities']['snapshot'];
  /** With `detach-reattach`: what carries the traffic meanwhile. */
  readonly fallbackPath?: string;
  /** Where it cannot migrate, or be saved: why not, a clause. */
  readonly reason?: string;
  readonly snapshotReason?: string;
}

/** What it costs to be able to move: time to solution without and with what happens to VMs, path by path. */
export interface CostOfMoving {
  readonly rows: readonly MovingRow[];
  /** The cheapest that can, what it costs, and what cannot, one or two sentences. */
  readonly finding: string;
}

/** One path under one combination of the other axes. Times in ns; a time is absent where no run says it. */
export interface MovingRow {
  readonly path: string | number;
  readonly factors: Readonly<Record<string, string | number>>;
  readonly liveMigration?: PathAbilities['liveMigration'];
  readonly fallbackPath?: string;
  /** Why there are no numbers with events. */
  readonly reason?: string;
  readonly without?: Estimate;
  readonly with?: Estimate;
  /** With less without, replicate by replicate where both have the same. */
  readonly difference?: Estimate;
  readonly downtime?: Estimate;
  readonly migrationTime?: Estimate;
  readonly lostWork?: Estimate;
  /** Means over the runs with events. */
  readonly heldSegments?: number;
  readonly lostTries?: number;
  readonly migrations?: number;
  /** Runs with events, to be opened. */
  readonly fingerprints: readonly string[];
}

/** What a comparison may know beside the runs. */
export interface ComparisonContext {
  readonly experiment?: Comparison['experiment'];
  /** Runs that have no result, so that a hole in the table can say why. */
  readonly failures?: readonly { readonly factors: Readonly<Record<string, string | number>>; readonly message: string }[];
  /** Points that the plan of the newest batch left out. */
  readonly leftOut?: readonly LeftOut[];
  /** Models that took part: what has no published or fitted parameter is named as extrapolated. */
  readonly models?: readonly PathModel[];
  /** Models by value of the path axis: one id may be there with several settings, and with different capabilities. */
  readonly pathModels?: readonly { readonly path: string | number; readonly models: readonly PathModel[] }[];
}

import type { RunResult } from '../../contract/index.ts';
import type { Difference } from '../difference.ts';
import type { RecordScenario } from './scenario.ts';

/** `fitted`: a parameter was chosen by it. `consistency`: it comes from what was fitted. `held out`: nothing was chosen to meet it. */
export type ComparisonUse = 'fitted' | 'consistency' | 'held out';

/** A published figure that is no measurement of one preset: a part of a total, or one run held against another. */
export interface Comparison {
  /** Id of the record, with what it says of it after a slash where there are several figures. */
  readonly id: string;
  readonly title: string;
  /** What was published of how it was measured, and what is assumed for the rest. */
  readonly conditions: string;
  readonly use: ComparisonUse;
  readonly published: number;
  /** Largest value of a range; `published` is the smallest. */
  readonly publishedTo?: number;
  /** `%` and `1` are shares and factors. */
  readonly unit: 'MB/s' | 'ns' | '%' | '1';
  /** Of percentages that hold one run against another. */
  readonly difference?: Difference;
  readonly scenarios: readonly RecordScenario[];
  /** In `unit`. */
  simulated(results: readonly RunResult[]): number;
  /** Why it is missed, or what else is to be known. */
  readonly note?: string;
}

/** Largest relative deviation. */
export const comparisonTolerance = 0.05;

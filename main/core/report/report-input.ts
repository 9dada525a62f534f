import type { PathModel } from '@doorbell/sdk';
import type { Comparison, Experiment, RunResult, RunSummary } from '../contract/index.ts';

/** A whole run whose stages, ranks and resources the report shows. */
export interface ReportResult {
  /** What tells it apart, such as `sr-iov · inter`. */
  readonly label: string;
  readonly result: RunResult;
}

/** Everything a report is made of; the report adds nothing but words. */
export interface ReportInput {
  readonly comparison: Comparison;
  /** The runs compared. */
  readonly rows: readonly RunSummary[];
  /** Models of the paths that took part, one per id. */
  readonly models: readonly PathModel[];
  readonly experiment?: Experiment;
  /** The experiment as its author wrote it. */
  readonly experimentText?: string;
  readonly results?: readonly ReportResult[];
  /** When the report was made, ISO 8601: the core has no clock. */
  readonly createdAt: string;
  /** Version of Doorbell. */
  readonly version: string;
}

import type { ComparisonRequest } from './comparison.ts';
import type { CriticalPath } from './run-result.ts';

/** Which cell of a comparison is looked into: its factors; absent: the cell that says most. */
export interface CriticalRequest {
  readonly comparison: ComparisonRequest;
  readonly factors?: Readonly<Record<string, string | number>>;
}

/** The critical paths of one cell of a comparison: of the first run of each value. */
export interface CriticalContrast {
  readonly factors: Readonly<Record<string, string | number>>;
  readonly runs: readonly {
    readonly value: string | number;
    readonly fingerprint: string;
    /** Without the single messages. */
    readonly criticalPath?: CriticalPath;
    /** Why there is none. */
    readonly omitted?: string;
  }[];
}

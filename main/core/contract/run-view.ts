import type { CampaignInput } from './campaign.ts';
import type { LoggopsInput } from './loggops.ts';
import type { RunInput } from './plan.ts';
import type { RunRow } from './run-record.ts';
import type { RunResult } from './run-result.ts';

/** All instances of one resource together. */
export interface ResourceSum {
  readonly resource: string;
  readonly title: string;
  readonly instances: number;
  readonly meanUtilisation: number;
  readonly busiestUtilisation: number;
  readonly busiestInstance: string;
  readonly meanQueue: number;
  readonly longestQueue: number;
  readonly visits: number;
  /** Of the busy time, cores only: ranks that only polled. */
  readonly pollingShare?: number;
}

/** A result without its resources, which are as many as cores and links of the cluster. */
export type ShownResult = Omit<RunResult, 'resources'>;

/** An input over data paths without what is as large as its cluster and its program. */
export type ShownRunInput = Omit<RunInput, 'places' | 'program' | 'manager' | 'jobs'> & {
  readonly jobs?: readonly { readonly id: string; readonly firstRank: number; readonly ranks: number }[];
};

export type ShownInput =
  | ShownRunInput
  | Omit<LoggopsInput, 'program'>
  | (Omit<CampaignInput, 'probes'> & { readonly probes: readonly { readonly input: ShownRunInput }[] });

/** A run as a screen shows it: its size does not follow the cluster's, but for a row of each rank. */
export interface RunView {
  readonly row: RunRow;
  readonly result: ShownResult;
  readonly resources: readonly ResourceSum[];
  readonly input: ShownInput;
}

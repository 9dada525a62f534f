import type { CampaignInput } from './campaign.ts';
import type { LoggopsInput } from './loggops.ts';
import type { RunInput } from './plan.ts';
import type { RunRow } from './run-record.ts';
import type { RankTime, RunResult } from './run-result.ts';

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

/** A rank, or neighbours with the means of their times. */
export interface ShownRank extends RankTime {
  /** Ranks that these are the means of, from `rank` on. Absent: one. */
  readonly ranks?: number;
}

/** How the times of many ranks spread, part by part. */
export interface RankSpread {
  readonly ranks: number;
  readonly parts: readonly {
    readonly label: string;
    readonly leastNs: number;
    readonly p5Ns: number;
    readonly medianNs: number;
    readonly meanNs: number;
    readonly p95Ns: number;
    readonly mostNs: number;
    readonly leastRank: number;
    readonly mostRank: number;
  }[];
}

/** A result without its resources, which are as many as cores and links of the cluster, and with means of neighbours where there are many ranks. */
export type ShownResult = Omit<RunResult, 'resources' | 'ranks'> & { readonly ranks: readonly ShownRank[] };

/** An input over data paths without what is as large as its cluster and its program. */
export type ShownRunInput = Omit<RunInput, 'places' | 'program' | 'manager' | 'jobs'> & {
  readonly jobs?: readonly { readonly id: string; readonly firstRank: number; readonly ranks: number }[];
};

export type ShownInput =
  | ShownRunInput
  | Omit<LoggopsInput, 'program'>
  | (Omit<CampaignInput, 'probes'> & { readonly probes: readonly { readonly input: ShownRunInput }[] });

/** A run as a screen shows it: its size does not follow the cluster's. */
export interface RunView {
  readonly row: RunRow;
  readonly result: ShownResult;
  readonly resources: readonly ResourceSum[];
  /** Where ranks are shown as means: how they differ. */
  readonly rankSpread?: RankSpread;
  readonly input: ShownInput;
}

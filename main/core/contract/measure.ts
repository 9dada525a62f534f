/**
 * What a workload wants to be judged by, beside the execution time. `by` divides times and multiplies rates.
 * - `timer-mean`, `timer-max`, `timer-p50`, `timer-p99`: of the intervals of a timer over all ranks, ns, divided by `by`;
 * - `timer-rate`: `by` for each interval, summed over the ranks that used the timer, per second of the mean interval;
 * - `run-mean`: execution time divided by `by`, ns; `run-rate`: `by` per second of the execution time;
 * - `delivered-rate`: bytes delivered from the first post to the last completion;
 * - `return-interval`: half the mean interval between messages that rank 0 receives, the first left out.
 */
export type Measure =
  | { readonly metric: string; readonly of: 'timer-mean' | 'timer-max' | 'timer-p50' | 'timer-p99'; readonly timer: number; readonly by: number }
  | { readonly metric: string; readonly of: 'timer-rate'; readonly timer: number; readonly by: number; readonly unit: 'B/s' | '1/s' }
  | { readonly metric: string; readonly of: 'run-mean'; readonly by: number }
  | { readonly metric: string; readonly of: 'run-rate'; readonly by: number; readonly unit: 'B/s' | '1/s' }
  | { readonly metric: string; readonly of: 'delivered-rate' | 'return-interval' };

import { pow10 } from '../../main/core/statistics/index.ts';
import type { Experiment, Operation, RunRow } from '../../main/core/contract/index.ts';
import { buildWorkload, checkRanks } from '../../main/core/workloads/index.ts';

/** How long a time bar is, and what says so. */
export interface TimeScale {
  readonly toNs: number;
  readonly from: 'runs' | 'events' | 'compute' | 'guess';
  /** Longest run of the last batch. */
  readonly lastRunNs?: number;
  /** The application computes for at least this long. */
  readonly computeNs?: number;
}

/** Behind the latest event, so that it can be moved on. */
const margin = 1.25;
/** Where nothing at all is known. */
const guessNs = 1e9;
/** Larger programs are not walked for a bar's length. */
const mostRanks = 4096;

/** The bar's length: the runs of the last batch, else what the ranks compute, and in any case a margin behind the latest event. */
export function timeScale(latestNs: number, lastRunNs: number | undefined, computeNs: number | undefined): TimeScale {
  const behind = latestNs * margin;
  const known = lastRunNs ?? (computeNs === undefined ? undefined : computeNs * margin);
  const extra = { ...(lastRunNs === undefined ? {} : { lastRunNs }), ...(computeNs === undefined ? {} : { computeNs }) };
  if (known !== undefined && known >= behind) return { toNs: known, from: lastRunNs === undefined ? 'compute' : 'runs', ...extra };
  return behind > 0 ? { toNs: behind, from: 'events', ...extra } : { toNs: guessNs, from: 'guess', ...extra };
}

/** A step of 1, 2 or 5 × 10^n ns, about a hundredth of the bar: where events are set down. */
export function stepNs(toNs: number): number {
  let step = 1;
  for (let exponent = 0; exponent < 14; exponent++) for (const digit of [1, 2, 5]) if (digit * pow10(exponent) <= toNs / 80) step = digit * pow10(exponent);
  return step;
}

/** `ns` on the nearest step of the bar, and on the bar. */
export function onStep(ns: number, toNs: number): number {
  const step = stepNs(toNs);
  return Math.min(Math.max(0, Math.round(ns / step) * step), Math.floor(toNs / step) * step);
}

/** The longest run of an experiment's last batch. */
export function lastRunNs(rows: readonly RunRow[], name: string | undefined): number | undefined {
  const own = rows.filter((row) => row.experiment === name && row.metrics['executionTime'] !== undefined);
  const newest = own.reduce<RunRow | undefined>((found, row) => (found === undefined || row.createdAt > found.createdAt ? row : found), undefined);
  if (newest === undefined) return undefined;
  return Math.max(...own.filter(({ batch }) => batch === newest.batch).map((row) => row.metrics['executionTime']?.value ?? 0));
}

/** What the busiest rank computes, of the jobs whose programs are known; undefined where none is, or nothing is computed. */
export function computeFloorNs({ jobs, cluster }: Experiment): number | undefined {
  const floors = jobs.map((job) => {
    if (job.workload.kind === 'trace' || job.ranks > mostRanks || checkRanks(job.workload, job.ranks) !== undefined) return 0;
    const seen = new Map<readonly Operation[], number>();
    const sum = (operations: readonly Operation[]): number => operations.reduce((ns, operation) => ns + (operation.op === 'compute' ? operation.ns : operation.op === 'loop' ? operation.count * sum(operation.body) : 0), 0);
    const lists = buildWorkload(job.workload, { ranks: job.ranks, host: cluster.host }).program.ranks;
    for (const list of lists) if (!seen.has(list)) seen.set(list, sum(list));
    return (job.startNs ?? 0) + Math.max(0, ...seen.values());
  });
  const floor = Math.max(0, ...floors);
  return floor > 0 ? floor : undefined;
}

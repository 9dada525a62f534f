import type { Operation } from '../../contract/index.ts';
import { compute, type WorkloadSetting } from '../built-workload.ts';
import { computeNs } from '../compute-time.ts';

/** The program of every rank. */
export type RankPrograms = readonly (readonly Operation[])[];

/**
 * Memory traffic per operation, bytes. CG: a stored value and its column index, 12 bytes for two operations. IS: a key is read and
 * written about three times, 24 bytes for 9.3 operations. Others, judgement: they work in caches or read every point a few times.
 */
export const bytesPerOperation = { EP: 0, CG: 6, MG: 2, FT: 1.5, IS: 2.6, LU: 1 } as const;

/** Compute of so many operations. */
export function work(benchmark: keyof typeof bytesPerOperation, operations: number, host: WorkloadSetting['host']): readonly Operation[] {
  return compute(computeNs(host, operations, operations * bytesPerOperation[benchmark]));
}

/** A receive posted, a send, a wait, as the benchmarks' Fortran writes an exchange; nothing with oneself. */
export function exchange(rank: number, partner: number, sendBytes: number, receiveBytes: number, tag: number): readonly Operation[] {
  return partner === rank ? [] : [
    { op: 'ireceive', from: partner, bytes: receiveBytes, tag, request: 0 }, { op: 'send', to: partner, bytes: sendBytes, tag }, { op: 'wait', request: 0 },
  ];
}

/** Whole binary logarithm of a power of two. */
export function powerOf(ranks: number): number {
  let power = 0;
  for (let rest = ranks; rest > 1; rest = Math.floor(rest / 2)) power += 1;
  return power;
}

/** Whether a number is a power of two. */
export function isPowerOfTwo(value: number): boolean {
  return value >= 1 && Number.isInteger(value) && (1 << powerOf(value)) === value;
}

import type { Cluster } from '../contract/index.ts';

type Host = Cluster['host'];

/**
 * What one core sustains where the document does not say it. Origin: judgement. One floating-point operation per cycle is a quarter
 * of what SSE2 could do at most, about what compiled loops reach on Xeons of 2008 to 2012. 3 GB/s is what STREAM gives one core of
 * them; that cores of a host share memory bandwidth is not modelled.
 */
export const defaultCore = { flopsPerCycle: 1, memoryBytesPerSecond: 3e9 } as const;

/** ns of one core for so many operations and bytes of memory traffic: the longer of the two (roofline). */
export function computeNs(host: Host, flops: number, bytes: number): number {
  const flopsPerSecond = host.coreHz * (host.flopsPerCycle ?? defaultCore.flopsPerCycle);
  return Math.max((flops * 1e9) / flopsPerSecond, memoryNs(host, bytes));
}

/** ns of one core to move so many bytes to or from memory; a copy moves each byte twice. */
export function memoryNs(host: Host, bytes: number): number {
  return (bytes * 1e9) / (host.memoryBytesPerSecond ?? defaultCore.memoryBytesPerSecond);
}

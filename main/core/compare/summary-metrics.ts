import type { Quantity, RunResult } from '../contract/index.ts';

const processors = ['guest-user', 'guest-kernel', 'hypervisor', 'driver-domain'] as const;

/**
 * The metrics of a run as lists and comparisons have them: those of the result, and `cpuPerByte`, what every processor did for
 * messages (guests, hypervisor and driver domains on all hosts; no computation, no polling; wake-ups as long as they take), per byte of payload sent.
 */
export function summaryMetrics({ metrics, cpuSeconds, traffic }: RunResult): Readonly<Record<string, Quantity>> {
  const bytes = traffic.reduce((sum, [, , , sent]) => sum + sent, 0);
  if (bytes === 0) return metrics;
  const seconds = processors.reduce((sum, executor) => sum + cpuSeconds[executor], 0);
  return { ...metrics, cpuPerByte: { value: (seconds * 1e9) / bytes, unit: 'ns/B' } };
}

import type { PlannedInput, Quantity, RunResult } from '../contract/index.ts';
import { setUpTimeNs } from './set-up-time.ts';

const processors = ['guest-user', 'guest-kernel', 'hypervisor', 'driver-domain'] as const;

/**
 * The metrics of a run as lists and comparisons have them: those of the result; `cpuPerByte`, what every processor did for
 * messages (guests, hypervisor and driver domains on all hosts; no computation, no polling; wake-ups as long as they take), per byte of payload sent;
 * and `setUpTime`, what comes before the first message, where the paths say what that costs.
 */
export function summaryMetrics(result: RunResult, input?: PlannedInput): Readonly<Record<string, Quantity>> {
  const { metrics, cpuSeconds, traffic } = result;
  const bytes = traffic.reduce((sum, [, , , sent]) => sum + sent, 0);
  const setUpNs = input === undefined ? undefined : setUpTimeNs(input, result);
  if (bytes === 0 && setUpNs === undefined) return metrics;
  const seconds = processors.reduce((sum, executor) => sum + cpuSeconds[executor], 0);
  return {
    ...metrics, ...(bytes === 0 ? {} : { cpuPerByte: { value: (seconds * 1e9) / bytes, unit: 'ns/B' } }),
    ...(setUpNs === undefined ? {} : { setUpTime: { value: setUpNs, unit: 'ns' } }),
  };
}

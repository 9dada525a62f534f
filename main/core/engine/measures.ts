import type { Measure, Quantity, RunJob } from '../contract/index.ts';
import type { MessageCounts } from './job-counts.ts';
import { ranksOf, timerQuantile, type Timers } from './timers.ts';

/** Inputs of the first format name no measures: their workloads had these. */
const firstMeasures: Readonly<Record<string, readonly Measure[]>> = {
  streams: [{ metric: 'goodput', of: 'delivered-rate' }], 'ping-pong': [{ metric: 'halfRoundTrip', of: 'return-interval' }],
};

/** The own metrics of a run's workload, or of a job's, in its order; one that nothing was measured for is left out. `endNs` is how long it took. */
export function measuredMetrics(input: Pick<RunJob, 'measures' | 'workloadKind'>, statistics: MessageCounts, timers: Timers, endNs: number): readonly (readonly [string, Quantity])[] {
  const measures = input.measures ?? (Object.hasOwn(firstMeasures, input.workloadKind) ? firstMeasures[input.workloadKind] : []);
  return measures.flatMap((measure) => {
    const quantity = quantityOf(measure, statistics, timers, endNs);
    return quantity === undefined || !Number.isFinite(quantity.value) ? [] : [[measure.metric, quantity] as const];
  });
}

function quantityOf(measure: Measure, statistics: MessageCounts, timers: Timers, endNs: number): Quantity | undefined {
  switch (measure.of) {
    case 'delivered-rate': {
      const span = statistics.lastCompletionNs - statistics.firstPostNs;
      return span > 0 ? { value: (statistics.bytesDelivered * 1e9) / span, unit: 'B/s' } : undefined;
    }
    case 'return-interval':
      // The first round trip is left out: it waits for the other rank to start.
      return statistics.messages > 2 ? { value: (statistics.lastReturnNs - statistics.firstReturnNs) / (statistics.messages - 2), unit: 'ns' } : undefined;
    case 'run-mean': return { value: endNs / measure.by, unit: 'ns' };
    case 'run-rate': return endNs > 0 ? { value: (measure.by * 1e9) / endNs, unit: measure.unit } : undefined;
    default: return timedQuantity(measure, timers);
  }
}

function timedQuantity(measure: Extract<Measure, { readonly timer: number }>, timers: Timers): Quantity | undefined {
  const { timer } = measure;
  const intervals = timer < timers.count ? timers.intervals[timer] : 0;
  if (intervals === 0) return undefined;
  const meanNs = timers.sumNs[timer] / intervals;
  switch (measure.of) {
    case 'timer-mean': return { value: meanNs / measure.by, unit: 'ns' };
    case 'timer-max': return { value: timers.maxNs[timer] / measure.by, unit: 'ns' };
    case 'timer-p50': return { value: timerQuantile(timers, timer, 0.5) / measure.by, unit: 'ns' };
    case 'timer-p99': return { value: timerQuantile(timers, timer, 0.99) / measure.by, unit: 'ns' };
    case 'timer-rate': return meanNs > 0 ? { value: (ranksOf(timers, timer) * measure.by * 1e9) / meanNs, unit: measure.unit } : undefined;
  }
}

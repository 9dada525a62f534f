import type { ChartSpec, ShownResult } from '../contract/index.ts';
import { chartBands } from './incident-bands.ts';
import { displayUnit, formatQuantity, type DisplayUnit } from './units.ts';

/** The axis of time that both charts over a run share, with what happened to VMs behind. */
function overTime(result: ShownResult, time: DisplayUnit): Pick<ChartSpec, 'x' | 'bands'> {
  const bands = chartBands(result, time.divisor);
  return { x: { title: 'simulated time', unit: time.label, scale: 'linear' }, ...(bands.length === 0 ? {} : { bands }) };
}

/** Bytes completed per second over the run; `undefined` for results that do not say, and where nothing was sent. */
export function throughputLine(result: ShownResult): ChartSpec | undefined {
  const { throughput } = result;
  if (throughput === undefined || throughput.bytes.length < 2) return undefined;
  const { binNs, bytes } = throughput;
  const rates = bytes.map((count) => (count * 1e9) / binNs);
  const most = Math.max(...rates);
  if (most === 0) return undefined;
  const time = displayUnit('ns', binNs * bytes.length);
  const unit = displayUnit('B/s', most);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  return {
    kind: 'lines',
    title: 'Throughput over time',
    finding: `Messages complete at ${formatQuantity({ value: mean, unit: 'B/s' })} on average and ${formatQuantity({ value: most, unit: 'B/s' })} in the busiest interval of ${formatQuantity({ value: binNs, unit: 'ns' })}.`,
    ...overTime(result, time),
    y: { title: 'payload', unit: unit.label, scale: 'linear' },
    series: [{ label: 'payload', style: 'value-1', draw: 'line', points: rates.map((rate, i) => ({ x: ((i + 0.5) * binNs) / time.divisor, y: rate / unit.divisor })) }],
  };
}

/** Mean latency of the messages completed in each interval; intervals without a message have no point. `undefined` for results that do not say. */
export function latencyLine(result: ShownResult): ChartSpec | undefined {
  const { throughput } = result;
  if (throughput?.latencyNs === undefined) return undefined;
  const { binNs, bytes, latencyNs } = throughput;
  const known = latencyNs.flatMap((ns, i) => (ns > 0 ? [{ i, ns }] : []));
  if (known.length < 2) return undefined;
  const time = displayUnit('ns', binNs * bytes.length);
  const sorted = known.map(({ ns }) => ns).sort((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const worst = known.reduce((most, one) => (one.ns > most.ns ? one : most));
  // Around a stop latency is thousands of times what it is else: only powers show both.
  const wide = worst.ns > 30 * (sorted[0] ?? worst.ns);
  const unit = displayUnit('ns', wide ? median : worst.ns);
  return {
    kind: 'lines',
    title: 'Latency over time',
    finding: `The median interval has a mean latency of ${formatQuantity({ value: median, unit: 'ns' })}, the worst ${formatQuantity({ value: worst.ns, unit: 'ns' })} at ${formatQuantity({ value: (worst.i + 0.5) * binNs, unit: 'ns' })}.`,
    ...overTime(result, time),
    y: { title: 'mean latency', unit: unit.label, scale: wide ? 'log' : 'linear' },
    series: [{ label: 'mean latency', style: 'value-2', draw: 'line', breakBeyond: (1.5 * binNs) / time.divisor, points: known.map(({ i, ns }) => ({ x: ((i + 0.5) * binNs) / time.divisor, y: ns / unit.divisor })) }],
  };
}

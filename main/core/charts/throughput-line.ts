import type { ChartSpec, RunResult } from '../contract/index.ts';
import { displayUnit, formatQuantity } from './units.ts';

/** Bytes completed per second over the run; `undefined` for results that do not say, and where nothing was sent. */
export function throughputLine({ throughput }: RunResult): ChartSpec | undefined {
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
    x: { title: 'simulated time', unit: time.label, scale: 'linear' },
    y: { title: 'payload completed', unit: unit.label, scale: 'linear' },
    series: [{ label: 'payload', style: 'value-1', draw: 'line', points: rates.map((rate, i) => ({ x: ((i + 0.5) * binNs) / time.divisor, y: rate / unit.divisor })) }],
  };
}

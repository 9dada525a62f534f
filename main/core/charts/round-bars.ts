import type { ChartSpec, MigrationIncident } from '../contract/index.ts';
import { formatBytes, formatQuantity, sharedUnit } from './units.ts';

/** Bytes that each round of pre-copy sent, and what was written meanwhile; `undefined` where there was no round. */
export function roundBars({ vm, rounds, residualBytes }: MigrationIncident): ChartSpec | undefined {
  if (rounds.length === 0) return undefined;
  const unit = sharedUnit('B', rounds.flatMap((round) => [round.bytes, round.dirtiedBytes]));
  const [first, last] = [rounds[0], rounds.at(-1)];
  const span = rounds.length === 1 || first === undefined || last === undefined ? '' : `, the first ${formatBytes(first.bytes)} and the last ${formatBytes(last.bytes)}`;
  const ns = (last?.toNs ?? 0) - (first?.fromNs ?? 0);
  return {
    kind: 'bars',
    title: `Rounds of VM ${vm}`,
    finding: `${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'} in ${formatQuantity({ value: ns, unit: 'ns' })}${span}; ${formatQuantity({ value: residualBytes, unit: 'B' })} were left for the stop.`,
    x: { title: 'round', scale: 'category', categories: rounds.map((_, at) => String(at + 1)) },
    y: { title: 'memory', unit: unit.label, scale: 'linear' },
    series: [
      { label: 'sent', style: 'value-1', points: rounds.map((round, x) => ({ x, y: round.bytes / unit.divisor })) },
      { label: 'written meanwhile', style: 'value-2', variant: 1, points: rounds.map((round, x) => ({ x, y: round.dirtiedBytes / unit.divisor })) },
    ],
  };
}

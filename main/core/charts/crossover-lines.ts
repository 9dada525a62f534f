import type { ChartSpec, Crossover } from '../contract/index.ts';
import { formatPercent } from './units.ts';
import { pointOf } from './comparison-bars.ts';

/** Speed-up of the challenger against the share of operations crossing hosts: the line, the points it is made of, and where it passes 1. */
export function crossoverLines(crossover: Crossover): ChartSpec {
  const { challenger, incumbent, at } = crossover;
  const ends = [crossover.line[0], crossover.line.at(-1)];
  const always = (ends[0]?.speedUp ?? 1) > 1 ? challenger : incumbent;
  const rising = (ends[1]?.speedUp ?? 1) > (ends[0]?.speedUp ?? 1);
  return {
    kind: 'lines',
    title: `Speed-up of ${challenger} over ${incumbent}`,
    finding: at === undefined
      ? `${always} wins at every share of operations crossing hosts.`
      : `On the line through the means, ${rising ? incumbent : challenger} wins below ${formatPercent(at, 2)} of operations crossing hosts, ${rising ? challenger : incumbent} above.`,
    x: { title: 'MPI operations crossing hosts', unit: '%', scale: 'linear' },
    y: { title: challenger.length + incumbent.length > 40 ? 'speed-up' : `speed-up of ${challenger} over ${incumbent}`, scale: 'linear' },
    series: [
      { label: `${challenger} over ${incumbent}`, style: challenger, draw: 'line', points: crossover.line.map((point) => ({ x: point.share * 100, y: point.speedUp })) },
      {
        label: 'simulated points', style: challenger, draw: 'points',
        points: crossover.points.map((point) => ({ ...pointOf(point.share * 100, point.speedUp, 1), label: point.label })),
      },
    ],
    rules: [
      { axis: 'y', at: 1, label: 'equal' },
      ...(at === undefined ? [] : [{ axis: 'x' as const, at: at * 100, label: `crossover ${formatPercent(at, 2)}` }]),
    ],
  };
}

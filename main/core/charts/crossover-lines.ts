import type { ChartSpec, Crossover } from '../contract/index.ts';
import { cellLabel } from './labels.ts';
import { formatPercent } from './units.ts';
import { pointOf } from './comparison-bars.ts';

/** What the points say, as far as they say it: between two placements alone nothing is known. */
export function crossoverFinding({ challenger, incumbent, at, line }: Crossover): string {
  const winner = (speedUp: number): string => (speedUp > 1 ? challenger : incumbent);
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined) return 'There are no points.';
  const always = line.every((point) => point.speedUp > 1 === first.speedUp > 1);
  if (line.length < 3) {
    if (always) return `${winner(first.speedUp)} wins at both shares that were simulated, ${formatPercent(first.share, 2)} and ${formatPercent(last.share, 2)} of operations crossing hosts.`;
    return `${winner(first.speedUp)} wins with ${formatPercent(first.share, 2)} of operations crossing hosts, ${winner(last.speedUp)} with ${formatPercent(last.share, 2)}; nothing was simulated between them.`;
  }
  if (at === undefined) return always ? `${winner(first.speedUp)} wins at every share of operations crossing hosts.` : 'Both are equal at every share of operations crossing hosts.';
  const rising = last.speedUp > first.speedUp;
  return `On the line through the means, ${rising ? incumbent : challenger} wins below ${formatPercent(at, 2)} of operations crossing hosts, ${rising ? challenger : incumbent} above.`;
}

/** Speed-up of the challenger against the share of operations crossing hosts: the points, and from three shares on the line they lie on and where it passes 1. */
export function crossoverLines(crossover: Crossover): ChartSpec {
  const { challenger, incumbent, at, context } = crossover;
  const fixed = Object.keys(context).length === 0 ? '' : ` with ${cellLabel(context)}`;
  const line = crossover.line.length < 3 ? [] : [
    { label: `${challenger} over ${incumbent}`, style: challenger, draw: 'line' as const, points: crossover.line.map((point) => ({ x: point.share * 100, y: point.speedUp })) },
  ];
  return {
    kind: 'lines',
    title: `Speed-up of ${challenger} over ${incumbent}${fixed}`,
    finding: crossoverFinding(crossover),
    x: { title: 'MPI operations crossing hosts', unit: '%', scale: 'linear' },
    y: { title: challenger.length + incumbent.length > 40 ? 'speed-up' : `speed-up of ${challenger} over ${incumbent}`, scale: 'linear' },
    series: [
      ...line,
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

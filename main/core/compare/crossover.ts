import { factorLabel } from '../charts/labels.ts';
import type { Crossover } from '../contract/index.ts';
import { mean } from '../statistics/index.ts';
import type { CellData } from './cells.ts';
import type { Measure } from './entry.ts';
import { sortedFactors, type Value } from './order.ts';
import { arePaired, speedUp, type Sample } from './speed-up.ts';

/** Engine metric: share of a run's MPI operations that cross hosts, 0 to 1. */
export const shareMetric = 'crossingShare';

/** Factors whose values are different programs, or happen different things to them: between two of them no line can be drawn. */
const otherPrograms: readonly string[] = ['benchmark', 'class', 'collective', 'algorithm', 'size', 'layer', 'tool', 'events', 'recovery', 'scheduler', 'sharing', 'mtbf'];

type Point = Crossover['points'][number];

/** Share of operations crossing hosts in the runs of one value; undefined where they do not tell. */
export function shareOf(cell: CellData, value: Value): number | undefined {
  const shares = (cell.runs.get(value) ?? []).flatMap((run) => {
    const quantity = run.row.metrics[shareMetric];
    return quantity === undefined || quantity.unit !== '1' || !Number.isFinite(quantity.value) ? [] : [quantity.value];
  });
  return shares.length === 0 ? undefined : mean(shares);
}

/** Mean over cells, replicate by replicate where all cells have the same replicates. */
function pool(sides: readonly (readonly Sample[])[]): readonly Sample[] {
  const [first, ...others] = sides;
  if (first === undefined) return [];
  if (others.length === 0) return first;
  if (others.every((other) => arePaired(first, other))) {
    return first.map((sample, index) => ({ replicate: sample.replicate, value: mean(sides.map((side) => side[index]?.value ?? sample.value)) }));
  }
  return [{ replicate: undefined, value: mean(sides.map((side) => mean(side.map((sample) => sample.value)))) }];
}

function partition<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

function without(factors: CellData['factors'], names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(sortedFactors(Object.keys(factors)).filter((name) => !names.includes(name)).map((name) => [name, factors[name] ?? '']));
}

/** Groups points by share (equal to 1e-9), shares rising. */
function byShare(points: readonly Point[]): readonly { readonly share: number; readonly speedUps: readonly number[] }[] {
  const groups: { share: number; speedUps: number[] }[] = [];
  for (const point of [...points].sort((left, right) => left.share - right.share)) {
    const last = groups.at(-1);
    if (last !== undefined && point.share - last.share < 1e-9) last.speedUps.push(point.speedUp.mean);
    else groups.push({ share: point.share, speedUps: [point.speedUp.mean] });
  }
  return groups;
}

/** Where a line through points of rising share first passes 1, by linear interpolation. */
export function passing(line: readonly { readonly share: number; readonly speedUp: number }[]): number | undefined {
  for (let index = 0; index + 1 < line.length; index += 1) {
    const [from, to] = [line[index], line[index + 1]];
    if (from === undefined || to === undefined) continue;
    const [before, after] = [from.speedUp - 1, to.speedUp - 1];
    if (before === 0 && after === 0) continue;
    if (before * after <= 0) return from.share + ((to.share - from.share) * before) / (before - after);
  }
  return undefined;
}

function pointsOf(cells: readonly CellData[], challenger: Value, incumbent: Value, labelled: readonly string[], measure: Measure): readonly Point[] {
  const averaged = labelled.includes('distribution') && labelled.length > 1 ? labelled.filter((name) => name !== 'distribution') : labelled;
  const groups = partition(cells, (cell) => JSON.stringify(averaged.map((name) => cell.factors[name] ?? '')));
  return groups.flatMap((group): readonly Point[] => {
    const usable = group.flatMap((cell) => {
      const [own, base, share] = [cell.sides.get(challenger), cell.sides.get(incumbent), shareOf(cell, challenger)];
      const positive = (samples: readonly Sample[]): boolean => samples.every((sample) => sample.value > 0);
      return own?.ok === true && base?.ok === true && share !== undefined && positive(own.samples) && positive(base.samples)
        ? [{ own: own.samples, base: base.samples, share }] : [];
    });
    const first = group[0];
    if (usable.length === 0 || first === undefined) return [];
    const { estimate } = speedUp(pool(usable.map((cell) => cell.own)), pool(usable.map((cell) => cell.base)), measure.higherIsBetter);
    const label = averaged.map((name) => factorLabel(name, first.factors[name] ?? '')).join(', ');
    return [{ share: mean(usable.map((cell) => cell.share)), label, speedUp: estimate }];
  });
}

/**
 * Speed-up of a challenger over an incumbent against the share of operations that cross hosts. One point per placement,
 * averaged over distributions. Other factors (ranks, hosts, size, ...) are held fixed: each of their combinations has a crossover of its own, those
 * with most distinct shares last. The line goes through the mean of the points of each share; nothing is read between
 * fewer than three shares, where a line would only join two placements. None without two distinct shares.
 */
export function findCrossovers(cells: readonly CellData[], candidates: readonly Value[], measure: Measure): readonly Crossover[] {
  const pair = candidates.includes('sr-iov') && candidates.includes('xen-bridged') ? (['sr-iov', 'xen-bridged'] as const) : bestTwo(cells, candidates, measure);
  if (measure.by !== 'path' || pair === undefined) return [];
  const [challenger, incumbent] = pair;
  const names = sortedFactors(cells.flatMap((cell) => Object.keys(cell.factors)));
  const labelled = names.includes('placement') ? names.filter((name) => name === 'placement' || name === 'distribution') : names.filter((name) => !otherPrograms.includes(name));
  const found = partition(cells, (cell) => JSON.stringify(without(cell.factors, labelled))).flatMap((group) => {
    const points = pointsOf(group, challenger, incumbent, labelled, measure);
    const groups = byShare(points);
    return groups.length < 2 ? [] : [crossoverOf(String(challenger), String(incumbent), points, without(group[0]?.factors ?? {}, labelled))];
  });
  return found.map((crossover, at) => ({ crossover, at })).sort((left, right) => left.crossover.line.length - right.crossover.line.length || left.at - right.at).map(({ crossover }) => crossover);
}

function crossoverOf(challenger: string, incumbent: string, points: readonly Point[], context: Record<string, Value>): Crossover {
  const groups = byShare(points);
  const through = (pick: (speedUps: readonly number[]) => number): Crossover['line'] =>
    groups.map((group) => ({ share: group.share, speedUp: pick(group.speedUps) }));
  const line = through(mean);
  const drawn = line.length > 2;
  const at = drawn ? passing(line) : undefined;
  const low = passing(through((speedUps) => Math.max(...speedUps)));
  const high = passing(through((speedUps) => Math.min(...speedUps)));
  return {
    challenger, incumbent, points, line, context,
    ...(at === undefined ? {} : { at }),
    ...(drawn && groups.some((group) => group.speedUps.length > 1) ? { range: { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) } } : {}),
  };
}

/** The two candidates with the best mean over the cells that both have; the better one challenges. */
function bestTwo(cells: readonly CellData[], candidates: readonly Value[], measure: Measure): readonly [Value, Value] | undefined {
  const common = cells.filter((cell) => candidates.every((value) => cell.sides.get(value)?.ok === true));
  const score = (value: Value): number => mean(common.map((cell) => {
    const side = cell.sides.get(value);
    return side?.ok === true ? side.estimate.mean : 0;
  }));
  const sign = measure.higherIsBetter ? -1 : 1;
  const [first, second] = [...candidates].sort((left, right) => sign * (score(left) - score(right)));
  return first === undefined || second === undefined || common.length === 0 ? undefined : [first, second];
}

import type { EqualAt } from '../contract/index.ts';
import { factorLabel } from '../charts/labels.ts';
import { formatLongTime } from '../charts/units.ts';
import type { CellData } from './cells.ts';
import type { Measure } from './entry.ts';
import { speedUp } from './speed-up.ts';
import type { Value } from './order.ts';

/** The axis along which lines are looked at: times to solution rise with the rate of failures, 1 / MTBF, about linearly. */
const axis = 'mtbf';

/**
 * Where the speed-up of a value over the baseline passes 1 between two failure rates, linearly in the rate. Told only where the 95 %
 * interval lies above 1 somewhere on the one side and below 1 on the other: lines that lie on each other pass each other as well.
 */
export function findEqualAt(cells: readonly CellData[], values: readonly Value[], baseline: Value, measure: Measure): readonly EqualAt[] {
  if (measure.by === axis) return [];
  const withAxis = cells.filter(({ factors }) => typeof factors[axis] === 'number');
  const others = [...new Set(withAxis.flatMap(({ factors }) => Object.keys(factors)))].filter((name) => name !== axis);
  const groups = new Map<string, CellData[]>();
  for (const cell of withAxis) {
    const key = JSON.stringify(others.map((name) => cell.factors[name] ?? ''));
    groups.set(key, [...groups.get(key) ?? [], cell]);
  }
  return [...groups.values()].flatMap((group) => values.filter((value) => value !== baseline).flatMap((other) => {
    const { [axis]: _, ...context } = group[0].factors;
    return passingRates(pointsOf(group, baseline, other, measure)).map(({ mtbfNs, rising }): EqualAt => ({
      baseline, other, mtbfNs, betterBelow: rising ? baseline : other, betterAbove: rising ? other : baseline, context,
    }));
  }));
}

interface Point {
  readonly mtbfNs: number;
  readonly speedUp: number;
  /** 1: surely faster than the baseline, -1: surely slower, 0: nobody knows. */
  readonly sign: number;
}

function pointsOf(cells: readonly CellData[], baseline: Value, other: Value, measure: Measure): readonly Point[] {
  return cells.flatMap((cell): readonly Point[] => {
    const [own, base] = [cell.sides.get(other), cell.sides.get(baseline)];
    if (own?.ok !== true || base?.ok !== true || [...own.samples, ...base.samples].some(({ value }) => value <= 0)) return [];
    const { estimate } = speedUp(own.samples, base.samples, measure.higherIsBetter);
    const { mean, low = mean, high = mean } = estimate;
    return [{ mtbfNs: Number(cell.factors[axis]), speedUp: mean, sign: low > 1 ? 1 : high < 1 ? -1 : 0 }];
  }).sort((left, right) => left.mtbfNs - right.mtbfNs);
}

function passingRates(points: readonly Point[]): readonly { readonly mtbfNs: number; readonly rising: boolean }[] {
  const sure = points.flatMap(({ sign }, index) => (sign === 0 ? [] : [index]));
  return sure.slice(1).flatMap((end, index) => {
    const start = sure[index];
    if (points[start].sign === points[end].sign) return [];
    for (let at = start; at < end; at++) {
      const [before, after] = [points[at].speedUp - 1, points[at + 1].speedUp - 1];
      if (before * after > 0 || before === after) continue;
      const [from, to] = [1 / points[at].mtbfNs, 1 / points[at + 1].mtbfNs];
      return [{ mtbfNs: 1 / (from + ((to - from) * before) / (before - after)), rising: points[end].sign > 0 }];
    }
    return [];
  });
}

/** The same in a sentence for each. */
export function sayEqualAt(found: readonly EqualAt[], by: string): readonly string[] {
  return found.map(({ baseline, other, mtbfNs, betterBelow, betterAbove, context }) => {
    const name = (value: Value): string => factorLabel(by, value);
    const where = Object.entries(context).map(([factor, value]) => factorLabel(factor, value)).join(', ');
    const [first, rest] = where === '' ? [name(baseline).slice(0, 1).toUpperCase(), name(baseline).slice(1)] : [`With ${where}: `, name(baseline)];
    return `${first}${rest} and ${name(other)} are equal at an MTBF of about ${formatLongTime(mtbfNs)} per host; ${name(betterBelow)} is better where hosts fail more often, ${name(betterAbove)} where they fail less often.`;
  });
}

import type { ComparisonCell, ComparisonContext, ComparisonEntry } from '../contract/index.ts';
import { baselineEntry, compareSides, judge, readSide, type Measure, type Side } from './entry.ts';
import { groupsWithEvents, impliesEvents } from './event-groups.ts';
import { leftOutMessage } from './left-out.ts';
import { compareValues, type Value } from './order.ts';
import { groupBy, type SelectedRun, type Selection } from './selection.ts';
import { speedUp } from './speed-up.ts';

/** A cell before it is judged. */
export interface CellData {
  readonly factors: Readonly<Record<string, Value>>;
  readonly runs: ReadonlyMap<Value, readonly SelectedRun[]>;
  readonly sides: ReadonlyMap<Value, Side>;
}

function failureOf(context: ComparisonContext, factors: Readonly<Record<string, Value>>): string | undefined {
  return context.failures?.find((failure) => Object.entries(failure.factors)
    .every(([name, value]) => name === 'replicate' || factors[name] === undefined || factors[name] === value))?.message;
}

/**
 * One cell for each combination of the factors that differ, `by` left out, in the order of the factors. By `events`, runs without them
 * stand in each cell of a factor that means nothing without.
 */
export function formCells(selection: Selection, values: readonly Value[], measure: Measure, context: ComparisonContext): readonly CellData[] {
  const implied = impliesEvents(selection.runs, measure.by);
  const names = selection.differing.filter((name) => name !== measure.by && !(implied && name === 'events'));
  const groups = measure.by === 'events' ? groupsWithEvents(selection.runs, names) : groupBy(selection.runs, names);
  const cells = groups.map((group): CellData => {
    const factors: Record<string, Value> = {};
    for (const name of names) {
      const value = group[0] !== undefined && Object.hasOwn(group[0].factors, name) ? group[0].factors[name] : undefined;
      if (value !== undefined) factors[name] = value;
    }
    const runs = new Map<Value, readonly SelectedRun[]>();
    const sides = new Map<Value, Side>();
    for (const value of values) {
      const own = group.filter((run) => run.factors[measure.by] === value);
      runs.set(value, own);
      const point = { ...selection.equal, ...factors, [measure.by]: value };
      sides.set(value, readSide(value, own, measure, failureOf(context, point), leftOutMessage(context, point)));
    }
    return { factors, runs, sides };
  });
  return [...cells].sort((left, right) => {
    for (const name of names) {
      const [a, b] = [left.factors[name], right.factors[name]];
      if (a === undefined || b === undefined) {
        if (a !== b) return a === undefined ? 1 : -1;
        continue;
      }
      const order = compareValues(name, a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** The candidate that is better than every other candidate of the cell by the rules of a verdict. */
export function bestOf(cell: CellData, candidates: readonly Value[], measure: Measure): Value | undefined {
  const sides = candidates.flatMap((value) => {
    const side = cell.sides.get(value);
    return side?.ok === true && side.samples.every((sample) => sample.value > 0) ? [{ value, side }] : [];
  });
  if (sides.length < 2) return undefined;
  const sign = measure.higherIsBetter ? -1 : 1;
  const [first, ...others] = [...sides].sort((left, right) => sign * (left.side.estimate.mean - right.side.estimate.mean));
  if (first === undefined) return undefined;
  const wins = others.every((other) =>
    judge(speedUp(first.side.samples, other.side.samples, measure.higherIsBetter).estimate, measure.threshold) === 'better');
  return wins ? first.value : undefined;
}

/** Judges every value of a cell against the baseline. */
export function judgeCell(cell: CellData, baseline: Value, candidates: readonly Value[], measure: Measure): ComparisonCell {
  const nothing: Side = { ok: false, reason: `No run of ${baseline} here.` };
  const base = cell.sides.get(baseline) ?? nothing;
  const entries = [...cell.sides].map(([value, side]): ComparisonEntry => {
    const fingerprints = (cell.runs.get(value) ?? []).map((run) => run.row.fingerprint);
    return value === baseline ? baselineEntry(value, side, fingerprints) : compareSides(value, side, base, fingerprints, measure);
  });
  const best = bestOf(cell, candidates, measure);
  return { factors: cell.factors, entries, ...(best === undefined ? {} : { best }) };
}

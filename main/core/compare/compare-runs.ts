import type { Comparison, ComparisonContext, ComparisonRequest, Quantity, RunSummary } from '../contract/index.ts';
import { listAbilities } from './abilities.ts';
import { writeAnswer, type AnswerInput } from './answer.ts';
import { defaultAxis } from './axes.ts';
import { listCaveats } from './caveats.ts';
import { candidatesOf } from './candidates.ts';
import { formCells, judgeCell } from './cells.ts';
import { costOfMoving } from './cost-of-moving.ts';
import { findCrossovers } from './crossover.ts';
import type { Measure } from './entry.ts';
import { findEqualAt, sayEqualAt } from './equal-at.ts';
import { leftOutReasons } from './left-out.ts';
import { headlineMetric, higherIsBetter } from './metric.ts';
import { sortedValues } from './order.ts';
import { select } from './selection.ts';

/** Relative difference that counts at all, unless the request says otherwise. */
export const defaultThreshold = 0.02;

function commonUnit(rows: readonly RunSummary[], metric: string): Quantity['unit'] {
  const counts = new Map<Quantity['unit'], number>();
  for (const row of rows) {
    const unit = Object.hasOwn(row.metrics, metric) ? row.metrics[metric]?.unit : undefined;
    if (unit !== undefined) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  const [most] = [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1));
  return most?.[0] ?? '1';
}

/**
 * Compares runs by one axis against a baseline. Never throws: what cannot be compared says why in its entry. Rows may
 * come in any order. An empty list of fingerprints means all rows.
 */
export function compareRuns(rows: readonly RunSummary[], request: ComparisonRequest, context: ComparisonContext = {}): Comparison {
  const by = request.by === '' ? defaultAxis(rows, request.fingerprints) : request.by;
  const selection = select(rows, request.fingerprints, by);
  const chosen = selection.runs.map((run) => run.row);
  const metric = request.metric ?? headlineMetric(chosen);
  const unit = commonUnit(chosen, metric);
  const threshold = request.practicalThreshold ?? defaultThreshold;
  const measure: Measure = { by, metric, unit, higherIsBetter: higherIsBetter(unit, metric), threshold };
  const values = sortedValues(by, selection.runs.flatMap((run) => (Object.hasOwn(run.factors, by) ? run.factors[by] : undefined) ?? []));
  const baseline = request.baseline ?? values[0] ?? '';
  const candidates = candidatesOf(by, values);
  const data = formCells(selection, values, measure, context);
  const cells = data.map((cell) => judgeCell(cell, baseline, candidates, measure));
  const crossovers = findCrossovers(data, candidates, measure);
  const crossover = crossovers.at(-1);
  const paths = selection.runs.flatMap((run) => run.factors['path'] ?? []);
  const abilities = listAbilities(paths.length === 0 ? (context.models ?? []).map((model) => model.id) : paths, context);
  const moving = costOfMoving(selection, abilities, context);
  const leftOut = leftOutReasons(context, selection.equal);
  const input: AnswerInput = { measure, values, candidates, baseline, cells, data, differing: selection.differing, crossover };
  const written = writeAnswer(input);
  const equalAt = findEqualAt(data, values, baseline, measure);
  const first = chosen[0];
  return {
    format: 1,
    experiment: context.experiment ?? { name: first?.experiment ?? '', title: first?.title ?? '', question: '' },
    by, baseline, metric, unit,
    higherIsBetter: measure.higherIsBetter,
    practicalThreshold: threshold,
    values, cells,
    equal: selection.equal,
    differing: selection.differing,
    ...(crossover === undefined ? {} : { crossover }),
    ...(crossovers.length < 2 ? {} : { crossovers }),
    ...(equalAt.length === 0 ? {} : { equalAt }),
    ...(abilities.length === 0 ? {} : { abilities }),
    ...(moving === undefined ? {} : { moving }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    ...written,
    answer: [written.answer, ...sayEqualAt(equalAt, by)].join(' '),
    caveats: listCaveats(input, selection, context),
  };
}

import type { ComparisonContext, ComparisonEntry } from '../contract/index.ts';
import { factorLabel } from '../charts/labels.ts';
import { formatPercent } from '../charts/units.ts';
import type { AnswerInput } from './answer.ts';
import { isCostModel, isNative } from './candidates.ts';
import { leftOutReasons } from './left-out.ts';
import { pathsOfValue } from './paths-of-value.ts';
import type { Selection } from './selection.ts';
import { supportOf } from './support.ts';
import { tally } from './tally.ts';

function plural(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

function aboutSpread(entries: readonly ComparisonEntry[], threshold: number): readonly string[] {
  const estimates = entries.flatMap((entry) => (entry.estimate === undefined ? [] : [entry.estimate]));
  const sizes = estimates.map((estimate) => estimate.samples.length);
  if (estimates.length === 0) return [];
  const limit = formatPercent(threshold);
  if (estimates.every((estimate) => estimate.spread === 'none')) {
    return [Math.max(...sizes) === 1
      ? `One run per value and no interval: verdicts rest on the threshold of ${limit} and on the parameters, not on statistics.`
      : `Nothing varied between replicates: verdicts rest on the threshold of ${limit} and on the parameters, not on statistics.`];
  }
  const few = Math.min(...sizes);
  if (few === 1) return ['Some values have a single run and no interval.'];
  return few < 5 ? [`Some values have only ${few} replicates; orderings are better judged on at least 5.`] : [];
}

function aboutCrossover(input: AnswerInput): readonly string[] {
  const { crossover } = input;
  if (crossover === undefined) return [];
  const said: string[] = [];
  const context = Object.entries(crossover.context);
  if (context.length > 0) said.push(`The crossover is drawn for ${context.map(([name, value]) => factorLabel(name, value)).join(', ')} only.`);
  if (crossover.range !== undefined && crossover.at !== undefined) {
    const { low, high } = crossover.range;
    const shared = crossover.points.filter((point) => crossover.points.some((other) => other !== point && Math.abs(other.share - point.share) < 1e-9));
    const labels = shared.map((point) => point.label).join(' and ');
    const span = low !== undefined && high !== undefined
      ? `taken alone, they put the crossover between ${formatPercent(Math.min(low, high), 2)} and ${formatPercent(Math.max(low, high), 2)}`
      : 'taken alone, one of them never crosses';
    said.push(`${labels} have the same share of operations crossing hosts; the line goes through their mean (${span}).`);
  }
  const unsure = crossover.points.filter((point) => point.speedUp.low !== undefined && point.speedUp.high !== undefined && point.speedUp.low < 1 && point.speedUp.high > 1);
  if (unsure.length > 0) said.push(`The interval of ${unsure.map((point) => point.label).join(', ')} includes speed-up 1, so the crossover is uncertain there.`);
  return said;
}

/** What a reader must know before relying on the answer. */
export function listCaveats(input: AnswerInput, selection: Selection, context: ComparisonContext): readonly string[] {
  const said: string[] = [];
  const entries = input.cells.flatMap((cell) => cell.entries);
  if (input.measure.by === 'path' && input.values.some(isNative) && input.values.length > 1) {
    said.push('native runs without virtual machines: it is a baseline and is never recommended.');
  }
  if (input.measure.by === 'path' && input.values.some(isCostModel)) {
    said.push('loggops is a cost model and no data path: it knows no VMs and no placement, is simulated once where paths have replicates, and is never recommended.');
  }
  said.push(...aboutSpread(entries, input.measure.threshold));
  const holes = entries.filter((entry) => entry.verdict === 'not-comparable').length;
  if (holes > 0) said.push(`${plural(holes, 'value is', 'values are')} not comparable; the table of cells says why.`);
  const points = leftOutReasons(context, selection.equal).reduce((sum, { points: own }) => sum + own.length, 0);
  if (points > 0) said.push(`${plural(points, 'point of the sweep is', 'points of the sweep are')} left out of the plan, as ${points === 1 ? 'it' : 'they'} cannot run; the list of them says why.`);
  if (selection.missing > 0) said.push(`${plural(selection.missing, 'requested run has', 'requested runs have')} no result.`);
  const { decided } = tally(input.cells, input.candidates);
  if (decided < input.cells.length && input.candidates.length > 1 && decided > 0) {
    said.push(`${plural(input.cells.length - decided, 'cell has', 'cells have')} results of fewer than two candidates and ${input.cells.length - decided === 1 ? 'does' : 'do'} not count.`);
  }
  for (const [name, words] of [['experiment', 'experiments'], ['document', 'versions of the experiment'], ['engine', 'versions of the engine'], ['plugins', 'versions of plugins'], ['input', 'inputs']] as const) {
    if (selection.differing.includes(name) && name !== input.measure.by) said.push(`The runs come from different ${words}; they are told apart by “${name}”.`);
  }
  const extrapolated = (context.models ?? []).filter((model) => input.values.some((value) => pathsOfValue(value).includes(model.id)) && supportOf(model).extrapolated);
  if (extrapolated.length > 0) {
    said.push(`Extrapolated: no published measurement supports the parameters of ${[...new Set(extrapolated.map((model) => model.id))].join(', ')}.`);
  }
  said.push(...aboutCrossover(input));
  return said;
}

import type { ComparisonCell, Crossover } from '../contract/index.ts';
import { cellLabel, factorLabel } from '../charts/labels.ts';
import { formatNumber, formatPercent } from '../charts/units.ts';
import type { CellData } from './cells.ts';
import { shareOf } from './crossover.ts';
import type { Measure } from './entry.ts';
import { metricTitle } from './metric.ts';
import { sortedValues, type Value } from './order.ts';
import { speedUp } from './speed-up.ts';
import { tally, type Tally } from './tally.ts';

/** What the answer is made of. */
export interface AnswerInput {
  readonly measure: Measure;
  readonly values: readonly Value[];
  readonly candidates: readonly Value[];
  readonly baseline: Value;
  readonly cells: readonly ComparisonCell[];
  readonly data: readonly CellData[];
  readonly differing: readonly string[];
  readonly crossover: Crossover | undefined;
}

/**
 * Where some cells lie, in words: the values of one factor that hold in all of them and in no other cell, or else how
 * they spread over the values of the factor that gathers them best.
 */
function whereOf(own: readonly ComparisonCell[], all: readonly ComparisonCell[]): string | undefined {
  const others = all.filter((cell) => !own.includes(cell));
  const found = Object.keys(own[0]?.factors ?? {}).flatMap((name) => {
    const mine = sortedValues(name, own.flatMap((cell) => cell.factors[name] ?? []));
    const values = new Set(all.map((cell) => cell.factors[name]));
    if (mine.length === 0 || mine.length > 4 || mine.length === values.size) return [];
    return [{ name, mine, clear: others.every((cell) => cell.factors[name] === undefined || !mine.includes(cell.factors[name])) }];
  });
  const [best] = [...found].sort((left, right) => Number(right.clear) - Number(left.clear) || left.mine.length - right.mine.length);
  if (best === undefined) return undefined;
  if (best.mine.length === 1 && !best.clear) return `${own.length === 1 ? '' : own.length === 2 ? 'both ' : 'all '}with ${withName(best.name)}${best.mine.map((value) => factorLabel(best.name, value)).join('')}`;
  if (best.clear) return `with ${withName(best.name)}${best.mine.map((value) => factorLabel(best.name, value)).join(' or ')}`;
  return `${withName(best.name)}${best.mine.map((value) => `${factorLabel(best.name, value)}: ${own.filter((cell) => cell.factors[best.name] === value).length}`).join(', ')}`;
}

/** A name before values that do not say themselves what they are. */
const withName = (name: string): string => (['placement', 'distribution', 'algorithm'].includes(name) ? `${name} ` : '');

function nameOf(by: string, value: Value): string {
  return `${withName(by)}${factorLabel(by, value)}`;
}

function count(wins: number, decided: number): string {
  if (decided === 1) return 'in the only cell';
  if (wins === decided) return decided === 2 ? 'in both cells' : `in all ${decided} cells`;
  return `in ${wins} of ${decided} cells`;
}

/** What a number of times is taken of: `goodput of xen-bridged`, or where several jobs run `goodput that bulk has with xen-bridged`. */
function timesOf(metric: string, of: string): string {
  const [name, job] = metric.split('@');
  const title = metricTitle(name).toLowerCase();
  return job === undefined ? `${title} of ${of}` : `${title} that ${job} has with ${of}`;
}

/** By how much a winner leads the next candidate of each cell it wins, as `1.18 to 1.49 times`. */
function lead(input: AnswerInput, winner: Value, cells: readonly ComparisonCell[]): string {
  const ratios = cells.flatMap((cell) => {
    const data = input.data.find((one) => one.factors === cell.factors);
    const own = data?.sides.get(winner);
    if (data === undefined || own?.ok !== true) return [];
    const against = input.candidates.flatMap((value) => {
      const side = value === winner ? undefined : data.sides.get(value);
      return side?.ok === true && side.samples.every((sample) => sample.value > 0)
        ? [speedUp(own.samples, side.samples, input.measure.higherIsBetter).estimate.mean] : [];
    });
    return against.length === 0 ? [] : [Math.min(...against)];
  });
  const [low, high] = [formatNumber(Math.min(...ratios)), formatNumber(Math.max(...ratios))];
  const span = low === high ? low : `${low} to ${high}`;
  const other = input.candidates.length === 2 ? nameOf(input.measure.by, input.candidates.find((value) => value !== winner) ?? '') : 'the next best';
  return input.measure.higherIsBetter
    ? `with ${span} times the ${timesOf(input.measure.metric, other)}`
    : `${span} times as fast as ${other}`;
}

/** The decision along the crossover, where challenger and incumbent are the only winners; else undefined. */
function alongCrossover(input: AnswerInput, counted: Tally): string | undefined {
  const { crossover } = input;
  const [first, second, third] = counted.wins;
  if (crossover?.at === undefined || first === undefined || second === undefined || third !== undefined) return undefined;
  const pair: readonly Value[] = [crossover.challenger, crossover.incumbent];
  if (!pair.includes(first.value) || !pair.includes(second.value)) return undefined;
  const rising = (crossover.line.at(-1)?.speedUp ?? 1) > (crossover.line[0]?.speedUp ?? 1);
  const above = (first.value === crossover.challenger) === rising;
  // Said only where it is true of every cell: no winner on the wrong side of the line.
  const { at } = crossover;
  const fits = [first, second].every((win) => win.cells.every((cell) => {
    const data = input.data.find((one) => one.factors === cell.factors);
    const share = data === undefined ? undefined : shareOf(data, crossover.challenger);
    return share !== undefined && (share > at) === ((win.value === first.value) === above);
  }));
  if (!fits) return undefined;
  return `Choose ${first.value} where ${above ? 'more' : 'less'} than ${formatPercent(crossover.at, 2)} of operations cross hosts, else ${second.value}: `
    + `${first.value} wins ${count(first.cells.length, counted.decided)}, ${lead(input, first.value, first.cells)}; `
    + `${second.value} in ${second.cells.length}, ${lead(input, second.value, second.cells)}`;
}

function winsOf(input: AnswerInput, win: Tally['wins'][number]): string {
  const where = whereOf(win.cells, input.cells);
  return `${nameOf(input.measure.by, win.value)} wins in ${win.cells.length}${where === undefined ? '' : ` (${where})`}`;
}

function oneValue(input: AnswerInput): string {
  const [only] = input.values;
  const axes = input.differing.filter((name) => name !== input.measure.by);
  const name = only === undefined ? `no ${input.measure.by}` : nameOf(input.measure.by, only);
  return `All runs have ${name}: there is nothing to compare by ${input.measure.by}.`
    + (axes.length === 0 ? '' : ` They differ by ${axes.join(', ')}.`);
}

/** `MPI has 1.01 to 1.46 times the half round trip of raw over 23 cells (most with 16 KiB)`. */
function timesOfBaseline(input: AnswerInput, value: Value): string {
  const { by, metric, higherIsBetter } = input.measure;
  const baseline = nameOf(by, input.baseline);
  const ratios = input.cells.flatMap((cell) => cell.entries.flatMap((entry) => (entry.value !== value || entry.speedUp === undefined ? []
    : [{ cell, ratio: higherIsBetter ? entry.speedUp.mean : 1 / entry.speedUp.mean }])));
  const [lowest, highest] = [ratios.reduce<typeof ratios[number] | undefined>((a, b) => (a === undefined || b.ratio < a.ratio ? b : a), undefined),
    ratios.reduce<typeof ratios[number] | undefined>((a, b) => (a === undefined || b.ratio > a.ratio ? b : a), undefined)];
  if (lowest === undefined || highest === undefined) return `no cell has runs of both ${baseline} and ${nameOf(by, value)}`;
  const [low, high] = [formatNumber(lowest.ratio), formatNumber(highest.ratio)];
  const span = low === high ? low : `${low} to ${high}`;
  const over = ratios.length === 1 ? 'in the only cell' : `over ${ratios.length} cells${low === high ? '' : ` (most with ${cellLabel(highest.cell.factors)})`}`;
  const [name, job] = metric.split('@');
  if (job !== undefined) return `with ${nameOf(by, value)}, the ${metricTitle(name).toLowerCase()} of ${job} is ${span} times that with ${baseline} ${over}`;
  return `${nameOf(by, value)} has ${span} times the ${timesOf(metric, baseline)} ${over}`;
}

function againstBaseline(input: AnswerInput, values: readonly Value[]): string {
  const said = values.map((value) => timesOfBaseline(input, value)).join('; ');
  // Names of paths stay as they are written.
  const isName = input.measure.by === 'path' && !input.measure.metric.includes('@') && !said.startsWith('no cell');
  return `${isName ? said : said.charAt(0).toUpperCase() + said.slice(1)}.`;
}

/** What a user can choose. The other axes describe a load: their values are measured, not recommended. */
export const choices: readonly string[] = ['path', 'placement', 'distribution', 'scheduler', 'sharing', 'recovery'];

/** The answer in one sentence, and what it recommends. */
export function writeAnswer(input: AnswerInput): { readonly answer: string; readonly recommendation?: Value } {
  const { candidates, measure } = input;
  if (input.cells.length === 0) return { answer: 'There are no runs to compare.' };
  if (input.values.length < 2) return { answer: oneValue(input) };
  const [single] = candidates;
  if (candidates.length === 1 && single !== undefined) return { answer: againstBaseline(input, [single]) };
  if (!choices.includes(measure.by)) return { answer: againstBaseline(input, input.values.filter((value) => value !== input.baseline)) };
  const counted = tally(input.cells, candidates);
  const { decided, ties, wins } = counted;
  const names = candidates.map((value) => nameOf(measure.by, value)).join(candidates.length === 2 ? ' and ' : ', ');
  if (decided === 0) return { answer: `Nothing can be compared: no cell has results of two of ${names}.` };
  const [first, second, ...rest] = wins;
  // Of three, the slowest may well differ where the two fastest do not.
  const many = candidates.length > 2;
  const tied = ties === 0 ? '' : many ? `; no clear winner in ${ties}` : `; no difference in ${ties}`;
  if (first === undefined) {
    if (many) return { answer: `None of ${names} leads all others by a difference that counts ${count(decided, decided)}: choose among the fastest by what they can do.` };
    return { answer: `No difference that counts between ${names} ${count(decided, decided)}: choose by what they can do, not by speed.` };
  }
  const won = `${count(first.cells.length, decided)}, ${lead(input, first.value, first.cells)}`;
  if (second === undefined) {
    return { answer: `Choose ${nameOf(measure.by, first.value)}: it wins ${won}${tied}.`, recommendation: first.value };
  }
  const leads = second.cells.length < first.cells.length;
  const decision = alongCrossover(input, counted);
  const others = [second, ...rest].map((win) => winsOf(input, win)).join('; ');
  const opening = leads
    ? `Choose ${nameOf(measure.by, first.value)}: it wins ${won}`
    : `It depends: ${nameOf(measure.by, first.value)} wins ${won}${whereOf(first.cells, input.cells) === undefined ? '' : ` (${whereOf(first.cells, input.cells)})`}`;
  const crossing = decision !== undefined || input.crossover?.at === undefined ? ''
    : `; on the mean of placements ${input.crossover.challenger} and ${input.crossover.incumbent} are equal at ${formatPercent(input.crossover.at, 2)} of operations crossing hosts`;
  const answer = `${decision ?? `${opening}; ${others}`}${tied}${crossing}.`;
  return leads ? { answer, recommendation: first.value } : { answer };
}

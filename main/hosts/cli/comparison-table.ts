import type { Comparison, ComparisonEntry } from '../../core/contract/index.ts';
import { formatNumber, sharedUnit, type DisplayUnit } from '../../core/charts/index.ts';
import { metricTitle } from '../../core/compare/index.ts';
import { textTable } from './text-table.ts';

function means(comparison: Comparison): readonly number[] {
  return comparison.cells.flatMap(({ entries }) => entries.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate.mean])));
}

/** Mean, and half the width of the 95% interval where there is one. */
function amount({ estimate, verdict }: ComparisonEntry, unit: DisplayUnit): string {
  if (estimate === undefined) return verdict === 'not-comparable' ? 'not comparable' : '—';
  const mean = formatNumber(estimate.mean / unit.divisor, 4);
  if (estimate.low === undefined || estimate.high === undefined) return mean;
  return `${mean} ±${formatNumber((estimate.high - estimate.low) / 2 / unit.divisor, 2)}`;
}

const verdicts: Readonly<Record<ComparisonEntry['verdict'], string>> = {
  better: 'better', worse: 'worse', 'no-difference': 'no difference', 'not-comparable': 'not comparable', baseline: 'baseline',
};

function verdictOf({ speedUp, verdict }: ComparisonEntry): string {
  const factor = speedUp === undefined || verdict === 'baseline' ? '' : `${formatNumber(speedUp.mean)}×, `;
  return `${factor}${verdicts[verdict]}`;
}

/** A comparison as text: one line per combination of factors and value, the answer below. Ends with a line break. */
export function comparisonTable(comparison: Comparison): string {
  const unit = sharedUnit(comparison.unit, means(comparison));
  const names = comparison.differing.filter((name) => name !== comparison.by && name !== 'replicate' && comparison.cells.some(({ factors }) => factors[name] !== undefined));
  const rows = comparison.cells.flatMap(({ factors, entries }) => entries.map((entry) => [
    ...names.map((name) => String(factors[name] ?? '')),
    String(entry.value),
    amount(entry, unit),
    String(entry.estimate?.samples.length ?? 0),
    verdictOf(entry),
  ]));
  const title = `${metricTitle(comparison.metric)}${unit.label === '' ? '' : ` (${unit.label})`}`;
  const table = textTable([
    ...names.map((name) => ({ title: name, align: 'left' as const })),
    { title: comparison.by, align: 'left' },
    { title, align: 'right' },
    { title: 'runs', align: 'right' },
    { title: `against ${String(comparison.baseline)}`, align: 'left' },
  ], rows);
  const caveats = comparison.caveats.map((caveat) => `  note: ${caveat}\n`).join('');
  return `${comparison.experiment.title}\n\n${table}\n${comparison.answer}\n${caveats}`;
}

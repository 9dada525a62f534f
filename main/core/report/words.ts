import type { Comparison, ComparisonEntry, Estimate, Verdict } from '../contract/index.ts';
import { formatNumber, sharedUnit, type DisplayUnit } from '../charts/index.ts';
import { html, type Html } from './html.ts';

/** Verdicts as people read them. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  better: 'better', worse: 'worse', 'no-difference': 'no difference', 'not-comparable': 'not comparable', baseline: 'baseline',
};

/** Half the width of an interval as `± 1.2`, to at most one decimal more than the mean has, or nothing. */
export function plusMinus(estimate: Estimate, divisor: number): string {
  if (estimate.low === undefined || estimate.high === undefined) return '';
  const half = (estimate.high - estimate.low) / 2 / divisor;
  if (half <= 1e-9 * Math.abs(estimate.mean / divisor)) return '';
  const decimals = (formatNumber(estimate.mean / divisor).split('.')[1]?.length ?? 0) + 1;
  const text = formatNumber(half, 2);
  if ((text.split('.')[1]?.length ?? 0) <= decimals) return ` ± ${text}`;
  const rounded = half.toFixed(decimals);
  return Number(rounded) === 0 ? ` ± < 0.${'0'.repeat(decimals - 1)}1` : ` ± ${rounded}`;
}

/** The unit that all numbers of a comparison share; undefined where they span more than a factor of 400, so each needs its own. */
export function unitOf(comparison: Comparison): DisplayUnit | undefined {
  const means = comparison.cells.flatMap((cell) => cell.entries.flatMap((entry) => entry.estimate?.mean ?? []));
  const sizes = means.filter((value) => value > 0);
  return sizes.length > 0 && Math.max(...sizes) > 400 * Math.min(...sizes) ? undefined : sharedUnit(comparison.unit, means);
}

const verdictSigns: Readonly<Record<Verdict, string>> = { better: '▲', worse: '▼', 'no-difference': '=', 'not-comparable': 'not comparable', baseline: 'baseline' };

/** The sign of a verdict, with the words and the reason behind it. */
export function verdictSign(entry: ComparisonEntry): Html {
  const tone = entry.verdict === 'better' ? 'better' : entry.verdict === 'worse' ? 'worse' : 'muted-text';
  return html`<span class="${tone} sign" title="${verdictWords[entry.verdict]}: ${entry.reason}">${verdictSigns[entry.verdict]}</span>`;
}

/** Smallest and largest of some numbers as `1.18 to 1.49`. */
export function range(values: readonly number[], digits = 3): string {
  const [low, high] = [formatNumber(Math.min(...values), digits), formatNumber(Math.max(...values), digits)];
  return low === high ? low : `${low} to ${high}`;
}

import type { Comparison, ComparisonCell, ComparisonEntry } from '../../contract/index.ts';
import { cellLabel, crossoverFinding, factorLabel, formatPercent } from '../../charts/index.ts';
import { candidatesOf } from '../../compare/index.ts';
import { html, type Html } from '../html.ts';

interface Lead {
  readonly cell: ComparisonCell;
  readonly first: ComparisonEntry;
  readonly second: ComparisonEntry;
  /** How many times the first is better than the second; at least 1. */
  readonly ratio: number;
}

/** First and second candidate of each cell by mean. */
export function leads(comparison: Comparison): readonly Lead[] {
  const candidates = candidatesOf(comparison.by, comparison.values);
  const sign = comparison.higherIsBetter ? -1 : 1;
  return comparison.cells.flatMap((cell): readonly Lead[] => {
    const known = cell.entries.filter((entry) => candidates.includes(entry.value) && (entry.estimate?.mean ?? 0) > 0);
    const [first, second] = [...known].sort((left, right) => sign * ((left.estimate?.mean ?? 0) - (right.estimate?.mean ?? 0)));
    if (first?.estimate === undefined || second?.estimate === undefined) return [];
    const [high, low] = comparison.higherIsBetter ? [first.estimate.mean, second.estimate.mean] : [second.estimate.mean, first.estimate.mean];
    return [{ cell, first, second, ratio: high / low }];
  });
}

function crossoverSentence(comparison: Comparison): string | undefined {
  const { crossover } = comparison;
  if (crossover === undefined) return undefined;
  const { challenger, incumbent, at, line } = crossover;
  const shares = line.map((point) => point.share);
  const tested = `between ${formatPercent(Math.min(...shares))} and ${formatPercent(Math.max(...shares))} of operations crossing hosts`;
  if (line.length < 3) return `Placement: ${crossoverFinding(crossover)}`;
  if (at === undefined) {
    return `Placement does not change the answer: the speed-up of ${challenger} over ${incumbent} does not pass 1 ${tested}.`;
  }
  const rising = (line.at(-1)?.speedUp ?? 1) > (line[0]?.speedUp ?? 1);
  return `Placement: ${rising ? incumbent : challenger} wins below ${formatPercent(at, 2)} of operations crossing hosts, ${rising ? challenger : incumbent} above (tested ${tested}; linear between the means of the placements).`;
}

/** What would change the answer: the crossover, the threshold, near ties, what is extrapolated. */
export function sensitivitySection(comparison: Comparison, extrapolated: readonly string[]): Html {
  const name = (entry: ComparisonEntry): string => factorLabel(comparison.by, entry.value);
  const all = leads(comparison);
  const won = all.filter((lead) => lead.cell.best !== undefined);
  const [closest] = [...won].sort((left, right) => left.ratio - right.ratio);
  const near = all.filter((lead) => lead.cell.best === undefined || lead.ratio < 1 + 3 * comparison.practicalThreshold)
    .sort((left, right) => left.ratio - right.ratio);
  const items: Html[] = [];
  const crossing = crossoverSentence(comparison);
  if (crossing !== undefined) items.push(html`<li>${crossing}</li>`);
  if (closest !== undefined) {
    items.push(html`<li>Threshold: differences count from ${formatPercent(comparison.practicalThreshold)}. The narrowest win is ${name(closest.first)} over ${name(closest.second)} by ${formatPercent(closest.ratio - 1)} (${cellLabel(closest.cell.factors)}); with a threshold up to that, no verdict between candidates changes.</li>`);
  }
  if (near.length > 0) {
    items.push(html`<li>Near ties, where small changes decide: ${near.slice(0, 6).map((lead, at) => `${at === 0 ? '' : '; '}${cellLabel(lead.cell.factors)} (${name(lead.first)} ahead by ${formatPercent(lead.ratio - 1, 2)})`)}${near.length > 6 ? `; and ${near.length - 6} more` : ''}.</li>`);
  } else if (won.length > 0) {
    items.push(html`<li>There is no near tie: every lead is beyond ${formatPercent(3 * comparison.practicalThreshold)}, three times the threshold.</li>`);
  }
  if (comparison.by === 'path' && comparison.values.length > 1) {
    items.push(html`<li>Requirements: a path that does not support live migration or snapshots drops out where the job needs them, whatever its speed; see the table of capabilities.</li>`);
  }
  if (extrapolated.length > 0) {
    items.push(html`<li>A measurement of ${extrapolated.join(', ')}: nothing published supports these parameters, so a measured value may turn any verdict about them.</li>`);
  }
  return html`<h2 id="what-would-change-it">What would change the answer</h2>${items.length === 0 ? html`<p>Nothing in these runs says.</p>` : html`<ul class="plain">${items}</ul>`}`;
}

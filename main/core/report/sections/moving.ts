import type { Comparison, Estimate, MovingRow } from '../../contract/index.ts';
import { cellLabel, displayUnit, formatNumber, formatPercent, formatQuantity, sharedUnit } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import { plusMinus } from '../words.ts';

const migrations: Readonly<Record<NonNullable<MovingRow['liveMigration']>, string>> = {
  transparent: 'transparent', 'detach-reattach': 'detach and reattach', unsupported: 'no', 'not-applicable': 'no VMs',
};

function can({ liveMigration, fallbackPath }: MovingRow): Html {
  if (liveMigration === undefined) return html`<span class="muted-text">not known</span>`;
  if (liveMigration === 'unsupported') return html`<span class="worse">no</span>`;
  return html`${fallbackPath === undefined ? migrations[liveMigration] : `over ${fallbackPath}`}`;
}

const time = (estimate: Estimate | undefined): string => (estimate === undefined ? '–' : estimate.mean === 0 ? '0' : formatQuantity({ value: estimate.mean, unit: 'ns' }));
const count = (value: number | undefined): string => (value === undefined ? '–' : Number.isInteger(value) ? formatNumber(value, 1) : formatNumber(value));

function difference({ difference: own, without }: MovingRow): Html {
  if (own === undefined) return html`–`;
  if (own.mean === 0) return html`0`;
  const unit = displayUnit('ns', Math.abs(own.mean));
  return html`${own.mean > 0 ? '+' : ''}${formatNumber(own.mean / unit.divisor)}<span class="muted-text">${plusMinus(own, unit.divisor)}</span>\u00a0${unit.label}${without === undefined || without.mean === 0 ? undefined : html`<br/><span class="muted-text">(${own.mean > 0 ? '+' : ''}${formatPercent(own.mean / without.mean, 2)})</span>`}`;
}

/** Time to solution without and with what happens to VMs, path by path; a path that cannot has its reason. */
export function movingSection({ moving }: Comparison): Html | undefined {
  if (moving === undefined) return undefined;
  const { rows, finding } = moving;
  const unit = sharedUnit('ns', rows.flatMap((row) => [...(row.without === undefined ? [] : [row.without.mean]), ...(row.with === undefined ? [] : [row.with.mean])]));
  const several = rows.some((row) => Object.keys(row.factors).length > 0);
  const losesWork = rows.some((row) => (row.lostWork?.mean ?? 0) > 0);
  const value = (estimate: Estimate | undefined): Html => (estimate === undefined ? html`–` : html`${formatNumber(estimate.mean / unit.divisor, 4)}<span class="muted-text">${plusMinus(estimate, unit.divisor)}</span>`);
  return html`<h2 id="moving">What does it cost to be able to move?</h2><p>${finding}</p><div class="scroll"><table><thead><tr><th scope="col">path</th>${several ? html`<th scope="col">point</th>` : undefined}<th scope="col">can it move?</th><th scope="col" class="number">without events (${unit.label})</th><th scope="col" class="number">with events (${unit.label})</th><th scope="col" class="number">difference</th><th scope="col" class="number">downtime</th><th scope="col" class="number">migrations, in all</th>${losesWork ? html`<th scope="col" class="number">lost work</th>` : undefined}<th scope="col" class="number">held segments, tries lost</th></tr></thead><tbody>${rows.map((row) => html`<tr><th scope="row" class="nowrap">${String(row.path)}</th>${several ? html`<td>${cellLabel(row.factors)}</td>` : undefined}<td>${can(row)}</td><td class="number">${value(row.without)}</td>${row.reason === undefined
    ? html`<td class="number">${value(row.with)}</td><td class="number">${difference(row)}</td><td class="number">${time(row.downtime)}</td><td class="number">${time(row.migrationTime)}</td>${losesWork ? html`<td class="number">${time(row.lostWork)}</td>` : undefined}<td class="number">${row.heldSegments === undefined && row.lostTries === undefined ? '–' : `${count(row.heldSegments)}, ${count(row.lostTries)}`}</td>`
    : html`<td colspan="${losesWork ? 6 : 5}" class="muted-text">${row.reason}</td>`}</tr>`)}</tbody></table></div><p class="small">Time to solution, mean and half-width of the 95 % interval where replicates vary; the difference is taken replicate by replicate. Downtime, lost work, held segments and lost tries are summed over a run and averaged over replicates.</p>`;
}

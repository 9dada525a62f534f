import type { Comparison, RunResult } from '../../contract/index.ts';
import { html, type Html } from '../html.ts';

/** What these numbers are not. */
export function limitsSection(comparison: Comparison, judged: number, total: number, results: readonly { readonly result: RunResult }[] = []): Html {
  const alone = comparison.cells.every((cell) => cell.entries.every((entry) => entry.estimate === undefined || entry.estimate.spread === 'none'));
  return html`<h2 id="limits">Limits</h2><ul class="plain">
<li>All numbers are simulated from the models named above; none was measured on a machine.</li>
<li>${alone ? 'There are no intervals: nothing varied between runs of one cell, so statistics say nothing here.' : 'Intervals cover the seeded noise between replicates. They do not cover the uncertainty of the parameters.'}</li>
${total === 0 ? undefined : html`<li>${judged} of ${total} parameters are judged, not measured or fitted.</li>`}
${results.some(({ result }) => result.kernel === 'campaign') ? html`<li>Days of many jobs are computed at job level from the speeds of simulated runs: traffic of different jobs meets only where such a run had them side by side.</li>` : html`<li>The models have no storage but what takes snapshots, no other tenants, and no traffic but that of the jobs above.</li>`}</ul>`;
}

import type { Comparison } from '../../contract/index.ts';
import { html, type Html } from '../html.ts';

/** What these numbers are not. */
export function limitsSection(comparison: Comparison, judged: number, total: number): Html {
  const alone = comparison.cells.every((cell) => cell.entries.every((entry) => entry.estimate === undefined || entry.estimate.spread === 'none'));
  return html`<h2 id="limits">Limits</h2><ul class="plain">
<li>All numbers are simulated from the models named above; none was measured on a machine.</li>
<li>${alone ? 'There are no intervals: nothing varied between runs of one cell, so statistics say nothing here.' : 'Intervals cover the seeded noise between replicates. They do not cover the uncertainty of the parameters.'}</li>
${total === 0 ? undefined : html`<li>${judged} of ${total} parameters are judged, not measured or fitted.</li>`}
<li>The models have no storage, no other tenants, and no traffic but that of the jobs above.</li></ul>`;
}

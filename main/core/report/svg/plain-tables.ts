import type { PlainTable } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';

/** Rows of one table that a report prints. */
const mostRows = 64;

/** The table twin of a picture that is no chart of series, closed on the screen and open in print. */
export function plainTables(tables: readonly PlainTable[]): Html {
  return html`<details class="twin"><summary>Table of this figure</summary>${tables.map(({ title, columns, rows }) => html`<div class="scroll"><table><caption>${title}</caption><thead><tr>${columns.map((column) => html`<th scope="col"${column.number === true ? numeric : undefined}>${column.title}</th>`)}</tr></thead><tbody>${rows.slice(0, mostRows).map((row) => html`<tr>${row.map((cell, at) => (at === 0 ? html`<th scope="row">${cell}</th>` : html`<td${columns[at]?.number === true ? numeric : undefined}>${cell}</td>`))}</tr>`)}</tbody></table></div>${rows.length > mostRows ? html`<p class="small">The first ${mostRows} of ${rows.length} rows.</p>` : undefined}`)}</details>`;
}

const numeric = html` class="number"`;

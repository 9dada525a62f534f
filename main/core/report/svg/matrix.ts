import type { MatrixSpec } from '../../contract/index.ts';
import { formatQuantity, matrixTable } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import { px } from './measure.ts';
import type { ReportPalette } from './palette-css.ts';

/** Style slot of the cells; shades are its opacity. */
export const matrixStyle = 'value-1';

/** Shades of one colour; more cannot be told apart. */
const shades = 8;
const side = 300;
/** Pairs that the table twin lists. */
const mostPairs = 20;

const say = ({ value: { unit } }: MatrixSpec, value: number): string => (unit === 'messages' ? `${formatQuantity({ value, unit: '1' })} messages` : formatQuantity({ value, unit }));

/** Pairs as shades, rows from above. One path for each shade keeps the file small. `id` is unique in the document. */
export function drawMatrix(spec: MatrixSpec, palette: ReportPalette, id: string): Html {
  const rows = spec.rows.labels.length;
  const columns = spec.columns.labels.length;
  const cell = side / Math.max(1, rows, columns);
  const gap = cell > 8 ? 1 : 0;
  const [left, top] = [76, 18];
  const largest = spec.cells.reduce((most, [, , value]) => Math.max(most, value), 0);
  const paths = Array.from({ length: shades }, () => '');
  const size = px(Math.max(0.8, cell - gap));
  for (const [row, column, value] of spec.cells) {
    if (value <= 0) continue;
    // The square root shows what is small beside what is large, as on the screen.
    const shade = Math.min(shades - 1, Math.floor(Math.sqrt(value / largest) * shades));
    paths[shade] = `${paths[shade] ?? ''}M${px(left + column * cell)} ${px(top + row * cell)}h${size}v${size}h-${size}z`;
  }
  const step = Math.max(1, Math.ceil(26 / cell));
  const width = Math.max(6, ...spec.rows.labels.map((label) => label.length)) > 7 ? Math.ceil(80 / cell) : step;
  return html`<svg viewBox="0 0 ${left + side + 12} ${top + side + 44}" class="narrow" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${spec.title}</title><desc id="${id}-d">${spec.finding}</desc>
<rect class="ground" x="${left}" y="${top}" width="${px(columns * cell)}" height="${px(rows * cell)}"/>
<g class="${palette.classOf(matrixStyle)}">${paths.map((d, shade) => (d === '' ? undefined : html`<path class="bar" fill-opacity="${px((shade + 1) / shades)}" d="${d}"/>`))}</g>
<g class="axis">${spec.rows.labels.map((label, at) => (at % step === 0 ? html`<text x="${left - 6}" y="${px(top + (at + 0.5) * cell + 4)}" text-anchor="end">${label}</text>` : undefined))}${spec.columns.labels.map((label, at) => (at % width === 0 ? html`<text x="${px(left + (at + 0.5) * cell)}" y="${px(top + rows * cell + 15)}" text-anchor="middle">${label}</text>` : undefined))}
<text class="title" x="${px(left + side / 2)}" y="${px(top + rows * cell + 34)}" text-anchor="middle">${spec.columns.title}</text><text class="title" x="0" y="${top - 6}">${spec.rows.title}</text></g></svg>`;
}

/** The largest pairs of a matrix as a table. */
export function matrixTwin(spec: MatrixSpec): Html {
  const rows = matrixTable(spec, mostPairs);
  return html`<details class="twin"><summary>Table of this figure</summary><div class="scroll"><table><thead><tr><th scope="col">${spec.rows.title}</th><th scope="col">${spec.columns.title}</th><th scope="col" class="number">${spec.value.title}</th><th scope="col" class="number">of all</th></tr></thead><tbody>${rows.map((row) => html`<tr><th scope="row">${row.row}</th><td>${row.column}</td><td class="number">${say(spec, row.value)}</td><td class="number">${formatQuantity({ value: row.share * 100, unit: '1' })} %</td></tr>`)}</tbody></table></div>${spec.cells.length > rows.length ? html`<p class="small">The largest ${rows.length} of ${spec.cells.length} pairs.</p>` : undefined}</details>`;
}

import type { ChartSpec } from '../../contract/index.ts';
import { chartTable, formatPoint, formatX } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import { drawBars } from './bars.ts';
import { drawLines } from './lines.ts';
import type { ReportPalette } from './palette-css.ts';

/** The picture of a chart. `id` is unique in the document. */
export function drawChart(spec: ChartSpec, palette: ReportPalette, id: string): Html {
  return spec.kind === 'lines' ? drawLines(spec, palette, id) : drawBars(spec, palette, id);
}

/** A chart with many categories as several of at most `size`, so that none is taller than a page. */
export function splitCategories(spec: ChartSpec, size: number): readonly ChartSpec[] {
  const categories = spec.x.categories ?? [];
  if (spec.kind === 'lines' || categories.length <= size) return [spec];
  const parts = Math.ceil(categories.length / size);
  const each = Math.ceil(categories.length / parts);
  return Array.from({ length: parts }, (_, part) => ({
    ...spec,
    title: `${spec.title} (${part + 1} of ${parts})`,
    x: { ...spec.x, categories: categories.slice(part * each, (part + 1) * each) },
    series: spec.series.map((series) => ({
      ...series,
      points: series.points.filter((point) => Math.floor(point.x / each) === part).map((point) => ({ ...point, x: point.x - part * each })),
    })),
  }));
}

function legend(spec: ChartSpec, palette: ReportPalette): Html | undefined {
  const bands = [...new Map((spec.bands ?? []).map((band) => [band.style, band.group]))];
  if (bands.length > 0) return html`<ul class="legend">${bands.map(([style, group]) => html`<li><span class="swatch band ${palette.classOf(style)}"></span>${group}</li>`)}</ul>`;
  if (spec.kind !== 'stacked-bars') return undefined;
  return html`<ul class="legend">${spec.series.map((series) => html`<li><span class="swatch ${palette.classOf(series.style)}${series.muted === true ? ' muted' : ''}"></span>${series.label}</li>`)}</ul>`;
}

/** The table twin of a chart, closed on the screen and open in print. */
export function tableTwin(spec: ChartSpec): Html {
  const table = chartTable(spec);
  const unit = table.unit === '' ? '' : ` (${table.unit})`;
  const bands = table.bands.length === 0 ? undefined
    : html`<table><thead><tr><th scope="col">meanwhile</th><th scope="col">what</th><th scope="col" class="number">from</th><th scope="col" class="number">to</th></tr></thead><tbody>${table.bands.map((band) => html`<tr><th scope="row">${band.label}</th><td>${band.group}</td><td class="number">${formatX(spec, band.from)}</td><td class="number">${formatX(spec, band.to)}</td></tr>`)}</tbody></table>`;
  return html`<details class="twin"><summary>Table of this figure</summary><div class="scroll"><table><thead><tr><th scope="col">${table.header}</th>${table.columns.map((column) => html`<th scope="col" class="number">${column}${unit}</th>`)}</tr></thead><tbody>${table.rows.map((row) => html`<tr><th scope="row">${row.header}</th>${row.cells.map((cell) => html`<td class="number">${cell === undefined ? '–' : formatPoint(cell)}</td>`)}</tr>`)}</tbody></table>${bands}</div></details>`;
}

/** A numbered figure: finding, picture, table twin. */
export function figure(spec: ChartSpec, palette: ReportPalette, number: number): Html {
  const id = `figure-${number}`;
  return html`<figure id="${id}"><div class="picture"><figcaption><b>Figure ${number}.</b> ${spec.title}. <span>${spec.finding}</span></figcaption>${legend(spec, palette)}${drawChart(spec, palette, id)}</div>${tableTwin(spec)}</figure>`;
}

import type { ScheduleSpec } from '../../contract/index.ts';
import { formatShort, linearTicks, longUnit, spanPattern, spanWords, type SpanPattern } from '../../charts/index.ts';
import { html, raw, type Html } from '../html.ts';
import { chartWidth } from './bars.ts';
import { px } from './measure.ts';
import type { ReportPalette } from './palette-css.ts';

/** Lines over a tile of 4 units, in the background's colour. */
const lines: Readonly<Record<Exclude<SpanPattern, 'plain'>, string>> = {
  vertical: '<path class="hatch" d="M1 0V4"/>', horizontal: '<path class="hatch" d="M0 1H4"/>',
  rising: '<path class="hatch" d="M0 4L4 0M-1 1L1 -1M3 5L5 3"/>', falling: '<path class="hatch" d="M0 0L4 4M-1 3L1 5M3 -1L5 1"/>',
  crossed: '<path class="hatch" d="M0 4L4 0M0 0L4 4"/>', dots: '<circle class="dot" cx="1.5" cy="1.5" r="1.1"/>',
};

/** Bars that a report draws at most: the longest. Its table twin is that of the jobs. */
export const mostBars = 4000;

/** Hosts over time; tenants by colour, what a job did by pattern. `id` is unique in the document. */
export function drawSchedule(spec: ScheduleSpec, palette: ReportPalette, id: string): Html {
  const left = 40;
  const rows = Math.max(1, ...spec.bars.map((bar) => bar.rows));
  const step = Math.max(rows * 5 + 2, spec.lanes.length <= 16 ? 16 : 9);
  const bottom = spec.lanes.length * step;
  const unit = longUnit(spec.endNs);
  const ticks = linearTicks(0, spec.endNs / unit.divisor, 8);
  const last = (ticks.at(-1) ?? 1) * unit.divisor;
  const x = (ns: number): number => left + (ns / last) * (chartWidth - left - 24);
  const kinds = [...new Set(spec.bars.map((bar) => bar.kind))].filter((kind) => spanPattern(kind) !== 'plain');
  const shown = spec.bars.length <= mostBars ? spec.bars : [...spec.bars].sort((a, b) => (b.toNs - b.fromNs) - (a.toNs - a.fromNs)).slice(0, mostBars);
  const patternId = (pattern: SpanPattern): string => `${id}-${pattern}`;
  return html`<ul class="legend">${spec.owners.map((owner) => html`<li><span class="swatch ${palette.classOf(owner.style)}"></span>${owner.label}</li>`)}</ul>
<svg viewBox="0 0 ${chartWidth} ${bottom + 40}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${spec.title}</title><desc id="${id}-d">${spec.finding}</desc>
<defs>${kinds.map((kind) => {
  const pattern = spanPattern(kind);
  return pattern === 'plain' ? undefined : html`<pattern id="${patternId(pattern)}" width="4" height="4" patternUnits="userSpaceOnUse">${raw(lines[pattern])}</pattern>`;
})}</defs>
<g class="grid">${ticks.map((tick) => html`<line x1="${px(x(tick * unit.divisor))}" x2="${px(x(tick * unit.divisor))}" y1="0" y2="${bottom}"/>`)}</g>
<g class="axis">${spec.lanes.map((lane, at) => (at % Math.max(1, Math.ceil(12 / step)) === 0 ? html`<text x="${left - 6}" y="${px((at + 0.5) * step + 4)}" text-anchor="end">${lane}</text>` : undefined))}${ticks.map((tick) => html`<text x="${px(x(tick * unit.divisor))}" y="${bottom + 14}" text-anchor="middle">${formatShort(tick, 4)} ${unit.label}</text>`)}<text class="title" x="${px((left + chartWidth) / 2)}" y="${bottom + 32}" text-anchor="middle">simulated time; one lane per host</text></g>
${shown.map((bar) => {
  const high = (step - 2) / bar.rows;
  const shape = html`x="${px(x(bar.fromNs))}" y="${px(bar.lane * step + 1 + bar.row * high)}" width="${px(Math.max(0.75, x(bar.toNs) - x(bar.fromNs) - 0.4))}" height="${px(Math.max(1, high - 0.6))}"`;
  const owner = spec.owners[bar.owner];
  return html`<g data-lane="${bar.lane}" data-from="${bar.fromNs}" data-to="${bar.toNs}"><rect class="${owner === undefined ? 'k-none' : palette.classOf(owner.style)} bar" ${shape}><title>${bar.label}</title></rect>${spanPattern(bar.kind) === 'plain' ? undefined : html`<rect fill="url(#${patternId(spanPattern(bar.kind))})" ${shape}/>`}</g>`;
})}</svg>${kinds.length === 0 ? undefined : html`<p class="small">Patterns: ${kinds.map((kind, at) => `${at === 0 ? '' : ', '}${spanWords(kind)} ${patternWords[spanPattern(kind)]}`)}.${shown.length < spec.bars.length ? ` The ${mostBars} longest of ${spec.bars.length} stretches are drawn.` : ''}</p>`}`;
}

const patternWords: Readonly<Record<SpanPattern, string>> = {
  plain: 'plain', vertical: 'upright lines', horizontal: 'level lines', rising: 'rising lines', falling: 'falling lines', crossed: 'crossed lines', dots: 'dots',
};

import type { TimelineSpec } from '../../contract/index.ts';
import { displayUnit, formatShort, linearTicks, timelineTables } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import { chartWidth } from './bars.ts';
import { fitText, px, textWidth } from './measure.ts';
import type { ReportPalette } from './palette-css.ts';
import { plainTables } from './plain-tables.ts';

/** Lanes and intervals that a report draws: what can be seen in print, and keeps the file small. */
const mostLanes = 16;
const mostBins = 96;

/** Neighbouring intervals joined, and every so many of the lanes. */
function coarse({ overview: { binNs, parts, lanes } }: TimelineSpec): { readonly binNs: number; readonly lanes: TimelineSpec['overview']['lanes'] } {
  const bins = lanes.reduce((most, { ns }) => Math.max(most, Math.ceil(ns.length / parts.length)), 0);
  const per = Math.max(1, Math.ceil(bins / mostBins));
  const each = Math.max(1, Math.ceil(lanes.length / mostLanes));
  return {
    binNs: binNs * per,
    lanes: lanes.filter((_, at) => at % each === 0).map(({ label, ns }) => ({
      label, ns: Array.from({ length: Math.ceil(bins / per) * parts.length }, (_, at) => {
        const [bin, part] = [Math.floor(at / parts.length), at % parts.length];
        return Array.from({ length: per }, (__, one) => ns[(bin * per + one) * parts.length + part] ?? 0).reduce((sum, value) => sum + value, 0);
      }),
    })),
  };
}

/** Ranks over time: of each interval the shares of what they did, from below; what happened to VMs as bands. `id` is unique in the document. */
export function drawTimeline(spec: TimelineSpec, palette: ReportPalette, id: string): Html {
  const { binNs, lanes } = coarse(spec);
  const { parts } = spec.overview;
  const [left, top] = [44, (spec.bands ?? []).length === 0 ? 2 : 16];
  const step = lanes.length <= 8 ? 24 : 15;
  const bottom = top + lanes.length * step;
  const unit = displayUnit('ns', spec.endNs);
  const x = (ns: number): number => left + (Math.min(ns, spec.endNs) / Math.max(1, spec.endNs)) * (chartWidth - left - 12);
  const ticks = linearTicks(0, spec.endNs / unit.divisor, 8).filter((tick) => tick * unit.divisor <= spec.endNs * (1 + 1e-9));
  const paths = parts.map(() => '');
  lanes.forEach(({ ns }, lane) => {
    for (let bin = 0; bin * binNs < spec.endNs && bin * parts.length < ns.length; bin += 1) {
      // The last interval may be cut by the end of the run.
      const length = Math.min(binNs, spec.endNs - bin * binNs);
      const [from, to] = [x(bin * binNs), x(bin * binNs + length)];
      let below = 0;
      parts.forEach((_, part) => {
        const high = (Math.min(length, ns[bin * parts.length + part] ?? 0) / length) * (step - 2);
        if (high >= 0.05) paths[part] = `${paths[part] ?? ''}M${px(from)} ${px(top + (lane + 1) * step - 1 - below)}v-${px(high)}H${px(to)}v${px(high)}z`;
        below += high;
      });
    }
  });
  return html`<ul class="legend">${parts.filter((_, at) => paths[at] !== '').map((part) => html`<li><span class="swatch ${palette.classOf(part)}"></span>${part}</li>`)}${[...new Map((spec.bands ?? []).map((band) => [band.style, band.group]))].map(([style, group]) => html`<li><span class="swatch band ${palette.classOf(style)}"></span>${group}</li>`)}</ul>
<svg viewBox="0 0 ${chartWidth} ${bottom + 40}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${spec.title}</title><desc id="${id}-d">${spec.finding}</desc>
<g>${(spec.bands ?? []).map((band) => html`<rect class="${palette.classOf(band.style)} band" x="${px(x(band.fromNs))}" y="0" width="${px(Math.max(1, x(band.toNs) - x(band.fromNs)))}" height="${bottom}"><title>${band.label}</title></rect>`)}</g>
${parts.map((part, at) => (paths[at] === '' ? undefined : html`<path class="${palette.classOf(part)} bar" d="${paths[at]}"/>`))}
<g class="axis">${(spec.bands ?? []).map((band) => {
  const room = x(band.toNs) - x(band.fromNs) - 4;
  return room < textWidth(band.label) / 2 ? undefined : html`<text class="halo" x="${px(x(band.fromNs) + 2)}" y="11">${fitText(band.label, room)}</text>`;
})}${lanes.map(({ label }, at) => html`<text x="${left - 6}" y="${px(top + (at + 0.5) * step + 4)}" text-anchor="end">${label}</text>`)}${ticks.map((tick) => html`<text x="${px(x(tick * unit.divisor))}" y="${bottom + 14}" text-anchor="middle">${formatShort(tick, 4)}</text>`)}<text class="title" x="${px((left + chartWidth) / 2)}" y="${bottom + 32}" text-anchor="middle">simulated time (${unit.label}); one lane per rank${lanes.length < spec.overview.lanes.length ? `, ${lanes.length} of ${spec.overview.lanes.length} that were kept` : ''}</text></g></svg>`;
}

/** Sums of every rank that was kept, and what happened to VMs. */
export function timelineTwin(spec: TimelineSpec): Html {
  return plainTables(timelineTables({ ...spec, hops: [] }));
}

import type { ChartPoint, ChartSeries, ChartSpec } from '../../contract/index.ts';
import { formatBeside } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import { fitText, px, textWidth } from './measure.ts';
import { pointData } from './marks.ts';
import type { ReportPalette } from './palette-css.ts';
import { linearScale, type Scale } from './scale.ts';

export const chartWidth = 720;
const barHeight = 11;
const barStep = 14;
const groupGap = 9;
const top = 6;

interface Bar {
  readonly series: number;
  readonly point: ChartPoint;
}

interface Row {
  readonly y: number;
  readonly bars: readonly Bar[];
  readonly name: string | undefined;
}

/** Rows from top to bottom: one per bar, or one per category where bars are stacked. */
function layRows(spec: ChartSpec): { readonly rows: readonly Row[]; readonly groups: readonly { readonly label: string; readonly y: number; readonly rows: number }[]; readonly height: number } {
  const rows: Row[] = [];
  const groups: { label: string; y: number; rows: number }[] = [];
  let y = top;
  (spec.x.categories ?? []).forEach((label, category) => {
    const bars = spec.series.flatMap((series, index) => series.points.filter((point) => point.x === category).map((point) => ({ series: index, point })));
    const first = y;
    const count = spec.kind === 'stacked-bars' ? Math.min(1, bars.length) : bars.length;
    if (spec.kind === 'stacked-bars') {
      rows.push({ y, bars, name: undefined });
      y += barStep;
    } else {
      for (const bar of bars) {
        rows.push({ y, bars: [bar], name: spec.series[bar.series]?.label });
        y += barStep;
      }
    }
    if (bars.length === 0 && spec.kind !== 'stacked-bars') y += barStep;
    groups.push({ label, y: first, rows: Math.max(1, count) });
    y += spec.kind === 'stacked-bars' ? 3 : groupGap;
  });
  return { rows, groups, height: y };
}

function drawBar(bar: Bar, series: ChartSeries, from: number, y: number, scale: Scale, palette: ReportPalette, hatch: string): Html {
  const start = scale.at(from);
  const end = scale.at(from + bar.point.y);
  const className = palette.classOf(series.style);
  const middle = y + barHeight / 2;
  const { low, high } = bar.point;
  const whisker = low === undefined || high === undefined ? undefined
    : html`<path class="whisker" d="M${px(scale.at(Math.max(0, low)))} ${px(middle)}H${px(scale.at(high))}M${px(scale.at(Math.max(0, low)))} ${px(middle - 3)}v6M${px(scale.at(high))} ${px(middle - 3)}v6"/>`;
  const shape = html`x="${px(Math.min(start, end))}" y="${px(y)}" width="${px(Math.max(0.75, Math.abs(end - start)))}" height="${barHeight}"`;
  return html`<g ${pointData(bar.series, bar.point)}><rect class="${className} bar${series.muted === true ? ' muted' : ''}" ${shape}/>${series.muted === true ? html`<rect fill="url(#${hatch})" ${shape}/>` : undefined}${whisker}</g>`;
}

/** Horizontal bars: a label per group, a name and the value at each bar; stacked bars carry their sum. */
export function drawBars(spec: ChartSpec, palette: ReportPalette, id: string): Html {
  const { rows, groups, height } = layRows(spec);
  const stacked = spec.kind === 'stacked-bars';
  const named = !stacked && spec.series.length > 1;
  const groupWidth = Math.min(250, Math.max(40, ...groups.map((group) => textWidth(group.label)))) + 10;
  const nameWidth = named ? Math.min(130, Math.max(0, ...spec.series.map((series) => textWidth(series.label)))) + 8 : 0;
  const left = groupWidth + nameWidth;
  const right = chartWidth - 64;
  const sums = rows.map((row) => row.bars.reduce((sum, bar) => sum + bar.point.y, 0));
  const reach = [...sums, ...spec.series.flatMap((series) => series.points.flatMap((point) => point.high ?? [])), ...(spec.rules ?? []).filter((rule) => rule.axis === 'y').map((rule) => rule.at)];
  const scale = linearScale(reach, left, right, true);
  const ruled = (spec.rules ?? []).some((rule) => rule.axis === 'y');
  const bottom = height + (ruled ? 2 : 0);
  const hatch = `${id}-hatch`;
  const unit = spec.y.unit === undefined || spec.y.unit === '' ? '' : ` (${spec.y.unit})`;
  return html`<svg viewBox="0 0 ${chartWidth} ${bottom + 36}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${spec.title}</title><desc id="${id}-d">${spec.finding}</desc>
${spec.series.some((series) => series.muted === true) ? html`<defs><pattern id="${hatch}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="4"/></pattern></defs>` : undefined}
<g class="grid">${scale.ticks.map((tick) => html`<line x1="${px(scale.at(tick.at))}" x2="${px(scale.at(tick.at))}" y1="0" y2="${px(bottom)}"/>`)}</g>
<g class="axis">${scale.ticks.map((tick) => html`<text x="${px(scale.at(tick.at))}" y="${px(bottom + 14)}" text-anchor="middle">${tick.label}</text>`)}<text class="title" x="${px((left + right) / 2)}" y="${px(bottom + 30)}" text-anchor="middle">${spec.y.title}${unit}</text></g>
<g class="groups">${groups.map((group) => html`<text x="0" y="${px(group.y + (group.rows * barStep) / 2 + 2.5)}">${fitText(group.label, groupWidth - 6)}${fitText(group.label, groupWidth - 6) === group.label ? undefined : html`<title>${group.label}</title>`}</text>`)}</g>
${rows.map((row, index) => {
  let from = 0;
  const drawn = row.bars.map((bar) => {
    const series = spec.series[bar.series];
    const one = series === undefined ? undefined : drawBar(bar, series, stacked ? from : 0, row.y, scale, palette, hatch);
    from += bar.point.y;
    return one;
  });
  const end = Math.max(scale.at(sums[index] ?? 0), ...(stacked ? [] : row.bars.map((bar) => scale.at(bar.point.high ?? 0))));
  const name = named && row.name !== undefined ? html`<text class="name" x="${px(left - 6)}" y="${px(row.y + 9.5)}" text-anchor="end">${fitText(row.name, nameWidth)}</text>` : undefined;
  return html`<g>${name}${drawn}${row.bars.length === 0 ? undefined : html`<text class="value" x="${px(end + 5)}" y="${px(row.y + 9.5)}">${formatBeside(sums[index] ?? 0, Math.max(...sums))}</text>`}</g>`;
})}
${(spec.rules ?? []).filter((rule) => rule.axis === 'y').map((rule) => html`<line class="rule" x1="${px(scale.at(rule.at))}" x2="${px(scale.at(rule.at))}" y1="0" y2="${px(bottom)}"/>`)}
<line class="base" x1="${px(scale.at(0))}" x2="${px(scale.at(0))}" y1="0" y2="${px(bottom)}"/></svg>`;
}

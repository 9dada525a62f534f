import type { ChartSeries, ChartSpec } from '../../contract/index.ts';
import { isAlone } from '../../charts/index.ts';
import { html, type Html } from '../html.ts';
import { chartWidth } from './bars.ts';
import { markerAt, pointData } from './marks.ts';
import { px, textWidth } from './measure.ts';
import type { ReportPalette } from './palette-css.ts';
import { linearScale, logScale, logScaleAt, type Scale } from './scale.ts';
import { spreadLabels } from './spread-labels.ts';

const height = 300;
const top = 14;
const bottom = height - 44;

interface Axes {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
}

function axesOf(spec: ChartSpec): Axes {
  const points = spec.series.flatMap((series) => series.points);
  const named = spec.series.filter((series) => series.draw !== 'points' && series.points.length > 0);
  const left = 58;
  const right = chartWidth - Math.min(210, 18 + Math.max(0, ...named.map((series) => textWidth(series.label))));
  const xs = [...points.map((point) => point.x), ...(spec.rules ?? []).filter((rule) => rule.axis === 'x').map((rule) => rule.at), ...(spec.bands ?? []).flatMap((band) => [band.from, band.to])];
  const ys = [...points.flatMap((point) => [point.low ?? point.y, point.y, point.high ?? point.y]), ...(spec.rules ?? []).filter((rule) => rule.axis === 'y').map((rule) => rule.at)];
  // A few times between failures are written where they are; a ratio around 1 would be flat above 0.
  const few = points.map((point) => point.x);
  const own = spec.x.unit !== 'B' && spec.x.unit !== undefined && new Set(few).size > 1 && new Set(few).size <= 8;
  const ratio = (spec.rules ?? []).some((rule) => rule.axis === 'y');
  return {
    left, right,
    x: spec.x.scale === 'log' && own ? logScaleAt(few, xs, left, right) : spec.x.scale === 'log' ? logScale(xs, left, right, spec.x.unit) : linearScale(xs, left, right, true, 6),
    y: spec.y.scale === 'log' ? logScale(ys, bottom, top, undefined) : linearScale(ys, bottom, top, !ratio),
  };
}

function drawLine(series: ChartSeries, axes: Axes, palette: ReportPalette): Html | undefined {
  if (series.draw === 'points' || series.points.length < 2) return undefined;
  const points = [...series.points].sort((left, right) => left.x - right.x);
  const d = points.map((point, at) => `${at === 0 || point.x - (points[at - 1]?.x ?? 0) > (series.breakBeyond ?? Infinity) ? 'M' : 'L'}${px(axes.x.at(point.x))} ${px(axes.y.at(point.y))}`).join('');
  const dash = palette.styleOf(series.style, series.variant).dash.join(' ');
  return html`<path class="${palette.classOf(series.style)} line" d="${d}"${dash === '' ? undefined : html` stroke-dasharray="${dash}"`}/>`;
}

function drawPoints(series: ChartSeries, index: number, axes: Axes, palette: ReportPalette): Html {
  const { marker } = palette.styleOf(series.style, series.variant);
  const shown = series.draw === 'line' ? 'none' : series.draw === 'points' && marker === 'none' ? 'circle' : marker;
  return html`${series.points.map((point, at) => {
    const [x, y] = [axes.x.at(point.x), axes.y.at(point.y)];
    const whisker = point.low === undefined || point.high === undefined ? undefined
      : html`<path class="whisker" d="M${px(x)} ${px(axes.y.at(point.low))}V${px(axes.y.at(point.high))}M${px(x - 3)} ${px(axes.y.at(point.low))}h6M${px(x - 3)} ${px(axes.y.at(point.high))}h6"/>`;
    return html`<g ${pointData(index, point)}>${whisker}${markerAt(isAlone(series, at) ? 'circle' : shown, x, y, palette.classOf(series.style))}</g>`;
  })}`;
}

/** Labels of single points: beside them, to the left at the right edge, moved apart where they would touch. */
function pointLabels(spec: ChartSpec, axes: Axes): readonly Html[] {
  const labels = spec.series.flatMap((series) => series.points.flatMap((point) => point.label === undefined ? [] : [{ x: axes.x.at(point.x), y: axes.y.at(point.y), label: point.label }]));
  // Off the line: below where it rises, above where it falls.
  const [first, last] = [labels.reduce((a, b) => (b.x < a.x ? b : a), labels[0] ?? { x: 0, y: 0 }), labels.reduce((a, b) => (b.x > a.x ? b : a), labels[0] ?? { x: 0, y: 0 })];
  const shift = last.y <= first.y ? 13 : -13;
  const columns = new Map<number, typeof labels>();
  for (const label of labels) columns.set(Math.round(label.x / 40), [...(columns.get(Math.round(label.x / 40)) ?? []), label]);
  return [...columns.values()].flatMap((column) => {
    const ys = spreadLabels(column.map((label) => label.y + shift), 13, top + 4, bottom - 4);
    return column.map((label, at) => {
      const beyond = label.x + 12 + textWidth(label.label) > axes.right;
      return html`<text class="name halo" x="${px(label.x + (beyond ? -9 : 9))}" y="${px((ys[at] ?? label.y) + 4)}" text-anchor="${beyond ? 'end' : 'start'}">${label.label}</text>`;
    });
  });
}

/** The name of each line behind its last point, moved apart where lines end close together. */
function endLabels(spec: ChartSpec, axes: Axes, palette: ReportPalette): readonly Html[] {
  const ends = spec.series.filter((series) => series.draw !== 'points' && series.points.length > 0).map((series) => {
    const last = series.points.reduce((end, point) => (point.x > end.x ? point : end));
    return { series, x: axes.x.at(last.x), y: axes.y.at(last.y) };
  });
  const columns = new Map<number, typeof ends>();
  for (const end of ends) columns.set(Math.round(end.x), [...(columns.get(Math.round(end.x)) ?? []), end]);
  return [...columns.values()].flatMap((column) => {
    const ys = spreadLabels(column.map((end) => end.y), 13, top, bottom);
    return column.map((end, at) => {
      const y = ys[at] ?? end.y;
      const link = Math.abs(y - end.y) < 3 ? undefined
        : html`<path class="${palette.classOf(end.series.style)} link" d="M${px(end.x + 5)} ${px(end.y)}L${px(end.x + 11)} ${px(y)}"/>`;
      return html`<g>${link}<text class="name halo" x="${px(end.x + 12)}" y="${px(y + 4)}">${end.series.label}</text></g>`;
    });
  });
}

function drawRules(spec: ChartSpec, axes: Axes): readonly Html[] {
  return (spec.rules ?? []).map((rule) => {
    if (rule.axis === 'y') {
      const y = axes.y.at(rule.at);
      return html`<line class="rule" x1="${axes.left}" x2="${px(axes.right)}" y1="${px(y)}" y2="${px(y)}"/><text class="note" x="${px(axes.right - 4)}" y="${px(y - 4)}" text-anchor="end">${rule.label}</text>`;
    }
    const x = axes.x.at(rule.at);
    return html`<line class="rule" x1="${px(x)}" x2="${px(x)}" y1="${top}" y2="${bottom}"/><text class="note" x="${px(x + 5)}" y="${px(top + 9)}">${rule.label}</text>`;
  });
}

/** Stretches of the x axis behind the lines, with their names where there is room. */
function drawBands(spec: ChartSpec, axes: Axes, palette: ReportPalette): readonly Html[] {
  const free: number[] = [];
  return (spec.bands ?? []).map((band) => {
    const [from, to] = [axes.x.at(band.from), axes.x.at(band.to)];
    const named = to - from > textWidth(band.label) + 8 && free.every((end) => from >= end);
    if (named) free.push(to);
    return html`<g class="${palette.classOf(band.style)}" data-band-from="${band.from}" data-band-to="${band.to}"><rect class="band" x="${px(from)}" y="${top}" width="${px(Math.max(1, to - from))}" height="${bottom - top}"><title>${band.label}</title></rect>${named ? html`<text class="note" x="${px(from + 4)}" y="${top + 11}">${band.label}</text>` : undefined}</g>`;
  });
}

/** Lines with markers, intervals, rules, and the name of each line at its end. */
export function drawLines(spec: ChartSpec, palette: ReportPalette, id: string): Html {
  const axes = axesOf(spec);
  const unitOf = (unit: string | undefined): string => (unit === undefined || unit === '' || unit === 'B' ? '' : ` (${unit})`);
  return html`<svg viewBox="0 0 ${chartWidth} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${spec.title}</title><desc id="${id}-d">${spec.finding}</desc>
<g class="grid">${axes.y.ticks.map((tick) => html`<line x1="${axes.left}" x2="${px(axes.right)}" y1="${px(axes.y.at(tick.at))}" y2="${px(axes.y.at(tick.at))}"/>`)}${axes.x.ticks.map((tick) => html`<line x1="${px(axes.x.at(tick.at))}" x2="${px(axes.x.at(tick.at))}" y1="${bottom}" y2="${bottom + 4}"/>`)}</g>
<g class="axis">${axes.y.ticks.map((tick) => html`<text x="${axes.left - 6}" y="${px(axes.y.at(tick.at) + 4)}" text-anchor="end">${tick.label}</text>`)}${axes.x.ticks.map((tick) => html`<text x="${px(axes.x.at(tick.at))}" y="${bottom + 17}" text-anchor="middle">${tick.label}</text>`)}
<text class="title" x="${px((axes.left + axes.right) / 2)}" y="${height - 8}" text-anchor="middle">${spec.x.title}${unitOf(spec.x.unit)}</text><text class="title" transform="translate(11 ${px((top + bottom) / 2)}) rotate(-90)" text-anchor="middle">${spec.y.title}${unitOf(spec.y.unit)}</text></g>
${drawBands(spec, axes, palette)}${drawRules(spec, axes)}<line class="base" x1="${axes.left}" x2="${px(axes.right)}" y1="${bottom}" y2="${bottom}"/>
${spec.series.map((series) => drawLine(series, axes, palette))}${spec.series.map((series, index) => drawPoints(series, index, axes, palette))}
${pointLabels(spec, axes)}${endLabels(spec, axes, palette)}</svg>`;
}

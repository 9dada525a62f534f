import type { ChartConfiguration, ChartDataset, PointStyle, ScaleOptions } from 'chart.js';
import { formatBytes, formatNumber, formatPoint, formatX, isAlone, styleOf, styleVariant, type Marker, type SeriesStyle } from '../../main/core/charts/index.ts';
import type { ChartBand, ChartPoint, ChartSeries, ChartSpec } from '../../main/core/contract/index.ts';
import type { Theme } from '../stores/preferences.ts';

/** Colours of the page that a canvas cannot inherit. */
export interface CanvasColours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly background: string;
  readonly font: string;
}

const pointStyles: Readonly<Record<Marker, PointStyle | false>> = {
  none: 'line', square: 'rect', circle: 'circle', triangle: 'triangle', diamond: 'rectRot', 'triangle-down': 'triangle', plus: 'cross', cross: 'crossRot',
  'triangle-right': 'triangle', 'triangle-left': 'triangle', star: 'star', ring: 'circle', bar: 'line',
};

/** Degrees clockwise by which Chart.js turns its shape. */
const rotations: Readonly<Partial<Record<Marker, number>>> = { 'triangle-down': 180, 'triangle-right': 90, 'triangle-left': 270, bar: 90 };

/** Opacity of the bars of further values with the same path between hosts, as the last two digits of a colour. */
const variantFills = ['40', '99', '1A'] as const;

type Kind = 'barWithErrorBars' | 'lineWithErrorBars' | 'bar';

/** Hatching for time spent waiting. */
export function hatch(colour: string, background: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = 6;
  tile.height = 6;
  const context = tile.getContext('2d');
  if (context === null) return colour;
  context.fillStyle = background;
  context.fillRect(0, 0, 6, 6);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const offset of [-6, 0, 6]) {
    context.moveTo(offset, 6);
    context.lineTo(offset + 6, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}

/** Chart.js places bars by their index, not by `x`: a category without a point keeps its place. */
function placesOf(series: ChartSeries, spec: ChartSpec): readonly (ChartPoint | undefined)[] {
  return spec.x.categories === undefined ? series.points : spec.x.categories.map((_, x) => series.points.find((point) => point.x === x));
}

function dataset(series: ChartSeries, spec: ChartSpec, style: SeriesStyle, theme: Theme, colours: CanvasColours): ChartDataset<Kind> {
  const colour = style[theme];
  const data = placesOf(series, spec).map((point, index) => (point === undefined ? { x: index, y: Number.NaN } : {
    x: point.x, y: point.y,
    ...(point.low === undefined || point.high === undefined ? {} : { yMin: point.low, yMax: point.high }),
  }));
  const errorBars = { errorBarColor: colours.text, errorBarWhiskerColor: colours.text, errorBarLineWidth: 1, errorBarWhiskerLineWidth: 1, errorBarWhiskerSize: 6 };
  if (spec.kind === 'lines') {
    const dots = series.breakBeyond === undefined ? 0 : series.points.map((_, at) => (isAlone(series, at) ? 2 : 0));
    return {
      label: series.label, data, ...errorBars, errorBarWhiskerSize: 4, clip: 12,
      borderColor: colour, backgroundColor: colour, borderWidth: style.marker === 'none' ? 1.5 : 2, borderDash: [...style.dash],
      showLine: series.draw !== 'points', tension: 0,
      ...(series.breakBeyond === undefined ? {} : { segment: { borderColor: ({ p0DataIndex: from, p1DataIndex: to }: { p0DataIndex: number; p1DataIndex: number }) => ((data[to]?.x ?? 0) - (data[from]?.x ?? 0) > (series.breakBeyond ?? Infinity) ? 'transparent' : undefined) } }),
      pointStyle: series.draw === 'line' ? 'circle' : pointStyles[style.marker], pointRadius: series.draw === 'line' ? dots : style.marker === 'none' ? 3 : 4, pointHoverRadius: series.draw === 'line' ? 0 : 6,
      pointRotation: rotations[style.marker] ?? 0,
      // The points with error bars go by other names than those of Chart.js: theirs have no prefix.
      radius: series.draw === 'line' ? dots : style.marker === 'none' ? 3 : 4, hoverRadius: series.draw === 'line' ? 0 : 6, rotation: rotations[style.marker] ?? 0,
      ...(style.marker === 'ring' ? { pointBackgroundColor: colours.background, pointBorderWidth: 2 } : {}), ...(style.marker === 'bar' ? { pointBorderWidth: 3 } : {}),
    } as ChartDataset<Kind>;
  }
  return {
    label: series.label, data, ...(spec.kind === 'bars' ? errorBars : {}),
    backgroundColor: series.muted === true ? hatch(colour, colours.background) : (series.variant ?? 0) > 0 ? `${colour}${variantFills[((series.variant ?? 1) - 1) % variantFills.length] ?? ''}` : colour,
    borderColor: colour, borderWidth: series.muted === true || (series.variant ?? 0) > 0 ? 1 : 0, borderDash: series.variant === undefined ? [] : [...style.dash],
    barPercentage: 0.86, categoryPercentage: 0.76, maxBarThickness: 34,
  } as ChartDataset<Kind>;
}

const titled = (title: string, unit: string | undefined): string => {
  const text = title.charAt(0).toUpperCase() + title.slice(1);
  return unit === undefined || unit === '' ? text : `${text}, ${unit}`;
};

/** Powers of two read as sizes, powers of ten as numbers; what lies between is left out. Where sizes start is where their ticks start. */
function tickText(spec: ChartSpec, axis: 'x' | 'y', value: number): string {
  const { unit, scale } = spec[axis];
  if (axis === 'x' && unit === 'B') return Number.isInteger(Math.log2(value)) ? formatBytes(value) : '';
  if (scale === 'log' && axis === 'y') return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9 ? formatNumber(value, 1) : '';
  return formatNumber(value, 4).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

function scaleOf(spec: ChartSpec, axis: 'x' | 'y', colours: CanvasColours): ScaleOptions {
  const { title, unit, scale } = spec[axis];
  const type = scale === 'category' ? 'category' : scale === 'log' ? 'logarithmic' : 'linear';
  return {
    type,
    stacked: spec.kind === 'stacked-bars',
    beginAtZero: spec.kind !== 'lines',
    title: { display: title !== 'cell', text: titled(title, unit), color: colours.muted, font: { family: colours.font, size: 12 } },
    grid: { display: axis === 'y' || scale !== 'category', color: colours.line, drawTicks: false },
    border: { color: colours.line },
    ticks: {
      color: colours.muted, font: { family: colours.font, size: 11 }, padding: 6, maxRotation: 40, autoSkipPadding: 8,
      ...(scale === 'category' ? {} : { callback: (value: string | number) => tickText(spec, axis, Number(value)) }),
    },
    ...(axis === 'x' && unit === 'B' && scale === 'log' ? { afterBuildTicks: binaryTicks } : {}),
    ...(axis === 'x' && unit !== 'B' && scale === 'log' ? { afterBuildTicks: (built: { ticks: { value: number }[] }) => { built.ticks = pointTicks(spec); } } : {}),
    ...(axis === 'y' && scale === 'log' ? { afterBuildTicks: decimalTicks } : {}),
    // Charts above each other begin at the same place.
    ...(axis === 'y' && spec.kind === 'lines' ? { afterFit: (fitted: { width: number }) => { fitted.width = Math.max(fitted.width, 76); } } : {}),
    ...(axis === 'x' && unit === '%' ? { min: 0, max: 100 } : {}),
  } as ScaleOptions;
}

/** A few counts, such as ranks, are written where the points are. */
function pointTicks(spec: ChartSpec): { value: number }[] {
  return [...new Set(spec.series.flatMap((series) => series.points.map((point) => point.x)))].sort((a, b) => a - b).map((value) => ({ value }));
}

/** Powers of ten alone, where at least two are in sight. */
function decimalTicks(axis: { ticks: { value: number }[] }): void {
  const powers = axis.ticks.filter(({ value }) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9);
  if (powers.length > 1) axis.ticks = powers;
}

/** Powers of two inside the axis, every other one where there are many. */
function binaryTicks(axis: { min: number; max: number; ticks: { value: number }[] }): void {
  axis.ticks = [];
  const first = 2 ** Math.ceil(Math.log2(Math.max(1, axis.min)) - 1e-9);
  const step = axis.max / first > 256 ? 4 : 2;
  for (let value = first; value <= axis.max; value *= step) axis.ticks.push({ value });
}

/** A narrow band has its name in the table twin alone: texts would lie on each other. */
function isWide(spec: ChartSpec, band: ChartBand): boolean {
  const xs = spec.series.flatMap((series) => series.points.map((point) => point.x));
  const span = Math.max(...xs) - Math.min(...xs);
  return span > 0 && (band.to - band.from) / span > (band.label.length + 1) / 110;
}

/** What Chart.js needs to draw a spec. Nothing moves: data does not animate. */
export function chartConfig(spec: ChartSpec, theme: Theme, assigned: ReadonlyMap<string, SeriesStyle>, colours: CanvasColours): ChartConfiguration<Kind> {
  const kind: Kind = spec.kind === 'lines' ? 'lineWithErrorBars' : spec.kind === 'bars' ? 'barWithErrorBars' : 'bar';
  const annotations = Object.fromEntries((spec.rules ?? []).map((rule, index) => [`rule${index}`, {
    type: 'line', scaleID: rule.axis, value: rule.at, borderColor: colours.text, borderWidth: 1, borderDash: [3, 3],
    label: { display: true, content: rule.label, position: rule.axis === 'x' ? 'start' : 'end', backgroundColor: colours.background, color: colours.text, padding: 3, font: { family: colours.font, size: 11, weight: 'normal' } },
  }]));
  const bands = Object.fromEntries((spec.bands ?? []).map((band, index) => {
    const colour = styleOf(band.style, assigned)[theme];
    return [`band${index}`, {
      type: 'box', xScaleID: 'x', xMin: band.from, xMax: band.to, drawTime: 'beforeDatasetsDraw', backgroundColor: `${colour}2E`, borderColor: colour, borderWidth: 1,
      label: { display: isWide(spec, band), content: band.label, position: { x: 'start', y: 'start' }, color: colours.text, padding: 3, font: { family: colours.font, size: 11, weight: 'normal' } },
    }];
  }));
  const places = spec.series.map((series) => placesOf(series, spec));
  const config = {
    type: kind,
    data: {
      ...(spec.x.categories === undefined ? {} : { labels: [...spec.x.categories] }),
      datasets: spec.series.map((series) => dataset(series, spec, styleVariant(styleOf(series.style, assigned), series.variant ?? 0), theme, colours)),
    },
    options: {
      layout: { padding: { right: spec.kind === 'lines' ? 14 : 0, top: 4 } },
      responsive: true, maintainAspectRatio: false, animation: false, normalized: true,
      interaction: { mode: 'nearest', intersect: false, axis: spec.kind === 'lines' ? 'xy' : 'x' },
      scales: { x: scaleOf(spec, 'x', colours), y: scaleOf(spec, 'y', colours) },
      plugins: {
        legend: { display: false },
        annotation: { annotations: { ...bands, ...annotations }, clip: false },
        pointLabels: { texts: places.map((points) => points.map((point) => point?.label ?? '')), colour: colours.text, background: colours.background, font: `11px ${colours.font}` },
        tooltip: {
          backgroundColor: colours.text, titleColor: colours.background, bodyColor: colours.background, displayColors: false, animation: false,
          titleFont: { family: colours.font, size: 12 }, bodyFont: { family: colours.font, size: 12 },
          callbacks: {
            title: (items: readonly { datasetIndex: number; dataIndex: number }[]) => {
              const [item] = items;
              const point = item === undefined ? undefined : places[item.datasetIndex]?.[item.dataIndex];
              return point === undefined ? '' : `${point.label === undefined ? '' : `${point.label}, `}${formatX(spec, point.x)}`;
            },
            label: (item: { datasetIndex: number; dataIndex: number }) => {
              const series = spec.series[item.datasetIndex];
              const point = places[item.datasetIndex]?.[item.dataIndex];
              return point === undefined ? '' : `${series?.label ?? ''}: ${formatPoint(point)}${spec.y.unit === undefined ? '' : ` ${spec.y.unit}`}`;
            },
          },
        },
      },
    },
  };
  return config as unknown as ChartConfiguration<Kind>;
}


import { expect, test } from 'vitest';
import { assignStyles, chartTable, comparisonBars, crossoverLines, rankTimeBars } from '../../main/core/charts/index.ts';
import { compareRuns } from '../../main/core/compare/index.ts';
import type { ChartSpec, RunResult } from '../../main/core/contract/index.ts';
import { throughputLine } from '../../main/core/charts/throughput-line.ts';
import { eventfulResult } from '../../main/core/charts/test-incidents.ts';
import { drawChart } from '../../main/core/report/svg/chart.ts';
import { createPalette } from '../../main/core/report/svg/palette-css.ts';
import { fakeRun } from '../testing/fake-runs.ts';
import { chartConfig, type CanvasColours } from './chart-config.ts';

const colours: CanvasColours = { text: '#000', muted: '#555', line: '#ddd', background: '#fff', font: 'sans-serif' };

/** What Chart.js is asked to draw, by series: x, y and the ends of the interval. */
function drawn(spec: ChartSpec): readonly (readonly (readonly (number | undefined)[])[])[] {
  const { data } = chartConfig(spec, 'light', assignStyles([]), colours);
  return data.datasets.map((dataset) => (dataset.data as unknown as readonly { x: number; y: number; yMin?: number; yMax?: number }[]).map((point) => [point.x, point.y, point.yMin, point.yMax]));
}

const comparison = compareRuns(['inter', 'intra-block'].flatMap((placement) => ['xen-bridged', 'sr-iov'].flatMap((path) => [1, 2, 3].map((replicate) => fakeRun(
  { path, placement, replicate },
  (path === 'sr-iov' ? 1 : placement === 'inter' ? 2 : 0.8) * 1e9 + replicate * 1e6,
)))), { fingerprints: [], by: 'path' });
const result = { ranks: [{ rank: 0, finishedNs: 30, computeNs: 10, overheadNs: 5, waitingNs: 12, stolenNs: 2, startNs: 1 }] } as unknown as RunResult;

test('the canvas shows exactly the points of the spec, which are those of the table twin', () => {
  const crossover = { ...comparison.crossover, challenger: 'sr-iov', incumbent: 'xen-bridged', context: {}, line: [{ share: 0.1, speedUp: 0.8 }, { share: 1, speedUp: 2 }], at: 0.25, points: [{ share: 1, label: 'inter', speedUp: { mean: 2, low: 1.9, high: 2.1, samples: [2], spread: 'replicates' as const } }] };
  for (const spec of [comparisonBars(comparison), crossoverLines(crossover), rankTimeBars(result)]) {
    const points = drawn(spec);
    expect(points).toEqual(spec.series.map((series) => series.points.map((point) => [point.x, point.y, point.low, point.high])));
    const inTable = chartTable(spec).rows.flatMap((row) => row.cells.filter((cell) => cell !== undefined)).length;
    expect(points.flat()).toHaveLength(inTable);
    expect(points.flat().length).toBeGreaterThan(0);
  }
});

test('a point without neighbours on a broken line is a dot, on the canvas and in the report', () => {
  const spec: ChartSpec = { ...comparisonBars(comparison), kind: 'lines', x: { title: 'time', scale: 'linear' }, series: [{ label: 'latency', style: 'a', draw: 'line', breakBeyond: 1.5, points: [1, 4, 7, 8].map((x) => ({ x, y: x })) }] };
  expect(chartConfig(spec, 'light', assignStyles([]), colours).data.datasets[0]).toMatchObject({ pointRadius: [2, 2, 0, 0] });
  expect(drawChart(spec, createPalette([], [spec]), 'c').markup.match(/<circle/g) ?? []).toHaveLength(2);
});

test('a bar stands at its category where a series has none before it', () => {
  const spec: ChartSpec = { ...comparisonBars(comparison), x: { title: 'cell', scale: 'category', categories: ['none', 'reactive', 'proactive'] }, series: [{ label: 'with', style: 'a', points: [{ x: 2, y: 7 }, { x: 1, y: 5 }] }] };
  expect(drawn(spec)).toEqual([[[0, NaN, undefined, undefined], [1, 5, undefined, undefined], [2, 7, undefined, undefined]]]);
});

test('a rule at 1 is drawn, nothing moves, and categories are named', () => {
  const config = chartConfig(comparisonBars(comparison), 'dark', assignStyles([]), colours);
  expect([config.options?.animation, config.data.labels]).toEqual([false, ['inter', 'intra-block']]);
  const spec: ChartSpec = { ...comparisonBars(comparison), rules: [{ axis: 'y', at: 1, label: 'equal' }] };
  expect(chartConfig(spec, 'light', assignStyles([]), colours).options?.plugins).toMatchObject({ annotation: { annotations: { rule0: { value: 1, scaleID: 'y' } } } });
});

test('an axis of sizes has a label at each tick, wherever the sizes begin', () => {
  const spec: ChartSpec = { ...comparisonBars(comparison), kind: 'lines', x: { title: 'message size', unit: 'B', scale: 'log' } };
  const scales = chartConfig(spec, 'light', assignStyles([]), colours).options?.scales as unknown as { x: { afterBuildTicks: (axis: { min: number; max: number; ticks: { value: number }[] }) => void; ticks: { callback: (value: number) => string } } };
  for (const [min, max] of [[2, 1_048_576], [1, 4096], [990, 262_144], [65_536, 131_072]] as const) {
    const axis = { min, max, ticks: [] as { value: number }[] };
    scales.x.afterBuildTicks(axis);
    expect(axis.ticks.length).toBeGreaterThan(1);
    expect(axis.ticks.every(({ value }) => value >= min && value <= max)).toBe(true);
    expect(axis.ticks.map(({ value }) => scales.x.ticks.callback(value)).every((text) => / (B|KiB|MiB)$/.test(text.replace('\u00a0', ' ')))).toBe(true);
  }
});

test('canvas, picture of the report and table twin have the same bands', () => {
  const spec = throughputLine(eventfulResult);
  if (spec === undefined) throw new Error('no chart');
  const plugins = chartConfig(spec, 'light', assignStyles([]), colours).options?.plugins as unknown as { annotation: { annotations: Record<string, { xMin?: number; xMax?: number }> } };
  const onCanvas = Object.entries(plugins.annotation.annotations).filter(([name]) => name.startsWith('band')).map(([, box]) => [box.xMin, box.xMax]);
  const picture = drawChart(spec, createPalette([], [spec]), 'f').markup;
  const drawnBands = [...picture.matchAll(/data-band-from="([^"]+)" data-band-to="([^"]+)"/g)].map(([, from, to]) => [Number(from), Number(to)]);
  expect(onCanvas).toEqual(chartTable(spec).bands.map((band) => [band.from, band.to]));
  expect(drawnBands).toEqual(onCanvas);
  expect(onCanvas.length).toBeGreaterThan(5);
});

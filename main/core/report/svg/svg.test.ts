import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChartSpec } from '../../contract/index.ts';
import { drawChart } from './chart.ts';
import { fitText, textWidth } from './measure.ts';
import { createPalette } from './palette-css.ts';
import { linearScale, logScale, logScaleAt } from './scale.ts';
import { spreadLabels } from './spread-labels.ts';

const seed = 20100606;
console.info(`svg.test: fast-check seed ${seed}`);

describe('spreadLabels', () => {
  it('leaves labels that do not touch where they are', () => {
    expect(spreadLabels([10, 50, 90], 13, 0, 100)).toEqual([10, 50, 90]);
  });

  it('moves neighbours apart around what they wish', () => {
    expect(spreadLabels([50, 50], 12, 0, 100)).toEqual([44, 56]);
    expect(spreadLabels([0, 1], 12, 0, 100)).toEqual([0, 12]);
    expect(spreadLabels([100, 99, 98], 12, 0, 100)).toEqual([100, 88, 76]);
  });

  it('keeps the gap, the order and the bounds wherever all fit', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -20, max: 320, noNaN: true }), { minLength: 1, maxLength: 20 }), (wishes) => {
      const placed = spreadLabels(wishes, 13, 0, 300);
      const order = wishes.map((wish, index) => ({ wish, at: placed[index] ?? NaN, index })).sort((left, right) => left.wish - right.wish || left.index - right.index);
      order.forEach((label, index) => {
        expect(label.at).toBeGreaterThanOrEqual(-1e-9);
        expect(label.at).toBeLessThanOrEqual(300 + 1e-9);
        const next = order[index + 1];
        if (next !== undefined) expect(next.at - label.at).toBeGreaterThanOrEqual(13 - 1e-9);
      });
    }), { seed });
  });
});

describe('scales', () => {
  it('write a few values where they are, from the first to the last of what is drawn', () => {
    const scale = logScaleAt([24, 1.5, 6, 6], [1.5, 3.7, 24], 0, 400);
    expect(scale.ticks.map(({ label }) => label)).toEqual(['1.5', '6', '24']);
    expect([1.5, 6, 24].map((value) => Math.round(scale.at(value)))).toEqual([0, 200, 400]);
  });

  it('map the ends of their ticks to the ends of the axis', () => {
    const scale = linearScale([3, 17], 100, 500, true);
    expect(scale.ticks.map((tick) => tick.label)).toEqual(['0', '5', '10', '15', '20']);
    expect([scale.at(0), scale.at(20), scale.at(10)]).toEqual([100, 500, 300]);
  });

  it('are logarithmic in sizes and in times', () => {
    const sizes = logScale([1, 4194304], 0, 220, 'B');
    expect(sizes.at(1)).toBe(0);
    expect(sizes.at(2048)).toBeCloseTo(110, 9);
    expect(sizes.ticks[0]?.label).toBe('1\u00a0B');
    const times = logScale([4.9, 900], 300, 0, 'µs');
    expect(times.ticks.map((tick) => tick.label)).toEqual(['1', '10', '100', '1000']);
    expect(times.at(10)).toBeCloseTo(200, 9);
    expect(logScale([2, 4, 32], 0, 100, undefined).ticks.map((tick) => tick.label)).toEqual(['2', '4', '8', '16', '32']);
  });
});

describe('lines', () => {
  const spec: ChartSpec = {
    kind: 'lines', title: 'Lines', finding: 'They rise.', x: { title: 'x', scale: 'linear' }, y: { title: 'y', scale: 'linear' },
    series: ['native', 'xen-bridged', 'sr-iov'].map((style, at) => ({ label: style, style, points: [{ x: 0, y: 1 }, { x: 10, y: 5 + at * 0.01 }] })),
    rules: [{ axis: 'y', at: 1, label: 'equal' }, { axis: 'x', at: 5, label: 'half' }],
  };
  const markup = drawChart(spec, createPalette(['native', 'xen-bridged', 'sr-iov'], [spec]), 'f').markup;

  it('name every line at its end without overlap', () => {
    const labels = [...markup.matchAll(/<text class="name halo" x="([^"]+)" y="([^"]+)">([^<]+)<\/text>/g)];
    expect(labels.map((label) => label[3])).toEqual(['native', 'xen-bridged', 'sr-iov']);
    const ys = labels.map((label) => Number(label[2])).sort((left, right) => left - right);
    expect((ys[1] ?? 0) - (ys[0] ?? 0)).toBeGreaterThanOrEqual(12.9);
    expect((ys[2] ?? 0) - (ys[1] ?? 0)).toBeGreaterThanOrEqual(12.9);
    for (const label of labels) expect(Number(label[1]) + textWidth(label[3] ?? '')).toBeLessThanOrEqual(720);
  });

  it('tell lines apart without colour', () => {
    expect(markup.match(/stroke-dasharray="10 4"/g)).toHaveLength(1);
    expect(markup.match(/<circle /g)).toHaveLength(2);
    expect(markup).toContain('>equal</text>');
    expect(markup).toContain('>half</text>');
  });

  it('do not join points with nothing between them', () => {
    const gap: ChartSpec = { ...spec, rules: [], series: [{ label: 'latency', style: 'native', breakBeyond: 1.5, points: [0, 1, 2, 6, 7].map((x) => ({ x, y: 1 })) }] };
    const d = /class="[^"]*line" d="([^"]+)"/.exec(drawChart(gap, createPalette(['native'], [gap]), 'g').markup)?.[1] ?? '';
    expect(d.match(/[ML]/g)?.join('')).toBe('MLLML');
  });

  it('draw a chart without points', () => {
    const times: ChartSpec = { ...spec, x: { title: 'MTBF', unit: 'h', scale: 'log' }, y: { title: 'speed-up', scale: 'linear' }, rules: [{ axis: 'y', at: 1, label: 'equal' }], series: [{ label: 'one', style: 'native', points: [{ x: 1.5, y: 0.98 }, { x: 12, y: 1.02 }] }] };
    const zoomed = drawChart(times, createPalette([], []), 'z').markup;
    expect([zoomed.includes('>1.5</text>'), zoomed.includes('>12</text>'), zoomed.includes('>0</text>')]).toEqual([true, true, false]);
    const empty = drawChart({ ...spec, series: [], rules: [] }, createPalette([], []), 'e').markup;
    expect(empty).not.toContain('NaN');
  });
});

describe('text', () => {
  it('is cut to a width with an ellipsis', () => {
    expect(fitText('short', 200)).toBe('short');
    const cut = fitText('a very long label that does not fit', 80);
    expect(cut.endsWith('…')).toBe(true);
    expect(textWidth(cut)).toBeLessThanOrEqual(80);
  });
});

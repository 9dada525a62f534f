import { describe, expect, it } from 'vitest';
import { assignStyles, contrast, fixedPaths, luminance, neutralStyle, roleNames, slotCount, styleOf, styleVariant, themes, valueStyleName } from './index.ts';

/** Paths of users. */
const plugins = ['a', 'b', 'c'];

/** Linear RGB as seen by most people, and without one kind of cone (Machado, Oliveira, Fernandes 2009, severity 1). */
const sights: readonly (readonly (readonly [number, number, number])[])[] = [
  [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
];

/** How far two colours lie apart to eyes that tell them apart worst: hundredths of OKLab, where black and white are 100 apart. */
function distance(one: string, other: string): number {
  const linear = (colour: string): readonly number[] => [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16).toString(16).padStart(2, '0');
    // The luminance of a grey is its linear value.
    return luminance(`#${channel}${channel}${channel}`);
  });
  return Math.min(...sights.map((sight) => {
    const [p, q] = [one, other].map((colour) => okLab(sight.map((row) => Math.min(1, Math.max(0, linear(colour).reduce((sum, value, at) => sum + value * (row[at] ?? 0), 0))))));
    return 100 * Math.hypot(...(p ?? []).map((value, at) => value - (q?.[at] ?? 0)));
  }));
}

function okLab([r = 0, g = 0, b = 0]: readonly number[]): readonly number[] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 10);
    expect(luminance('#808080')).toBeCloseTo(0.2158605, 6);
    expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.5422, 3);
  });
});

describe('palette', () => {
  const assigned = assignStyles(plugins);

  it.each([...fixedPaths, ...plugins, ...roleNames])('%s stands out by 3 to 1 from both backgrounds', (name) => {
    const style = styleOf(name, assigned);
    expect(contrast(style.light, themes.light.background)).toBeGreaterThanOrEqual(3);
    expect(contrast(style.dark, themes.dark.background)).toBeGreaterThanOrEqual(3);
  });

  it('has the agreed colours', () => {
    expect(styleOf('native')).toEqual({ light: '#8A8A8A', dark: '#808080', dash: [], marker: 'none' });
    expect(styleOf('xen-bridged')).toMatchObject({ light: '#C3831C', dark: '#A37834', marker: 'square' });
    expect(styleOf('sr-iov')).toMatchObject({ light: '#0099F0', dark: '#4C71FB', dash: [], marker: 'circle' });
    expect(styleOf('vfio-bypass')).toMatchObject({ light: '#005644', dark: '#B8EEC3', marker: 'triangle' });
    expect(styleOf('vrdma')).toMatchObject({ light: '#5B1175', dark: '#FFB7FE', marker: 'diamond' });
    expect(styleOf('passthrough')).toMatchObject({ light: '#117A95', dark: '#6AAFB6', dash: [2, 3], marker: 'triangle-down' });
    expect(styleOf('double-bypass')).toMatchObject({ light: '#721503', dark: '#FC9875', marker: 'plus' });
    expect(styleOf('xen-mp')).toMatchObject({ light: '#78692F', dark: '#EDE536', marker: 'cross' });
  });

  it('tells any two paths apart by marker or dash alone', () => {
    const looks = [...assigned.values()].map((style) => JSON.stringify([style.dash, style.marker]));
    expect(new Set(looks).size).toBe(slotCount);
    const colours = [...assigned.values()].flatMap((style) => [style.light, style.dark]);
    expect(new Set(colours).size).toBe(2 * slotCount);
  });

  it('keeps a path its style whatever else is shown, and gives plugins the free slots in order', () => {
    expect(styleOf('sr-iov', assignStyles(['z', 'sr-iov', 'a']))).toEqual(styleOf('sr-iov'));
    expect(styleOf('b', assigned)).toEqual(styleOf('z', assignStyles(['y', 'z'])));
    expect(styleOf('d', assignStyles(['a', 'b', 'c', 'd']))).toEqual(neutralStyle);
  });

  it('leaves room for paths of users beside all that ship', () => {
    expect(slotCount - fixedPaths.length).toBeGreaterThanOrEqual(2);
    expect(plugins).toHaveLength(slotCount - fixedPaths.length);
  });

  it('tells any two paths apart by colour, also without one kind of cone', () => {
    const names = [...assigned.keys()];
    for (const theme of ['light', 'dark'] as const) {
      for (const [at, one] of names.entries()) {
        for (const other of names.slice(0, at)) {
          expect([one, other, distance(styleOf(one, assigned)[theme], styleOf(other, assigned)[theme]) > 6.5]).toEqual([one, other, true]);
        }
      }
    }
    // What the bound means: two greys of 20 steps are as far apart.
    expect(distance('#808080', '#969696')).toBeCloseTo(7, 0);
  });

  it('has a marker for each path', () => {
    const markers = [...assigned.values()].map(({ marker }) => marker);
    expect(new Set(markers).size).toBe(markers.length);
    expect(styleOf('toString', assignStyles([]))).toEqual(neutralStyle);
  });

  it('does not let a plugin take the name of a role', () => {
    expect(assignStyles(['wire']).has('wire')).toBe(false);
  });

  it('gives the LogGOPS model a look that no path has', () => {
    const model = styleOf('loggops', assignStyles([...plugins, 'loggops']));
    expect(model).toMatchObject({ light: '#B0126B', dash: [3, 3], marker: 'none' });
    for (const style of assigned.values()) {
      expect([style.light, style.dark]).not.toContain(model.light);
      expect(JSON.stringify([style.dash, style.marker])).not.toBe(JSON.stringify([model.dash, model.marker]));
    }
  });

  it('tells variants apart by dash', () => {
    const style = styleOf('vfio-bypass');
    const dashes = [0, 1, 2, 3].map((variant) => styleVariant(style, variant).dash.join());
    expect(new Set(dashes).size).toBe(4);
    expect(styleVariant(style, 2).light).toBe(style.light);
    expect(valueStyleName(0)).toBe('value-1');
    expect(valueStyleName(99)).toBe('neutral');
  });
});

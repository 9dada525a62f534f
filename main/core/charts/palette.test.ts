import { describe, expect, it } from 'vitest';
import { assignStyles, contrast, fixedPaths, luminance, neutralStyle, roleNames, slotCount, styleOf, styleVariant, themes, valueStyleName } from './index.ts';

const plugins = ['double-bypass', 'xen-mp', 'inter-vm-shm'];

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
  });

  it('tells any two paths apart by marker or dash alone', () => {
    const looks = [...assigned.values()].map((style) => JSON.stringify([style.dash, style.marker]));
    expect(new Set(looks).size).toBe(slotCount);
    const colours = [...assigned.values()].flatMap((style) => [style.light, style.dark]);
    expect(new Set(colours).size).toBe(2 * slotCount);
  });

  it('keeps a path its style whatever else is shown, and gives plugins the free slots in order', () => {
    expect(styleOf('sr-iov', assignStyles(['z', 'sr-iov', 'a']))).toEqual(styleOf('sr-iov'));
    expect(styleOf('xen-mp', assigned)).toEqual(styleOf('b', assignStyles(['a', 'b'])));
    expect(styleOf('d', assignStyles(['a', 'b', 'c', 'd']))).toEqual(neutralStyle);
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

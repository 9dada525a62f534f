import type { ChartSpec } from '../../contract/index.ts';
import { assignStyles, styleOf, styleVariant, type SeriesStyle } from '../../charts/index.ts';
import { raw, type Html } from '../html.ts';

/** Class names and colours of all styles that a report uses. Names are numbers: ids come from users. */
export interface ReportPalette {
  classOf(style: string): string;
  styleOf(style: string, variant?: number): SeriesStyle;
  /** CSS custom properties for light, and for dark. */
  readonly css: { readonly light: Html; readonly dark: Html; readonly rules: Html };
}

/** Gathers the styles of all charts, and of all paths in the order given, so that colours agree across a report. */
export function createPalette(paths: readonly string[], specs: readonly ChartSpec[]): ReportPalette {
  const assigned = assignStyles(paths);
  const names = [...new Set([...paths, ...specs.flatMap((spec) => [...spec.series.map((series) => series.style), ...(spec.bands ?? []).map((band) => band.style)])])];
  const classes = new Map(names.map((name, index) => [name, `k${index}`]));
  const variables = (theme: 'light' | 'dark'): Html =>
    raw(names.map((name, index) => `--k${index}:${styleOf(name, assigned)[theme]}`).join(';'));
  return {
    classOf: (style) => classes.get(style) ?? 'k-none',
    styleOf: (style, variant = 0) => styleVariant(styleOf(style, assigned), variant),
    css: {
      light: variables('light'),
      dark: variables('dark'),
      rules: raw(names.map((_, index) => `.k${index}{--c:var(--k${index})}`).join('')),
    },
  };
}

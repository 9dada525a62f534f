/** A chart as data: the lab draws it with Chart.js, reports as SVG; both show the same points. */
export interface ChartSpec {
  readonly kind: 'bars' | 'lines' | 'stacked-bars';
  readonly title: string;
  /** What the chart shows, one sentence, for those who cannot see it. */
  readonly finding: string;
  readonly x: { readonly title: string; readonly unit?: string; readonly scale: 'category' | 'linear' | 'log'; readonly categories?: readonly string[] };
  readonly y: { readonly title: string; readonly unit?: string; readonly scale: 'linear' | 'log' };
  readonly series: readonly ChartSeries[];
  /** Lines across the chart, such as speed-up 1. */
  readonly rules?: readonly { readonly axis: 'x' | 'y'; readonly at: number; readonly label: string }[];
}

export interface ChartSeries {
  readonly label: string;
  /** Style slot: a path id, an executor, or `neutral`. */
  readonly style: string;
  /** Tells series of one style apart by dash; default 0. */
  readonly variant?: number;
  /** Points without a line, or a line without markers; default both. Only on `lines` charts. */
  readonly draw?: 'points' | 'line';
  /** Drawn hatched or paler: time spent waiting rather than served. */
  readonly muted?: boolean;
  readonly points: readonly ChartPoint[];
}

/** `x` is an index into `categories` on a category scale. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
  /** Written beside the point. */
  readonly label?: string;
}

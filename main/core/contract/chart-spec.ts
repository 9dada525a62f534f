import type { CampaignSpan } from './campaign.ts';

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
  /** Stretches of the x axis in which something went on, behind the series. Only on `lines` charts. */
  readonly bands?: readonly ChartBand[];
}

/** A stretch of the x axis, in the axis' own unit. */
export interface ChartBand {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** Style slot. */
  readonly style: string;
  /** What all bands of this style are, for the key. */
  readonly group: string;
}

export interface ChartSeries {
  readonly label: string;
  /** Style slot: a path id, an executor, or `neutral`. */
  readonly style: string;
  /** Tells series of one style apart by dash; default 0. */
  readonly variant?: number;
  /** Points without a line, or a line without markers; default both. Only on `lines` charts. */
  readonly draw?: 'points' | 'line';
  /** Points further apart than this on the x axis are not joined: there is nothing between them. */
  readonly breakBeyond?: number;
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

/** Numbers of pairs as colours: who sent to whom. The lab draws it; `matrixTable` is its table twin. */
export interface MatrixSpec {
  readonly kind: 'matrix';
  readonly title: string;
  readonly finding: string;
  readonly rows: { readonly title: string; readonly labels: readonly string[] };
  readonly columns: { readonly title: string; readonly labels: readonly string[] };
  /** What a cell's number counts, in base units. */
  readonly value: { readonly title: string; readonly unit: 'B' | 'ns' | 'messages' };
  /** Pairs without a cell are 0. */
  readonly cells: readonly (readonly [row: number, column: number, value: number])[];
}

/** What happened when, one lane per rank, with the messages of the critical path between them. */
export interface TimelineSpec {
  readonly kind: 'timeline';
  readonly title: string;
  readonly finding: string;
  readonly endNs: number;
  /** Parts of every interval of `binNs`, one after the other, ns; styles as in the palette. */
  readonly overview: { readonly binNs: number; readonly parts: readonly string[]; readonly lanes: readonly TimelineLane[] };
  /** Single spans, complete in every `every`-th window of `windowNs`; windowNs 0: everywhere. */
  readonly detail: { readonly windowNs: number; readonly every: number; readonly lanes: readonly string[]; readonly spans: readonly TimelineBar[] };
  /** Lanes are rank numbers here: not every rank has a lane. */
  readonly hops: readonly { readonly from: number; readonly to: number; readonly fromNs: number; readonly toNs: number }[];
  /** Stretches in which something happened to VMs; `lanes` are ranks, all where absent. */
  readonly bands?: readonly TimelineBand[];
}

/** A stretch of a run with a name, behind or above its lanes. */
export interface TimelineBand {
  readonly fromNs: number;
  readonly toNs: number;
  readonly label: string;
  readonly style: string;
  /** What all bands of this style are, for the key. */
  readonly group: string;
}

export interface TimelineLane {
  readonly label: string;
  readonly ns: readonly number[];
}

export interface TimelineBar {
  readonly lane: number;
  readonly style: string;
  readonly fromNs: number;
  readonly toNs: number;
}

/** Who had which host when: one lane per host. The lab draws it on a canvas, reports as SVG; `scheduleTable` is its table twin. */
export interface ScheduleSpec {
  readonly kind: 'schedule';
  readonly title: string;
  readonly finding: string;
  readonly endNs: number;
  readonly lanes: readonly string[];
  /** Styles and what they stand for, such as tenants. */
  readonly owners: readonly { readonly label: string; readonly style: string }[];
  readonly bars: readonly ScheduleBar[];
}

/** `kind` is drawn as a pattern: plain while a job runs. */
export interface ScheduleBar {
  readonly lane: number;
  /** Index into `owners`; -1: nobody's. */
  readonly owner: number;
  readonly label: string;
  readonly kind: CampaignSpan['kind'];
  readonly fromNs: number;
  readonly toNs: number;
  /** Bars of one lane at one time lie below each other: this is the `row`-th of `rows`. */
  readonly row: number;
  readonly rows: number;
}

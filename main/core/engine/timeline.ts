import type { Activity, TimelineCoverage, TimelineSpan } from '../contract/index.ts';
import { rankState } from './cpu.ts';
import { addSpan, createTimeBins, type TimeBins } from './time-bins.ts';

/** Longest timeline kept, spans in all. */
const longestTimeline = 4000;

/** Ranks that the timeline and the activity show, spread over all (judgement: what fits on a screen). */
const mostRanks = { timeline: 64, activity: 32 };

/** Windows that the first full timeline is cut into; later there are between half as many and as many. */
const windows = 32;

/**
 * What ranks did: spans as they were, and sums per interval. When there are too many spans, time is cut into windows and
 * only every second, fourth, ... window is kept, so that what is kept spreads over the whole run and has no gaps inside.
 */
export interface Timeline {
  spans: TimelineSpan[];
  windowNs: number;
  every: number;
  /** Spans between these are not kept, ns: between the window that was kept last and the next one. */
  skipFromNs: number;
  skipToNs: number;
  readonly spanStep: number;
  readonly activityStep: number;
  readonly activity: TimeBins;
  /** By rank: 1 where the activity shows it, plus 2 where the timeline does. */
  readonly shown: Uint8Array;
}

/** Nothing seen. */
export function createTimeline(ranks: number): Timeline {
  const step = (most: number): number => Math.max(1, Math.ceil(ranks / most));
  const activityStep = step(mostRanks.activity);
  const spanStep = step(mostRanks.timeline);
  return {
    spans: [], windowNs: 0, every: 1, skipFromNs: 0, skipToNs: 0, spanStep, activityStep,
    activity: createTimeBins(128, 4 * Math.ceil(ranks / activityStep)),
    shown: Uint8Array.from({ length: ranks }, (_, rank) => (rank % activityStep === 0 ? 1 : 0) + (rank % spanStep === 0 ? 2 : 0)),
  };
}

/** The rank was in `state` from one moment to another; backwards where a time counted ahead did not come true. */
export function noteSpan(timeline: Timeline, rank: number, state: number, fromNs: number, toNs: number): void {
  const shown = timeline.shown[rank];
  if (shown === 0 || state === rankState.start || state === rankState.finished) return;
  if ((shown & 1) !== 0 && state !== rankState.paused) addSpan(timeline.activity, fromNs, toNs, (rank / timeline.activityStep) * 4 + channelOf(state));
  if (toNs <= fromNs || (shown & 2) === 0) return;
  keep(timeline, rank, state === rankState.compute ? 'compute' : state === rankState.overhead ? 'overhead' : state === rankState.paused ? 'paused' : 'waiting', fromNs, toNs);
}

/** The change of a core's owner takes time from a rank, counted ahead. */
export function noteSwitch({ activity, activityStep }: Timeline, rank: number, fromNs: number, toNs: number): void {
  if (rank % activityStep === 0) addSpan(activity, fromNs, toNs, (rank / activityStep) * 4 + channelOf(rankState.stolen));
}

/** What the timeline covers, and the activity. */
export function timelineResult(timeline: Timeline, ranks: number): { readonly timelineCoverage: TimelineCoverage; readonly activity: Activity } {
  const { windowNs, every, spanStep, activityStep, activity } = timeline;
  const each = (step: number): number[] => Array.from({ length: Math.ceil(ranks / step) }, (_, i) => i * step);
  return {
    timelineCoverage: { ranks: each(spanStep), windowNs, every },
    activity: {
      binNs: activity.binNs,
      ranks: each(activityStep).map((rank, i) => ({
        rank, ns: Array.from({ length: activity.used * 4 }, (_, at) => activity.values[(at >> 2) * activity.channels + i * 4 + (at & 3)]),
      })),
    },
  };
}

function channelOf(state: number): number {
  if (state === rankState.compute) return 0;
  if (state === rankState.overhead) return 1;
  return state === rankState.waiting ? 2 : 3;
}

function keep(timeline: Timeline, rank: number, kind: TimelineSpan['kind'], fromNs: number, toNs: number): void {
  if (toNs <= timeline.skipToNs && fromNs >= timeline.skipFromNs) return;
  if (timeline.windowNs === 0) {
    if (timeline.spans.length === longestTimeline) {
      const latest = timeline.spans.reduce((last, span) => Math.max(last, span.toNs), 0);
      timeline.windowNs = 1;
      while (timeline.windowNs * windows < latest) timeline.windowNs *= 2;
      const whole = timeline.spans;
      timeline.spans = [];
      for (const span of whole) keep(timeline, span.rank, span.kind, span.fromNs, span.toNs);
      return keep(timeline, rank, kind, fromNs, toNs);
    }
    timeline.spans.push({ rank, kind, fromNs, toNs });
    return;
  }
  // Most spans lie in a window that is not kept: windows and their distances are powers of two.
  const { windowNs, every } = timeline;
  const first = Math.floor(fromNs / windowNs);
  const kept = first - (first % every);
  if (first > kept && (kept + every) * windowNs >= toNs) {
    timeline.skipFromNs = (kept + 1) * windowNs;
    timeline.skipToNs = (kept + every) * windowNs;
    return;
  }
  for (let window = first; window * timeline.windowNs < toNs;) {
    const { windowNs, every } = timeline;
    if (window % every !== 0) {
      window += every - (window % every);
    } else if (timeline.spans.length === longestTimeline) {
      thin(timeline);
      window = Math.floor((window * windowNs) / timeline.windowNs);
    } else {
      timeline.spans.push({ rank, kind, fromNs: Math.max(fromNs, window * windowNs), toNs: Math.min(toNs, (window + 1) * windowNs) });
      window++;
    }
  }
}

/** Halves the time that is kept: the number of windows, or, when they are few, their length. */
function thin(timeline: Timeline): void {
  const latest = timeline.spans.reduce((last, span) => Math.max(last, span.toNs), 0);
  timeline.skipToNs = 0;
  while (timeline.spans.length > longestTimeline / 2) {
    if (latest <= (timeline.windowNs * timeline.every * windows) / 2) timeline.windowNs /= 2;
    timeline.every *= 2;
    const { windowNs, every } = timeline;
    timeline.spans = timeline.spans.flatMap((span) => {
      const from = Math.floor(span.fromNs / (windowNs * every)) * windowNs * every;
      const cut = { ...span, toNs: Math.min(span.toNs, from + windowNs) };
      return cut.toNs > cut.fromNs ? [cut] : [];
    });
  }
}

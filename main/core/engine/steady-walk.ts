import { fromPost, type Marks } from './marks.ts';
import { action, type Profile, type ProfileStage } from './profile.ts';
import type { Walk } from './attribution.ts';

/** Positions beyond share a bit of the marks. */
const mostStages = 31;

/** What each visit of a message's only segment takes beside waiting: most stages always take the same. */
export interface Steady {
  /** By position: ns, and the row they belong to. */
  readonly ns: Float64Array;
  readonly rows: Int32Array;
  /** Positions whose service is not always the same. */
  readonly moving: readonly number[];
}

/** `undefined` for messages that the walk cannot be shortened for. All costs have to be resolved. */
export function findSteady({ stages, segments }: Profile): Steady | undefined {
  if (segments > 1 || stages.length >= mostStages) return undefined;
  return {
    ns: Float64Array.from(stages, (stage) => (isSteady(stage) ? Math.max(0, stage.ns) : 0)), rows: Int32Array.from(stages, ({ statistic }) => statistic),
    moving: stages.flatMap((stage, position) => (isSteady(stage) ? [] : [position])),
  };
}

function isSteady({ action: kind, ns, cutThrough }: ProfileStage): boolean {
  return kind === action.pass || kind === action.release || (ns >= 0 && (kind <= action.driver || kind === action.delay || (kind === action.line && !cutThrough)));
}

/**
 * The walk from when the visit to `position` ended back to the post, for a message of one segment that waited for nobody but others:
 * parts are what differs from the steady service of the stages up to there. False where it is not such a message.
 */
export function walkSteady(walk: Walk, { arrived, started, bound }: Marks, { stages, steady, waits }: Profile, first: number, stride: number, position: number, postedNs: number): boolean {
  if (steady === undefined || bound[first + stride - 1] !== fromPost) return false;
  const waited = bound[first + stages.length] & ((2 << position) - 1);
  for (let left = waited; left !== 0; left &= left - 1) if (bound[first + 31 - Math.clz32(left & -left)] >= 0) return false;
  const { moving, rows, ns } = steady;
  let parts = 0;
  for (let left = waited; left !== 0; left &= left - 1) {
    const at = 31 - Math.clz32(left & -left);
    walk.rows[parts] = ~rows[at];
    walk.ns[parts++] = started[first + at] - arrived[first + at];
  }
  for (const at of moving) {
    if (at > position) break;
    walk.rows[parts] = rows[at];
    walk.ns[parts++] = arrived[first + at + 1] - ((waited & (1 << at)) === 0 ? arrived[first + at] : started[first + at]) - ns[at];
  }
  if (postedNs < arrived[first]) {
    walk.rows[parts] = ~waits.order;
    walk.ns[parts++] = arrived[first] - postedNs;
  }
  walk.parts = parts;
  walk.steady = steady;
  walk.upTo = position;
  return true;
}

/** Adds the steady part of what {@link walkSteady} found. */
export function addSteady({ steady, upTo }: Walk, service: Float64Array, from: number): void {
  if (steady === undefined) return;
  const { ns, rows } = steady;
  for (let position = 0; position <= upTo; position++) service[from + rows[position]] += ns[position];
}

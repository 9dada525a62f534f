import { axisNames, type AxisName, type AxisValue, type Sweep } from '../contract/index.ts';

/** One point of a sweep: a value for every axis it names. */
export type SweepPoint = Readonly<Partial<Record<AxisName, AxisValue>>>;

/** The axes of a sweep in the document's order. */
export function axesOf(sweep: Sweep): readonly AxisName[] {
  return Object.keys(sweep.axes).filter((name): name is AxisName => isAxisName(name) && sweep.axes[name] !== undefined);
}

/** Points before replicates: cheap, without expanding them. `except` is not taken off. */
export function countOfProduct(sweep: Sweep): number {
  return axesOf(sweep).reduce((product, name) => product * (sweep.axes[name]?.length ?? 1), 1);
}

/** The product of the axes less `except`, the first axis outermost, then the `also` points in their order. */
export function sweepPoints(sweep: Sweep): readonly SweepPoint[] {
  let points: readonly SweepPoint[] = [{}];
  for (const name of axesOf(sweep)) {
    points = points.flatMap((point) => (sweep.axes[name] ?? []).map((value) => ({ ...point, [name]: value })));
  }
  const except = sweep.except ?? [];
  const kept = except.length === 0 ? points : points.filter((point) => !except.some((pattern) => matches(point, pattern)));
  return [...kept, ...(sweep.also ?? [])];
}

/** Whether two values of an axis are the same value. */
export function sameAxisValue(left: AxisValue | undefined, right: AxisValue | undefined): boolean {
  return left === right || axisValueKey(left) === axisValueKey(right);
}

/** A word that differs exactly when the values differ; a bare path id equals a choice with that id alone. */
export function axisValueKey(value: AxisValue | undefined): string {
  if (typeof value !== 'object') return JSON.stringify(value) ?? '';
  if ('otherHost' in value) {
    const { sameVm, otherHost, sameHost = otherHost, exceptions = [] } = value;
    return JSON.stringify([[sameVm, sameHost, otherHost].map(axisValueKey), exceptions.map(({ vms: [a, b], path }) => [Math.min(a, b), Math.max(a, b), axisValueKey(path)])]);
  }
  if (value.preset === undefined && value.config === undefined) return JSON.stringify(value.id);
  const config = Object.entries(value.config ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([value.id, value.preset ?? '', config]);
}

function matches(point: SweepPoint, pattern: SweepPoint): boolean {
  const named = axisNames.filter((name) => pattern[name] !== undefined);
  return named.length > 0 && named.every((name) => sameAxisValue(point[name], pattern[name]));
}

function isAxisName(name: string): name is AxisName {
  return (axisNames as readonly string[]).includes(name);
}

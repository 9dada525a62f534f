import type { ComparisonContext, LeftOutReason } from '../contract/index.ts';
import type { Value } from './order.ts';

type Factors = Readonly<Record<string, Value>>;

/** What tells a point apart: without what all compared runs have alike, unless nothing else is left. */
function named(factors: Factors, equal: Factors): Factors {
  const own = Object.entries(factors).filter(([name]) => name !== 'replicate');
  const differing = own.filter(([name, value]) => equal[name] !== value);
  return Object.fromEntries(differing.length > 0 ? differing : own);
}

/** The points of a sweep that did not run, by reason; each point is named once. */
export function leftOutReasons({ leftOut = [] }: ComparisonContext, equal: Factors): readonly LeftOutReason[] {
  const reasons = new Map<string, { readonly reason: Omit<LeftOutReason, 'points'>; readonly points: Map<string, Factors> }>();
  for (const { factors, path, message, hint } of leftOut) {
    const key = JSON.stringify([path, message]);
    const found = reasons.get(key) ?? { reason: { path, message, hint }, points: new Map<string, Factors>() };
    const point = named(factors, equal);
    found.points.set(JSON.stringify(point), point);
    reasons.set(key, found);
  }
  return [...reasons.values()].map(({ reason, points }) => ({ ...reason, points: [...points.values()] }));
}

/** Why a point has no runs, where the plan left it out. */
export function leftOutMessage({ leftOut = [] }: ComparisonContext, factors: Factors): string | undefined {
  return leftOut.find((one) => Object.entries(one.factors).every(([name, value]) => name === 'replicate' || factors[name] === undefined || factors[name] === value))?.message;
}

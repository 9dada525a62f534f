import type { ChartSeries } from '../contract/index.ts';

/** Whether a line without markers breaks on both sides of its n-th point, so that only a dot shows it. */
export function isAlone({ draw, breakBeyond, points }: ChartSeries, at: number): boolean {
  const [before, own, after] = [points[at - 1], points[at], points[at + 1]];
  if (draw !== 'line' || breakBeyond === undefined || own === undefined) return false;
  return (before === undefined || own.x - before.x > breakBeyond) && (after === undefined || after.x - own.x > breakBeyond);
}

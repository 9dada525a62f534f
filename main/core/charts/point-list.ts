import { cellLabel } from './labels.ts';

/** Points of a sweep in one line: `sr-iov · with events; passthrough · with events`, at most `most` of them. */
export function pointList(points: readonly Readonly<Record<string, string | number>>[], most = 8): string {
  const shown = points.slice(0, most).map(cellLabel).join('; ');
  return points.length <= most ? shown : `${shown}; and ${points.length - most} more`;
}

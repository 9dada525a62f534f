import { allJobs, axisNames, eventsNames, nonConvergenceNames, placementNames, recoveryNames, schedulerNames, sharingNames } from '../contract/index.ts';
import { fixedPaths } from '../charts/palette.ts';

export type Value = string | number;

const known: Readonly<Record<string, readonly string[]>> = {
  path: fixedPaths,
  tool: ['netperf', 'iperf'],
  placement: placementNames,
  distribution: ['1x1xN', '1xNx1', 'Nx1x1'],
  layer: ['raw', 'mpi'],
  rails: ['fixed', 'round-robin', 'striped'],
  pinning: ['pinned', 'floating', 'list'],
  events: eventsNames,
  recovery: recoveryNames,
  onNonConvergence: ['none', ...nonConvergenceNames],
  scheduler: schedulerNames,
  sharing: sharingNames,
};

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A path's name without the preset and settings that stand behind it in brackets. */
function plain(value: Value): string {
  return String(value).replace(/ \(.*$/, '');
}

/** Order of two values of one factor: known names as the field lists them, numbers by size, the rest by code point. */
export function compareValues(factor: string, left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  const names = known[factor] ?? [];
  const leftAt = names.indexOf(plain(left));
  const rightAt = names.indexOf(plain(right));
  // A job beside others after each job alone.
  if (factor === 'jobs' && left !== right && (left === allJobs || right === allJobs)) return left === allJobs ? 1 : -1;
  if (leftAt !== rightAt) {
    if (leftAt < 0) return 1;
    if (rightAt < 0) return -1;
    return leftAt - rightAt;
  }
  return compareText(String(left), String(right));
}

/** Distinct values of a factor in their order. */
export function sortedValues(factor: string, values: Iterable<Value>): readonly Value[] {
  return [...new Set(values)].sort((left, right) => compareValues(factor, left, right));
}

/** Factor names: axes in the order of the experiment format, then the rest by name. */
export function sortedFactors(names: Iterable<string>): readonly string[] {
  const rank = (name: string): number => {
    const at = (axisNames as readonly string[]).indexOf(name);
    return at < 0 ? axisNames.length : at;
  };
  return [...new Set(names)].sort((left, right) => rank(left) - rank(right) || compareText(left, right));
}

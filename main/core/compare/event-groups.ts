import { groupBy, type SelectedRun } from './selection.ts';

/** Factors that say how events go: a run without events has none of their values. */
const onlyWithEvents: readonly string[] = ['recovery', 'onNonConvergence'];

/** Runs with events by all that they differ in, each group with the runs without that agree in what means something there; then what is left of these. */
export function groupsWithEvents(runs: readonly SelectedRun[], names: readonly string[]): readonly (readonly SelectedRun[])[] {
  const shared = names.filter((name) => !onlyWithEvents.includes(name));
  const without = runs.filter((run) => run.factors['events'] === 'without');
  const agree = (left: SelectedRun, right: SelectedRun): boolean => shared.every((name) => left.factors[name] === right.factors[name]);
  const eventful = groupBy(runs.filter((run) => run.factors['events'] !== 'without'), names);
  const matched = eventful.map((group) => [...group, ...without.filter((run) => agree(run, group[0]))]);
  return [...matched, ...groupBy(without.filter((run) => !eventful.some(([first]) => agree(run, first))), names)];
}

/** Whether `events` says nothing that `by` does not say: each of its values is with events, or without. */
export function impliesEvents(runs: readonly SelectedRun[], by: string): boolean {
  if (!onlyWithEvents.includes(by)) return false;
  return groupBy(runs, [by]).every((group) => new Set(group.map((run) => run.factors['events'])).size === 1);
}

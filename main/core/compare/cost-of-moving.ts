import { factorLabel } from '../charts/labels.ts';
import { formatPercent, formatQuantity } from '../charts/units.ts';
import type { ComparisonContext, CostOfMoving, Estimate, MovingRow, PathAbilities } from '../contract/index.ts';
import { estimateMean, mean } from '../statistics/index.ts';
import { groupsWithEvents } from './event-groups.ts';
import { compareValues, sortedFactors, sortedValues, type Value } from './order.ts';
import type { SelectedRun, Selection } from './selection.ts';
import { arePaired, sortSamples, type Sample } from './speed-up.ts';

/** What tells runs with events from those without, and paths apart. */
const own = ['path', 'events'];

function samplesOf(runs: readonly SelectedRun[], metric: string): readonly Sample[] {
  return sortSamples(runs.flatMap((run) => {
    const quantity = Object.hasOwn(run.row.metrics, metric) ? run.row.metrics[metric] : undefined;
    return quantity === undefined || !Number.isFinite(quantity.value) ? [] : [{ replicate: run.replicate, value: quantity.value }];
  }));
}

function estimateOf(samples: readonly Sample[]): Estimate | undefined {
  return samples.length === 0 ? undefined : estimateMean(samples.map((sample) => sample.value));
}

/** Replicate by replicate where both sides have the same, else the means alone. */
function differenceOf(withEvents: readonly Sample[], without: readonly Sample[]): Estimate | undefined {
  if (withEvents.length === 0 || without.length === 0) return undefined;
  if (arePaired(withEvents, without)) return estimateMean(withEvents.map((sample, at) => sample.value - (without[at]?.value ?? 0)));
  const difference = mean(withEvents.map((sample) => sample.value)) - mean(without.map((sample) => sample.value));
  return { mean: difference, samples: [difference], spread: 'none' };
}

/** Campaigns have a downtime too, but of jobs: what it costs a path is not to be told from them. */
const happened = ({ row: { metrics } }: SelectedRun): boolean => Object.hasOwn(metrics, 'downtime') && !Object.hasOwn(metrics, 'makespan');

function reasonOf(can: PathAbilities | undefined, failure: string | undefined): string {
  if (failure !== undefined) return `With events the run failed: ${failure}`;
  if (can?.reason !== undefined) return `Cannot be moved: ${can.reason}.`;
  if (can?.snapshotReason !== undefined) return `Cannot be saved: ${can.snapshotReason}.`;
  return 'There is no run with events.';
}

function rowOf(path: Value, runs: readonly SelectedRun[], factors: MovingRow['factors'], swept: boolean, can: PathAbilities | undefined, failure: string | undefined): MovingRow {
  const withEvents = swept ? runs.filter((run) => run.factors['events'] === 'with') : runs;
  const without = swept ? runs.filter((run) => run.factors['events'] === 'without') : [];
  const [timesWith, timesWithout] = [samplesOf(withEvents, 'executionTime'), samplesOf(without, 'executionTime')];
  const optional = (name: string, estimate: Estimate | undefined): Readonly<Record<string, Estimate>> => (estimate === undefined ? {} : { [name]: estimate });
  const average = (name: string): Readonly<Record<string, number>> => {
    const samples = samplesOf(withEvents, name);
    return samples.length === 0 ? {} : { [name]: mean(samples.map((sample) => sample.value)) };
  };
  return {
    path, factors,
    ...(can === undefined ? {} : { liveMigration: can.liveMigration }), ...(can?.fallbackPath === undefined ? {} : { fallbackPath: can.fallbackPath }),
    ...(withEvents.length > 0 ? {} : { reason: reasonOf(can, failure) }),
    ...optional('without', estimateOf(timesWithout)), ...optional('with', estimateOf(timesWith)), ...optional('difference', differenceOf(timesWith, timesWithout)),
    ...optional('downtime', estimateOf(samplesOf(withEvents, 'downtime'))), ...optional('migrationTime', estimateOf(samplesOf(withEvents, 'migrationTime'))),
    ...optional('lostWork', estimateOf(samplesOf(withEvents, 'lostWork'))),
    ...average('heldSegments'), ...average('lostTries'), ...average('migrations'),
    fingerprints: withEvents.map((run) => run.row.fingerprint),
  };
}

function nameOf(row: MovingRow): string {
  const others = Object.entries(row.factors).map(([name, value]) => factorLabel(name, value));
  return [String(row.path), ...others].join(', ');
}

/** What a user may choose beside the path; rows that differ in anything else do other work, and no time of theirs is held against another's. */
const choices: readonly string[] = ['placement', 'distribution', 'recovery', 'onNonConvergence'];

const shareOf = (row: MovingRow): number => (row.difference?.mean ?? 0) / (row.without?.mean ?? 1);

/** Of rows that do different work: the span of what events cost them. */
function spanOf(able: readonly MovingRow[]): string {
  const [least, ...others] = [...able].sort((left, right) => shareOf(left) - shareOf(right));
  const most = others.at(-1);
  if (least === undefined || most === undefined) return '';
  return `Events change time to solution by ${formatPercent(shareOf(least), 2)} (${nameOf(least)}) to ${formatPercent(shareOf(most), 2)} (${nameOf(most)}).`;
}

function findingOf(rows: readonly MovingRow[]): string {
  const able = rows.filter((row) => row.with !== undefined && row.difference !== undefined);
  if (able.length > 0 && able.every((row) => row.difference?.mean === 0 && row.downtime?.mean === 0 && (row.migrationTime?.mean ?? 0) === 0)) return 'Nothing happens to VMs in these runs: they end before their events.';
  const work = (row: MovingRow): string => JSON.stringify(Object.entries(row.factors).filter(([name]) => !choices.includes(name)));
  if (new Set(rows.map(work)).size > 1) return spanOf(able);
  const [cheapest] = [...able].sort((left, right) => (left.difference?.mean ?? 0) - (right.difference?.mean ?? 0));
  const [fastest] = [...rows.filter((row) => row.with !== undefined)].sort((left, right) => (left.with?.mean ?? 0) - (right.with?.mean ?? 0));
  const [barred] = [...rows.filter((row) => row.with === undefined && row.without !== undefined)].sort((left, right) => (left.without?.mean ?? 0) - (right.without?.mean ?? 0));
  const time = (ns: number): string => formatQuantity({ value: ns, unit: 'ns' });
  const said: string[] = [];
  if (cheapest?.difference !== undefined && cheapest.without !== undefined) {
    const { mean: cost } = cheapest.difference;
    const amount = `${time(Math.abs(cost))}, ${formatPercent(Math.abs(cost) / cheapest.without.mean, 2)} of its time without them`;
    const [least, most] = able.length > 1 ? [' least:', ' most:'] : ['', ''];
    said.push(cost === 0 ? `Events cost ${nameOf(cheapest)} nothing.` : cost > 0 ? `Events cost ${nameOf(cheapest)}${least} ${amount}.` : `Events save ${nameOf(cheapest)}${most} ${amount}.`);
  }
  if (fastest?.with !== undefined && rows.length > 1) said.push(`${nameOf(fastest)} is the fastest with events, in ${time(fastest.with.mean)}.`);
  if (barred?.without !== undefined && fastest?.with !== undefined) {
    const ratio = fastest.with.mean / barred.without.mean;
    said.push(`${nameOf(barred)} cannot be moved and takes ${time(barred.without.mean)} without events: to be able to move costs ${ratio >= 1 ? `${formatPercent(ratio - 1, 2)} against it` : 'nothing against it'}.`);
  } else if (barred !== undefined) said.push(`${nameOf(barred)}: ${barred.reason ?? 'no run with events'}`);
  return said.join(' ');
}

/**
 * What events cost each path. Undefined where nothing happened to VMs in any run and the runs do not differ by `events`. A path that
 * cannot, or that failed, has its reason in the place of numbers.
 */
export function costOfMoving(selection: Selection, abilities: readonly PathAbilities[], context: ComparisonContext): CostOfMoving | undefined {
  const { runs } = selection;
  const swept = runs.some((run) => run.factors['events'] === 'with' || run.factors['events'] === 'without');
  const some = runs.some(happened) || runs.every((run) => !Object.hasOwn(run.row.metrics, 'makespan')) && swept && new Set(runs.map((run) => run.factors['events'])).size > 1;
  if (!some) return undefined;
  const names = selection.differing.filter((name) => !own.includes(name));
  const paths = sortedValues('path', runs.flatMap((run) => run.factors['path'] ?? []));
  const groups = [...groupsWithEvents(runs, names)].sort((left, right) => {
    for (const name of sortedFactors(names)) {
      const [a, b] = [left[0]?.factors[name], right[0]?.factors[name]];
      const order = a === undefined || b === undefined ? 0 : compareValues(name, a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
  const rows = groups.flatMap((group) => {
    const factors = Object.fromEntries(sortedFactors(names).flatMap((name) => (group[0]?.factors[name] === undefined ? [] : [[name, group[0].factors[name]] as const])));
    return (paths.length === 0 ? [''] : paths).flatMap((path) => {
      const mine = group.filter((run) => (run.factors['path'] ?? '') === path);
      if (mine.length === 0) return [];
      const failure = context.failures?.find((one) => (one.factors['path'] ?? '') === path && one.factors['events'] !== 'without'
        && Object.entries(factors).every(([name, value]) => one.factors[name] === undefined || one.factors[name] === value))?.message;
      return [rowOf(path === '' ? abilities[0]?.path ?? 'all runs' : path, mine, factors, swept, abilities.find((can) => can.path === path) ?? (path === '' ? abilities[0] : undefined), failure)];
    });
  });
  return { rows, finding: findingOf(rows) };
}

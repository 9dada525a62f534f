import type { Comparison, ComparisonEntry, Estimate, PathAbilities } from '../../core/contract/index.ts';
import { cellLabel, formatLongTime, formatNumber, formatQuantity, pointList, sharedUnit, type DisplayUnit } from '../../core/charts/index.ts';
import { metricTitle } from '../../core/compare/index.ts';
import { textTable } from './text-table.ts';

function means(comparison: Comparison): readonly number[] {
  return comparison.cells.flatMap(({ entries }) => entries.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate.mean])));
}

/** Mean, and half the width of the 95% interval where there is one. */
function amount({ estimate, verdict }: ComparisonEntry, unit: DisplayUnit): string {
  if (estimate === undefined) return verdict === 'not-comparable' ? 'not comparable' : '—';
  const mean = formatNumber(estimate.mean / unit.divisor, 4);
  if (estimate.low === undefined || estimate.high === undefined) return mean;
  return `${mean} ±${formatNumber((estimate.high - estimate.low) / 2 / unit.divisor, 2)}`;
}

const verdicts: Readonly<Record<ComparisonEntry['verdict'], string>> = {
  better: 'better', worse: 'worse', 'no-difference': 'no difference', 'not-comparable': 'not comparable', baseline: 'baseline',
};

function verdictOf({ speedUp, verdict }: ComparisonEntry): string {
  const factor = speedUp === undefined || verdict === 'baseline' ? '' : `${formatNumber(speedUp.mean)}×, `;
  return `${factor}${verdicts[verdict]}`;
}

const abilityColumns = ['migration', 'snapshot', 'OS bypass', 'zero copy'].map((title) => ({ title, align: 'left' as const }));

function abilityCells(can: PathAbilities | undefined): readonly string[] {
  if (can === undefined) return ['—', '—', '—', '—'];
  const migration = { transparent: 'transparent', 'detach-reattach': `over ${can.fallbackPath ?? 'a fallback'}`, unsupported: 'no', 'not-applicable': 'no VMs' }[can.liveMigration];
  const snapshot = { supported: 'yes', unsupported: 'no', 'not-applicable': 'no VMs' }[can.snapshot];
  return [migration, snapshot, can.osBypass ? 'yes' : 'no', can.zeroCopy ? 'yes' : 'no'];
}

const time = (estimate: Estimate | undefined): string => {
  if (estimate === undefined) return '—';
  const half = estimate.low === undefined || estimate.high === undefined ? '' : ` ±${formatQuantity({ value: (estimate.high - estimate.low) / 2, unit: 'ns' }, 2)}`;
  return `${estimate.mean === 0 ? '0' : formatQuantity({ value: estimate.mean, unit: 'ns' })}${half}`;
};

/** Time to solution without and with what happens to VMs, a line per path; a path that cannot has its reason. */
function movingTable({ rows, finding }: NonNullable<Comparison['moving']>): string {
  const losesWork = rows.some((row) => (row.lostWork?.mean ?? 0) > 0);
  const several = rows.some((row) => Object.keys(row.factors).length > 0);
  const table = textTable([
    { title: 'path', align: 'left' }, ...(several ? [{ title: 'point', align: 'left' as const }] : []), { title: 'without events', align: 'right' }, { title: 'with events', align: 'right' },
    { title: 'difference', align: 'right' }, { title: 'downtime', align: 'right' }, { title: 'migrations', align: 'right' }, ...(losesWork ? [{ title: 'lost work', align: 'right' as const }] : []), { title: 'held', align: 'right' }, { title: 'tries lost', align: 'right' },
  ], rows.map((row) => [
    String(row.path), ...(several ? [cellLabel(row.factors)] : []), time(row.without), time(row.with), time(row.difference), time(row.downtime), time(row.migrationTime), ...(losesWork ? [time(row.lostWork)] : []),
    row.heldSegments === undefined ? '—' : formatNumber(row.heldSegments, 3), row.lostTries === undefined ? '—' : formatNumber(row.lostTries, 3),
  ]));
  const reasons = rows.flatMap((row) => (row.reason === undefined ? [] : [`  ${String(row.path)}: ${row.reason}\n`]));
  return `\nWhat does it cost to be able to move?\n\n${table}${[...new Set(reasons)].join('')}${finding}\n`;
}

/** A comparison as text: one line per combination of factors and value, the answer below. Ends with a line break. */
export function comparisonTable(comparison: Comparison): string {
  const unit = sharedUnit(comparison.unit, means(comparison));
  const names = comparison.differing.filter((name) => name !== comparison.by && name !== 'replicate' && comparison.cells.some(({ factors }) => factors[name] !== undefined));
  const { abilities = [] } = comparison;
  const withAbilities = abilities.length > 0;
  const pathOf = (entry: ComparisonEntry, factors: Comparison['cells'][number]['factors']): string | number | undefined =>
    (comparison.by === 'path' ? entry.value : factors['path'] ?? comparison.equal['path'] ?? abilities[0]?.path);
  const rows = comparison.cells.flatMap(({ factors, entries }) => entries.map((entry) => [
    ...names.map((name) => (typeof factors[name] === 'number' && name === 'mtbf' ? formatLongTime(factors[name]) : String(factors[name] ?? ''))),
    String(entry.value),
    amount(entry, unit),
    String(entry.estimate?.samples.length ?? 0),
    verdictOf(entry),
    ...(withAbilities ? abilityCells(comparison.abilities?.find(({ path }) => path === pathOf(entry, factors))) : []),
  ]));
  const title = `${metricTitle(comparison.metric)}${unit.label === '' ? '' : ` (${unit.label})`}`;
  const table = textTable([
    ...names.map((name) => ({ title: name, align: 'left' as const })),
    { title: comparison.by, align: 'left' },
    { title, align: 'right' },
    { title: 'runs', align: 'right' },
    { title: `against ${String(comparison.baseline)}`, align: 'left' },
    ...(withAbilities ? abilityColumns : []),
  ], rows);
  const caveats = comparison.caveats.map((caveat) => `  note: ${caveat}\n`).join('');
  const moving = comparison.moving === undefined ? '' : movingTable(comparison.moving);
  const leftOut = (comparison.leftOut ?? []).map(({ points, message, hint }) => `  ${pointList(points)}: ${message} ${hint}\n`).join('');
  return `${comparison.experiment.title}\n\n${table}\n${comparison.answer}\n${caveats}${leftOut === '' ? '' : `\nLeft out of the plan:\n${leftOut}`}${moving}`;
}

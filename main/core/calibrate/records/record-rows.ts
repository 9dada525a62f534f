import type { PathRequest, ResolvedPath } from '../../contract/index.ts';
import { formatNumber, formatQuantity } from '../../charts/units.ts';
import type { Difference } from '../difference.ts';
import { migrationRequests, replayMigrations, type MigrationRow } from '../migration/replay-migrations.ts';
import { replayMeasurement, replayRequests, type ReplayRow } from '../replay.ts';
import { recordFacts, testbedOf, type BuiltInPaths } from './facts.ts';
import { publishedRecords, type PublishedRecord } from './published-records.ts';
import { usesOf, type RecordUse } from './record-uses.ts';
import { comparisonRequests, replayComparisons, type ComparisonRow } from './replay-comparisons.ts';

/** What became of one use of a record. */
export interface RecordRow {
  readonly record: PublishedRecord;
  /** The figure, where the record has several. */
  readonly id: string;
  /** What of the record this figure is. Absent: all of it. */
  readonly published?: string;
  readonly how: string;
  /** With unit. Absent where nothing is simulated. */
  readonly simulated?: string;
  /** simulated / published − 1; of the ratios that percentages stand for where `deviationOf` says so. */
  readonly deviation?: number;
  /** What `deviation` is a share of, where not of the figure: the time, the bandwidth. */
  readonly deviationOf?: string;
  /** `elsewhere`: the ledger or a test judges it. */
  readonly verdict: 'holds' | 'missed' | 'fact' | 'parameter' | 'elsewhere' | 'not replayable';
  /** What was assumed, why it is missed, or why it cannot be replayed. */
  readonly note?: string;
}

/** What must be described before {@link recordRows}. */
export function recordRequests({ manifests }: Pick<BuiltInPaths, 'manifests'>): readonly PathRequest[] {
  return [...manifests.flatMap(replayRequests), ...migrationRequests(), ...comparisonRequests((path, preset) => testbedOf(manifests, path, preset))];
}

/** Replays everything, some seconds of work, and says for every record how it is used. Throws where a record is used nowhere, or a replay cannot run. */
export function recordRows(paths: BuiltInPaths, models: readonly ResolvedPath[]): readonly RecordRow[] {
  const { manifests } = paths;
  const migrations = new Map(replayMigrations(models).map((row) => [row.id, row]));
  const compared = new Map(replayComparisons(models, (path, preset) => testbedOf(manifests, path, preset)).map((row) => [row.id, row]));
  const rowOf = (record: PublishedRecord, use: RecordUse): RecordRow => {
    switch (use.kind) {
      case 'measurement': return measurementRow(record, use, replayOf(paths, models, use));
      case 'migration': return migrationRow(record, migrations.get(use.id) as MigrationRow);
      case 'comparison': return comparisonRow(record, compared.get(use.id) as ComparisonRow);
      case 'fact': return { record, id: record.id, how: use.says, verdict: recordFacts.some((fact) => fact.record === record.id && !fact.holds(paths)) ? 'missed' : 'fact' };
      case 'option': return { record, id: record.id, how: `${use.origin === 'judgement' ? 'judged by it' : use.origin}: ${use.options.map(({ path, option }) => `\`${option}\` of \`${path}\``).join(', ')}`, verdict: 'parameter' };
      case 'statement': return { record, id: record.id, how: `ledger, ${use.statements.join(', ')}`, verdict: 'elsewhere' };
      case 'test': return { record, id: record.id, how: `\`${use.file}\``, verdict: 'elsewhere', note: use.says };
      case 'not replayable': return { record, id: record.id, how: 'not replayed', verdict: 'not replayable', note: use.because };
    }
  };
  return publishedRecords.flatMap((record) => {
    const uses = usesOf(record.id, manifests);
    if (uses.length === 0) throw new Error(`Nothing says how the record ${record.id} is used. Replay it, or say in other-uses.ts why not.`);
    return uses.map((use) => rowOf(record, use));
  });
}

function replayOf({ manifests }: BuiltInPaths, models: readonly ResolvedPath[], { path, measurement }: Extract<RecordUse, { readonly kind: 'measurement' }>): ReplayRow {
  const manifest = manifests.find(({ id }) => id === path);
  const asked = manifest?.measurements?.find(({ id }) => id === measurement);
  if (manifest === undefined || asked === undefined) throw new Error(`${path} has no measurement ${measurement}.`);
  return replayMeasurement(manifest, asked, models);
}

function ran<Row extends { readonly verdict: 'holds' | 'missed' | 'cannot run'; readonly problem?: string }>(row: Row, id: string): 'holds' | 'missed' {
  if (row.verdict === 'cannot run') throw new Error(`${id} cannot be replayed. ${row.problem ?? ''}`);
  return row.verdict;
}

function measurementRow(record: PublishedRecord, { path }: { readonly path: string }, row: ReplayRow): RecordRow {
  const { measurement: { id, preset, use, note }, simulated = Number.NaN, unit, deviation } = row;
  return {
    record, id: record.id, how: `${use.replace('-', ' ')}: \`${path}\`, \`${preset}\``, simulated: formatQuantity({ value: simulated, unit }, 4), verdict: ran(row, `${path} ${id}`),
    ...(deviation === undefined ? {} : { deviation }), ...(note === undefined ? {} : { note }),
  };
}

function migrationRow(record: PublishedRecord, row: MigrationRow): RecordRow {
  const { id, use, simulated = Number.NaN, unit, difference, error, note, title, published } = row;
  const figures = (typeof published === 'number' ? [published] : published).map((value) => formatNumber(value, 4)).join(' to ');
  return {
    record, id, ...(id === record.id ? {} : { published: `${title}: ${figures} ${unit}` }), how: `${use}: migration`, simulated: `${formatNumber(simulated, 4)} ${unit}`, verdict: ran(row, id),
    ...(error === undefined ? {} : { deviation: error }), ...ofWhat(difference), ...(note === undefined ? {} : { note }),
  };
}

function comparisonRow(record: PublishedRecord, row: ComparisonRow): RecordRow {
  const { id, use, title, simulated = Number.NaN, unit, difference, deviation, conditions, note } = row;
  const text = (value: number): string => (unit === 'ns' ? formatQuantity({ value, unit }, 4) : `${formatNumber(value, 4)}${unit === '1' ? '' : ` ${unit}`}`);
  return {
    record, id, ...(id === record.id ? {} : { published: text(row.published) }), how: `${use}: ${title}`, simulated: text(simulated), verdict: ran(row, id), note: [conditions, note ?? ''].join(' ').trim(),
    ...(deviation === undefined ? {} : { deviation }), ...ofWhat(difference),
  };
}

function ofWhat(difference: Difference | undefined): Pick<RecordRow, 'deviationOf'> {
  return difference === undefined ? {} : { deviationOf: difference.of };
}

import type { RecordRow } from './record-rows.ts';
import { publishedRecords, recordSources, type RecordSet } from './published-records.ts';

const sets: readonly (readonly [RecordSet, string])[] = [
  ['calibration', 'Meant for calibration'], ['consistency', 'From testbeds that were fitted'], ['validation', 'Meant for validation'],
];

/** `docs/records.md`: how every published record is used, and how far the simulation is off. */
export function recordsDocument(rows: readonly RecordRow[]): string {
  return [
    '# Published records', '',
    'How every published figure that the models were made from is used. *fitted*: an option was chosen so that it comes out, so it proves nothing.',
    '*consistency*, *calibration*: it comes from the testbed or the source that was fitted. *held out*: nothing was chosen to meet it. A **missed**',
    'figure is further off than 5 % (or than its measurement or migration allows), and the reason stands below its table.', '',
    'A percentage that holds one run against another (slower, faster, saved) is shown as one and judged as the ratio that it stands for: where 20 %',
    'more time were published and 16.7 % more come out, the time is off by 1.167 / 1.2 − 1 = −2.8 %. The last column says *of the time* or *of the',
    'bandwidth* there. Shares of a CPU are quantities of their own.', '',
    'Written by `node tools/write-records.ts`, which replays everything; a test fails when this file is older than the models.', '',
    ...summary(rows), '',
    ...sets.flatMap(([set, title]) => section(title, rows.filter(({ record }) => record.set === set))),
    '## Sources', '',
    ...Object.entries(recordSources).filter(([key]) => publishedRecords.some(({ source }) => source === key)).map(([key, source]) => `- ${key}: ${source}.`), '',
  ].join('\n');
}

function summary(rows: readonly RecordRow[]): readonly string[] {
  return [
    '| Records | of them replayed | only figures that hold | with a figure that is missed | facts | parameters | judged by ledger or tests | not replayable |',
    '|---|---:|---:|---:|---:|---:|---:|---:|',
    ...sets.map(([set, title]) => {
      const records = publishedRecords.filter((record) => record.set === set).map(({ id }) => rows.filter(({ record }) => record.id === id));
      const missed = records.filter(any('missed'));
      const replayed = records.filter((each) => each.some(({ simulated }) => simulated !== undefined));
      const counts = [
        replayed.length, replayed.length - missed.length, missed.length, records.filter(any('fact')).length, records.filter(any('parameter')).length,
        records.filter((each) => each.every(({ verdict }) => verdict === 'elsewhere')).length, records.filter(any('not replayable')).length,
      ];
      return `| ${title}: ${String(records.length)} | ${counts.map(String).join(' | ')} |`;
    }),
  ];
}

const any = (wanted: RecordRow['verdict']) => (rows: readonly RecordRow[]): boolean => rows.some(({ verdict }) => verdict === wanted);

function section(title: string, rows: readonly RecordRow[]): readonly string[] {
  const reasons = rows.filter(({ verdict }) => verdict === 'missed' || verdict === 'not replayable');
  const told = new Map<string, string[]>();
  for (const { id, note } of reasons) if (note !== undefined) told.set(note, [...told.get(note) ?? [], id]);
  return [
    `## ${title}`, '',
    '| Record | Published | Used | Simulated | Off by |', '|---|---|---|---|---:|',
    ...rows.map((row) => `| ${row.id} | ${row.published ?? row.record.published} | ${row.how} | ${row.simulated ?? ''} | ${offBy(row)} |`), '',
    ...(told.size === 0 ? [] : ['Missed or not replayed, and why:', '', ...[...told].map(([note, ids]) => `- ${ids.join(', ')}: ${note}`), '']),
  ];
}

function offBy({ verdict, deviation, deviationOf }: RecordRow): string {
  if (verdict === 'fact') return 'kept';
  if (deviation === undefined) return '';
  const tenths = Math.round(Math.abs(deviation) * 1000) / 10;
  const text = `${tenths === 0 ? '0 %' : `${deviation < 0 ? '−' : '+'}${tenths.toFixed(1)} %`}${deviationOf === undefined ? '' : ` of the ${deviationOf}`}`;
  return verdict === 'missed' ? `**missed**, ${text}` : text;
}

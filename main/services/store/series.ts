import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { RunResult } from '../../core/contract/index.ts';

/** One database in memory per process, made when the first series is written: loading it takes a moment and memory. */
let database: Promise<DuckDBInstance> | undefined;

async function load(): Promise<DuckDBInstance> {
  const { DuckDBInstance: duckDb } = await import('@duckdb/node-api');
  // One thread: every worker has its own core already. No extension is ever fetched.
  return duckDb.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
}

type Cell = string | number;

interface Series {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: 'VARCHAR' | 'DOUBLE' | 'INTEGER'])[];
  readonly rows: readonly (readonly Cell[])[];
}

function seriesOf(result: RunResult): readonly Series[] {
  return [
    {
      name: 'timeline',
      columns: [['rank', 'INTEGER'], ['kind', 'VARCHAR'], ['fromNs', 'DOUBLE'], ['toNs', 'DOUBLE']],
      rows: result.timeline.map((span) => [span.rank, span.kind, span.fromNs, span.toNs]),
    },
    {
      name: 'messages',
      columns: [['path', 'VARCHAR'], ['relation', 'VARCHAR'], ['bytes', 'DOUBLE'], ['messages', 'DOUBLE'], ['meanNs', 'DOUBLE'], ['minNs', 'DOUBLE'], ['maxNs', 'DOUBLE']],
      rows: result.messages.map((row) => [row.path, row.relation, row.bytes, row.messages, row.meanNs, row.minNs, row.maxNs]),
    },
  ];
}

async function writeSeriesFile(connection: DuckDBConnection, folder: string, series: Series): Promise<void> {
  const columns = series.columns.map(([name, type]) => `"${name}" ${type}`).join(', ');
  await connection.run(`CREATE OR REPLACE TEMP TABLE series (${columns})`);
  const appender = await connection.createAppender('series', undefined, undefined);
  for (const row of series.rows) {
    row.forEach((cell, column) => {
      if (typeof cell === 'string') appender.appendVarchar(cell);
      else if (series.columns[column]?.[1] === 'INTEGER') appender.appendInteger(cell);
      else appender.appendDouble(cell);
    });
    appender.endRow();
  }
  appender.closeSync();
  const path = join(folder, `${series.name}.parquet`).replaceAll("'", "''");
  await connection.run(`COPY series TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
}

/** Writes the series of a result as Parquet files into a folder; those without rows are left out. */
export async function writeSeries(folder: string, result: RunResult): Promise<void> {
  const wanted = seriesOf(result).filter((series) => series.rows.length > 0);
  if (wanted.length === 0) return;
  database ??= load();
  // A connection of its own, as its temporary tables are seen by nobody else.
  const connection = await (await database).connect();
  try {
    for (const series of wanted) await writeSeriesFile(connection, folder, series);
  } finally {
    connection.closeSync();
  }
}

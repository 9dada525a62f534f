import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { engineVersion } from '../../main/core/engine/index.ts';
import type { Timing } from './measure.ts';

/** One line of a benchmark. */
export interface BenchRow {
  readonly name: string;
  readonly timing: Timing;
  /** Things done in one run; shown per second of the median. */
  readonly counts: Readonly<Record<string, number>>;
  /** What else was found out, such as ratios to a peer; kept in the file. */
  readonly notes?: Readonly<Record<string, number>>;
}

const results = resolve(import.meta.dirname, '../results');

/** Prints the rows as a table and keeps them under bench/results/, with the machine they were measured on. */
export function report(benchmark: string, rows: readonly BenchRow[]): void {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.counts)))];
  const lines = [
    ['', 'median', 'spread', ...names.map((name) => `${name}/s`)],
    ...rows.map(({ name, timing, counts }) => [
      name, time(timing.medianSeconds), `${(timing.spread * 100).toFixed(0)} %`,
      ...names.map((count) => (counts[count] === undefined ? '' : rate(counts[count] / timing.medianSeconds))),
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) console.log(line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
  mkdirSync(results, { recursive: true });
  const when = new Date().toISOString();
  const file = join(results, `${benchmark}-${when.replaceAll(':', '').replace(/\..*/, '')}.json`);
  writeFileSync(file, `${JSON.stringify({ format: 1, benchmark, when, ...machine(), rows }, undefined, 2)}\n`);
  console.log(`\nKept in ${file}`);
}

function machine(): Readonly<Record<string, unknown>> {
  const [first] = cpus();
  const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
  return {
    machine: { cpu: first?.model ?? 'unknown', cores: cpus().length, memoryBytes: totalmem(), load: loadavg()[0], platform: `${process.platform} ${process.arch}` },
    versions: { doorbell: version, engine: engineVersion, node: process.version, commit: commit() },
  };
}

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

function time(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}

function rate(perSecond: number): string {
  return perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(2)} M` : perSecond >= 1e3 ? `${(perSecond / 1e3).toFixed(1)} k` : perSecond.toFixed(1);
}

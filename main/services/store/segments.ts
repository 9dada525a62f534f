import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunSummary } from '../../core/contract/index.ts';
import { isMissing, unfinishedPrefix, writeFileAtomic } from './atomic-write.ts';
import { isHash, type Layout } from './layout.ts';
import { readSummary } from './read-run.ts';
import { runFormat } from './run-summary.ts';

/** Lines parsed in one go: about 5 ms. */
const linesPerTurn = 1000;

/** A cache may be thrown away at any time, so what does not read well is left out and read from run.json instead. */
function parseLine(line: string): RunSummary | undefined {
  try {
    const value = JSON.parse(line) as Partial<RunSummary> | null;
    if (value?.format === runFormat && typeof value.fingerprint === 'string' && isHash(value.fingerprint) && value.metrics !== undefined && value.factors !== undefined) return value as RunSummary;
  } catch {
    // Not a line of this version.
  }
  return undefined;
}

/** Names of the segments of a workspace; they are immutable, so a name read once need not be read again. */
export async function listSegments(layout: Layout): Promise<readonly string[]> {
  const names = await readdir(layout.segments).catch(() => []);
  return names.filter((name) => name.endsWith('.ndjson') && !name.startsWith(unfinishedPrefix)).sort();
}

/** The summaries of one segment; none where it was removed meanwhile. */
export async function readSegment(layout: Layout, name: string): Promise<readonly RunSummary[]> {
  let text: string;
  try {
    text = await readFile(join(layout.segments, name), 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const summaries: RunSummary[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += linesPerTurn) {
    for (const line of lines.slice(at, at + linesPerTurn)) {
      const summary = parseLine(line);
      if (summary !== undefined) summaries.push(summary);
    }
    // The host's loop has windows and connections to serve.
    await nextTurn();
  }
  return summaries;
}

/** Fingerprints whose line in a segment must not be trusted, because the run was removed after it was written. */
export async function listReread(layout: Layout): Promise<ReadonlySet<string>> {
  return new Set((await readdir(layout.reread).catch(() => [])).filter(isHash));
}

/** Says that a run was removed and may come back with another date. */
export async function markReread(layout: Layout, fingerprint: string): Promise<void> {
  await writeFile(layout.rereadRun(fingerprint), '');
}

/** Fingerprints of all runs, whether damaged or not. */
export async function listRunIds(layout: Layout): Promise<readonly string[]> {
  return (await readdir(layout.runs)).filter(isHash);
}

/**
 * Writes one new segment with the summaries of all runs that are in none. Runs in a worker. Segments of other processes
 * stay as they are; a run in two segments is read twice and kept once.
 */
export async function compactSegments(layout: Layout): Promise<{ readonly runs: number }> {
  const known = new Set<string>();
  for (const name of await listSegments(layout)) for (const summary of await readSegment(layout, name)) known.add(summary.fingerprint);
  const reread = await listReread(layout);
  const lines: string[] = [];
  for (const fingerprint of await listRunIds(layout)) {
    if (known.has(fingerprint) || reread.has(fingerprint)) continue;
    const read = await readSummary(layout.run(fingerprint), fingerprint);
    if (read?.ok === true) lines.push(JSON.stringify(read.summary));
  }
  if (lines.length > 0) await writeFileAtomic(join(layout.segments, `${randomBytes(12).toString('hex')}.ndjson`), `${lines.join('\n')}\n`);
  return { runs: lines.length };
}

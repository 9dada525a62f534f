import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExperimentRow } from '../../core/contract/index.ts';
import { parseExperiment } from '../../core/experiment/index.ts';
import { isExperimentName } from '../store/layout.ts';
import type { WorkerTasks } from '../worker-protocol.ts';

/** Rows of files that have not changed since they were read. */
const known = new Map<string, { readonly stamp: string; readonly row: ExperimentRow }>();

/** A title or question out of text that does not parse as a whole. */
function fieldOf(text: string, name: string): string {
  const line = new RegExp(`^${name}:[ \\t]*(.+)$`, 'm').exec(text)?.[1] ?? '';
  return line.trim().replace(/^(["'])(.*)\1$/, '$2').slice(0, 300);
}

async function readRow(path: string, name: string, origin: ExperimentRow['origin']): Promise<ExperimentRow | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  const stamp = `${String(found.mtimeMs)}/${String(found.size)}`;
  const before = known.get(path);
  if (before?.stamp === stamp) return before.row;
  const text = await readFile(path, 'utf8');
  const { experiment } = parseExperiment(text);
  const row: ExperimentRow = {
    name,
    title: (experiment?.title ?? fieldOf(text, 'title')) || name,
    question: experiment?.question ?? fieldOf(text, 'question'),
    origin,
    ...(origin === 'workspace' ? { changedAt: found.mtime.toISOString() } : {}),
    runs: 0,
  };
  known.set(path, { stamp, row });
  return row;
}

/** The experiments of a folder, by name. Drafts that do not parse are in the list too. */
export async function listExperiments({ folder, origin }: WorkerTasks['experiments']['argument']): Promise<readonly ExperimentRow[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -'.yaml'.length));
  const rows = await Promise.all(names.filter(isExperimentName).sort().map((name) => readRow(join(folder, `${name}.yaml`), name, origin)));
  return rows.filter((row) => row !== undefined);
}

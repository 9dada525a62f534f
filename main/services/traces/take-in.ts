import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ResolvedTrace, TraceFacts } from '../../core/contract/index.ts';
import { syncFolder, unfinishedPrefix, writeFileAtomic } from '../store/atomic-write.ts';
import type { Layout } from '../store/layout.ts';
import { factsOf } from './trace-facts.ts';
import { readTraceFile } from './trace-text.ts';

/** A trace that is in the workspace, or why it is not. */
export type TakenIn = { readonly ok: true; readonly trace: ResolvedTrace } | { readonly ok: false; readonly message: string; readonly hint: string };

/** `cache/traces/…`: what files were when they were read. They are read again when size or time of change differ. */
interface Known {
  readonly format: 1;
  readonly files: readonly Stamp[];
  readonly facts: TraceFacts;
}

interface Stamp {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

const refusal = (message: string, hint: string): TakenIn => ({ ok: false, message, hint });

/**
 * Takes the trace that a document names into the workspace's objects, reading it once from beginning to end. A relative
 * `file` is looked for in `folders`, in their order. What has not changed since it was read is not read again. Rejects when
 * the workspace cannot be written, or when it is cancelled.
 */
export async function takeInTrace(layout: Layout, folders: readonly string[], { file, format }: Pick<ResolvedTrace, 'file' | 'format'>, isCancelled: () => boolean): Promise<TakenIn> {
  const path = await findFile(file, folders);
  if (path === undefined) {
    return refusal(`There is no file ${file}.`, isAbsolute(file) ? 'Correct the path, or write it relative to this document.' : `It was looked for in ${folders.join(', ')}. Write the path relative to the document, or absolute.`);
  }
  const note = join(layout.cache, 'traces', `${createHash('sha256').update(`${format}\n${path}`).digest('hex')}.json`);
  const known = await readKnown(note);
  if (known !== undefined && (await areUnchanged(known.files)) && (await hasObject(layout, known.facts))) return { ok: true, trace: { format, file, facts: known.facts } };
  const before = await stampOf(path);
  const unfinished = join(layout.objects, `${unfinishedPrefix}trace-${String(process.pid)}-${randomBytes(4).toString('hex')}`);
  const copy = await open(unfinished, 'wx');
  let ownFault = false;
  const keep = async (piece: Buffer): Promise<void> => {
    ownFault = true;
    if (isCancelled()) throw new Error('Reading the trace was cancelled.');
    await copy.writeFile(piece);
    ownFault = false;
  };
  try {
    const reading = await readTraceFile(path, format, keep).catch((error: unknown) => {
      if (!ownFault && error instanceof Error && 'code' in error) return error;
      throw error;
    });
    if (reading instanceof Error) return refusal(`${file} cannot be read: ${reading.message}.`, 'Choose a file that you may read.');
    if (!reading.ok) return refusal(`${file}:${String(reading.line)}:${String(reading.column)}: ${reading.message}`, 'Correct the trace at this line and column.');
    const facts: TraceFacts = { format, sha256: reading.sha256, bytes: reading.bytes, ...factsOf(reading.trace) };
    await copy.sync();
    if (!(await hasObject(layout, facts))) {
      await rename(unfinished, layout.object(facts.sha256));
      await syncFolder(layout.objects);
    }
    await mkdir(join(layout.cache, 'traces'), { recursive: true });
    const files = [before, ...await Promise.all(reading.files.slice(1).map(stampOf))];
    await writeFileAtomic(note, JSON.stringify({ format: 1, files, facts } satisfies Known));
    return { ok: true, trace: { format, file, facts } };
  } finally {
    await copy.close();
    await rm(unfinished, { force: true });
  }
}

async function findFile(file: string, folders: readonly string[]): Promise<string | undefined> {
  for (const path of isAbsolute(file) ? [file] : folders.map((folder) => join(folder, file))) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true) return path;
  }
  return undefined;
}

async function stampOf(path: string): Promise<Stamp> {
  const { size, mtimeMs } = await stat(path);
  return { path, size, mtimeMs };
}

async function areUnchanged(files: readonly Stamp[]): Promise<boolean> {
  for (const known of files) {
    const now = await stampOf(known.path).catch(() => undefined);
    if (now?.size !== known.size || now.mtimeMs !== known.mtimeMs) return false;
  }
  return true;
}

async function readKnown(note: string): Promise<Known | undefined> {
  try {
    const known = JSON.parse(await readFile(note, 'utf8')) as Known;
    return (known.format as number) === 1 ? known : undefined;
  } catch {
    return undefined;
  }
}

async function hasObject(layout: Layout, { sha256, bytes }: Pick<TraceFacts, 'sha256' | 'bytes'>): Promise<boolean> {
  return (await stat(layout.object(sha256)).catch(() => undefined))?.size === bytes;
}

import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { TraceFormat } from '../../core/contract/index.ts';
import type { TraceProgram } from '../../core/engine/index.ts';
import { createGoalReader } from '../../core/goal/index.ts';
import { createTiReader, tiProgram, type TiReader } from '../../core/ti/index.ts';

/** Bytes read at once. */
const pieceBytes = 1_048_576;
/** Longest list of files, bytes; a longer text is a trace. */
const longestList = 4_194_304;
const lineFeed = 10;

/** What a trace's text says and the files it is in, or where it is wrong. */
export type TraceReading =
  | { readonly ok: true; readonly trace: TraceProgram; readonly sha256: string; readonly bytes: number; readonly files: readonly string[] }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly message: string };

/** Called with every piece of the text before it is read. Rejecting ends the reading. */
export type OnPiece = (piece: Buffer) => Promise<void> | void;

/** Piece by piece: the text may be larger than memory. Rejects when the file cannot be read. */
export async function readTraceFile(path: string, format: TraceFormat, onPiece?: OnPiece): Promise<TraceReading> {
  const hash = createHash('sha256');
  return format === 'goal' ? readGoalFile(path, hash, onPiece) : readTiFiles(path, hash, onPiece);
}

async function readGoalFile(path: string, hash: Hash, onPiece: OnPiece | undefined): Promise<TraceReading> {
  const reader = createGoalReader();
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes })) {
    const piece = chunk as Buffer;
    await onPiece?.(piece);
    hash.update(piece);
    bytes += piece.length;
    // GOAL is ASCII, so pieces can be cut at any byte.
    if (!reader.write(piece)) break;
  }
  const result = reader.end();
  if (!result.ok) return { ok: false, ...result.error };
  return { ok: true, trace: { kind: 'graph', program: result.goal.program, lines: result.goal.lines }, sha256: hash.digest('hex'), bytes, files: [path] };
}

/**
 * A text with the lines of all ranks, or a list of files, one for each rank, as SimGrid has both. What is kept of a list is
 * the files one after the other: every line names its rank.
 */
async function readTiFiles(path: string, hash: Hash, onPiece: OnPiece | undefined): Promise<TraceReading> {
  const listed = await listedFiles(path);
  const reader = createTiReader();
  let bytes = 0;
  let last = lineFeed;
  /** Lines before the present file, to tell where an error is. */
  let before = 0;
  let lines = 0;
  const take = async (piece: Buffer): Promise<boolean> => {
    await onPiece?.(piece);
    hash.update(piece);
    bytes += piece.length;
    last = piece.at(-1) ?? last;
    if (listed !== undefined) for (let at = piece.indexOf(lineFeed); at >= 0; at = piece.indexOf(lineFeed, at + 1)) lines++;
    return reader.write(piece);
  };
  for (const file of listed ?? [path]) {
    // Every file ends its last line.
    if (last !== lineFeed && !(await take(Buffer.from('\n')))) return wrong(reader, listed === undefined ? undefined : file, before);
    before = lines;
    for await (const chunk of createReadStream(file, { highWaterMark: pieceBytes })) {
      if (!(await take(chunk as Buffer))) return wrong(reader, listed === undefined ? undefined : file, before);
    }
  }
  const result = reader.end();
  if (!result.ok) return { ok: false, ...result.error };
  const { trace } = result;
  return { ok: true, trace: { kind: 'program', ranks: trace.ranks, programFor: (nsPerFlop) => tiProgram(trace, nsPerFlop) }, sha256: hash.digest('hex'), bytes, files: listed === undefined ? [path] : [path, ...listed] };
}

function wrong(reader: TiReader, file: string | undefined, linesBefore: number): TraceReading {
  const result = reader.end();
  if (result.ok) throw new Error('The reader stopped without an error.');
  const { line, column, message } = result.error;
  return { ok: false, line: line - linesBefore, column, message: file === undefined ? message : `In ${basename(file)}: ${message}` };
}

/** The files that a text lists, where its first line is no action of a rank but the name of a file beside it. */
async function listedFiles(path: string): Promise<readonly string[] | undefined> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestList), 0, longestList, 0);
    const names = buffer.subarray(0, bytesRead).toString('utf8').split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
    const [first = ''] = names;
    if (bytesRead === longestList || first === '' || /^p?\d+\s/.test(first)) return undefined;
    const files = names.map((name) => resolve(dirname(path), name));
    const found = await stat(files[0] ?? '').catch(() => undefined);
    return found?.isFile() === true ? files : undefined;
  } finally {
    await handle.close();
  }
}

import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { TraceFormat } from '../../core/contract/index.ts';
import type { TraceProgram } from '../../core/engine/index.ts';
import { createGoalReader } from '../../core/goal/index.ts';

/** Bytes read at once. */
const pieceBytes = 1_048_576;

/** What a trace's text says, or where it is wrong. */
export type TraceReading =
  | { readonly ok: true; readonly trace: TraceProgram; readonly sha256: string; readonly bytes: number }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly message: string };

/** Called with every piece of the text before it is read. Rejecting ends the reading. */
export type OnPiece = (piece: Buffer) => Promise<void> | void;

/** Piece by piece: the text may be larger than memory. Rejects when the file cannot be read. */
export async function readTraceFile(path: string, format: TraceFormat, onPiece?: OnPiece): Promise<TraceReading> {
  const hash = createHash('sha256');
  return format === 'goal' ? readGoalFile(path, hash, onPiece) : unknownFormat();
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
  return { ok: true, trace: { kind: 'graph', program: result.goal.program, lines: result.goal.lines }, sha256: hash.digest('hex'), bytes };
}

function unknownFormat(): TraceReading {
  return { ok: false, line: 1, column: 1, message: 'Time-independent traces are not read by this version.' };
}

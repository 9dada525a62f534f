import { textOf } from './labels.ts';

/** Where a text is wrong and how. Lines and columns count from 1. */
export interface GoalError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Thrown inside the reader only. */
export class GoalSyntaxError extends Error {
  readonly line: number;
  readonly column: number;
  constructor(line: number, column: number, message: string) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** A place in ASCII text whose every line ends with a line feed. */
export interface Cursor {
  bytes: Uint8Array;
  at: number;
  /** Where the text ends in `bytes`. */
  end: number;
  lineStart: number;
  line: number;
}

export const lineFeed = 10;

/** Ends the reading. */
export function fail({ line, lineStart }: Cursor, at: number, message: string): never {
  throw new GoalSyntaxError(line, at - lineStart + 1, message);
}

/** Says the text at the cursor, for messages. */
export function found({ bytes, at, end }: Cursor): string {
  const rest = textOf(bytes, at, Math.min(end, at + 80)).split(/\r?\n/, 1)[0] ?? '';
  const piece = /^(?:\w+|.)/u.exec(rest)?.[0] ?? '';
  return piece === '' ? 'the line ends' : `there is "${piece}"`;
}

/** Skips spaces and tabs. */
export function skipBlanks(cursor: Cursor): void {
  const { bytes } = cursor;
  let { at } = cursor;
  let c = bytes[at];
  while (c === 32 || c === 9) c = bytes[++at];
  cursor.at = at;
}

/** Goes past a word that stands at the cursor; false when another does. */
export function takeWord(cursor: Cursor, word: string): boolean {
  const { bytes, at } = cursor;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  cursor.at = at + word.length;
  return true;
}

/** A whole number at the cursor, after blanks. */
export function takeNumber(cursor: Cursor, what: string, largest: number): number {
  skipBlanks(cursor);
  const { bytes } = cursor;
  const from = cursor.at;
  let at = from;
  let value = 0;
  let c = bytes[at];
  while (c >= 48 && c <= 57) {
    value = value * 10 + (c - 48);
    c = bytes[++at];
  }
  if (at === from) fail(cursor, from, `Here must be ${what}, a whole number, and ${found(cursor)}.`);
  if (value > largest) fail(cursor, from, `${what} is ${textOf(bytes, from, at)}; it must be at most ${largest}.`);
  cursor.at = at;
  return value;
}

/** The end of the line, after blanks; the cursor goes to the next. */
export function takeLineEnd(cursor: Cursor): boolean {
  skipBlanks(cursor);
  const { bytes } = cursor;
  let { at } = cursor;
  if (bytes[at] === 13 && bytes[at + 1] === lineFeed) at++;
  if (bytes[at] !== lineFeed) return false;
  cursor.at = cursor.lineStart = at + 1;
  cursor.line++;
  return true;
}

import { createGraphBuilder, wildcard, type LoggopsProgram } from '../engine/loggops/index.ts';
import { fail, found, GoalSyntaxError, lineFeed, skipBlanks, takeLineEnd, takeNumber, takeWord, type Cursor, type GoalError } from './cursor.ts';
import { createLabels, textOf } from './labels.ts';
import { readPlainLines } from './plain-lines.ts';

/** What a GOAL text says. */
export interface GoalProgram {
  readonly program: LoggopsProgram;
  /** Line of each operation, from 1. */
  readonly lines: Int32Array;
}

export type GoalResult = { readonly ok: true; readonly goal: GoalProgram } | { readonly ok: false; readonly error: GoalError };

/** Reads GOAL text piece by piece. */
export interface GoalReader {
  /** The next piece of the text, cut anywhere; bytes may be used again afterwards. False when the text is wrong: no more is needed. */
  write(piece: string | Uint8Array): boolean;
  /** The text is over. */
  end(): GoalResult;
}

/** Longest line, in characters. */
const longestLine = 65_536;
const mostRanks = 16_777_216;

type Place = 'before ranks' | 'between ranks' | 'in rank' | 'after ranks';

/** A reader at the beginning of a text. */
export function createGoalReader(): GoalReader {
  const builder = createGraphBuilder();
  const labels = createLabels();
  const cursor: Cursor = { bytes: new Uint8Array(longestLine), at: 0, end: 0, lineStart: 0, line: 1 };
  let lines = new Int32Array(256);
  let place: Place = 'before ranks';
  let ranks = 0;
  let rank = -1;
  let operations = 0;
  let comment: { readonly line: number; readonly column: number } | undefined;
  /** Bytes at the beginning of `cursor.bytes` that are no whole line yet. */
  let carried = 0;
  let error: GoalError | undefined;

  const target = { builder, labels, remember };
  const isLetter = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90);

  /** Goes past a label and answers where it began. */
  function takeLabel(): number {
    const { bytes, at: from } = cursor;
    let at = from;
    let c = bytes[at];
    if (!isLetter(c)) return from;
    while (isLetter(c) || (c >= 48 && c <= 57) || c === 95) c = bytes[++at];
    cursor.at = at;
    return from;
  }

  const textFrom = (from: number, to: number): string => textOf(cursor.bytes, from, to);

  function known(from: number): number {
    const operation = labels.find(cursor.bytes, from, cursor.at);
    if (operation < 0) fail(cursor, from, `Label ${textFrom(from, cursor.at)} is not defined above, in rank ${rank}.`);
    return operation;
  }

  function remember(operation: number): number {
    if (operation >= lines.length) {
      const wider = new Int32Array(lines.length * 2);
      wider.set(lines);
      lines = wider;
    }
    lines[operation] = cursor.line;
    operations = operation + 1;
    return operation;
  }

  /** An option such as `tag 5`, if it stands here. */
  function takeOption(word: string, largest: number): number {
    skipBlanks(cursor);
    return takeWord(cursor, word) ? takeNumber(cursor, `the number of the ${word}`, largest) : 0;
  }

  function takeTag(): number {
    skipBlanks(cursor);
    if (!takeWord(cursor, 'tag')) return 0;
    skipBlanks(cursor);
    return takeWord(cursor, '-1') ? wildcard : takeNumber(cursor, 'the tag', 4_294_967_295) | 0;
  }

  /** `send` and `recv` after the word. */
  function takeMessage(sends: boolean): number {
    const bytes = takeNumber(cursor, 'the size in bytes', Number.MAX_SAFE_INTEGER);
    skipBlanks(cursor);
    if (!takeWord(cursor, 'b')) fail(cursor, cursor.at, `Here must be b, for bytes, and ${found(cursor)}.`);
    skipBlanks(cursor);
    const direction = sends ? 'to' : 'from';
    if (!takeWord(cursor, direction)) fail(cursor, cursor.at, `Here must be ${direction}, and ${found(cursor)}.`);
    skipBlanks(cursor);
    const from = cursor.at;
    const peer = !sends && takeWord(cursor, '-1') ? wildcard : takeNumber(cursor, 'the number of a rank', 4_294_967_295);
    if (peer >= ranks) fail(cursor, from, `Rank ${peer} does not exist: ranks are 0 to ${ranks - 1}.`);
    const tag = takeTag();
    const cpu = takeOption('cpu', 255);
    const nic = takeOption('nic', 255);
    return sends ? builder.send(peer, bytes, tag, cpu, nic) : builder.receive(peer, bytes, tag, cpu, nic);
  }

  /** An operation, if one of the words is `text[from .. cursor.at]`; -1 otherwise. */
  function takeOperation(from: number): number {
    if (cursor.at - from !== 4) return -1;
    cursor.at = from;
    if (takeWord(cursor, 'send')) return remember(takeMessage(true));
    if (takeWord(cursor, 'recv')) return remember(takeMessage(false));
    if (takeWord(cursor, 'calc')) {
      const ns = takeNumber(cursor, 'the time in nanoseconds', Number.MAX_SAFE_INTEGER);
      return remember(builder.calculate(ns, takeOption('cpu', 255)));
    }
    cursor.at = from + 4;
    return -1;
  }

  /** A line of a rank that begins with a letter. */
  function readLine(): void {
    const from = takeLabel();
    if (takeOperation(from) >= 0) return;
    const to = cursor.at;
    skipBlanks(cursor);
    if (takeWord(cursor, ':')) {
      skipBlanks(cursor);
      const word = takeLabel();
      const operation = takeOperation(word);
      if (operation < 0) {
        cursor.at = word;
        fail(cursor, word, `Here must be send, recv or calc, and ${found(cursor)}.`);
      }
      if (!labels.define(cursor.bytes, from, to, operation)) fail(cursor, from, `Label ${textFrom(from, to)} is defined twice in rank ${rank}.`);
      return;
    }
    const starts = takeWord(cursor, 'irequires');
    if (!starts && !takeWord(cursor, 'requires')) {
      fail(cursor, cursor.at, `After ${textFrom(from, to)} must be a colon, requires or irequires, and ${found(cursor)}.`);
    }
    const after = cursor.at;
    cursor.at = to;
    const operation = known(from);
    cursor.at = after;
    skipBlanks(cursor);
    const other = takeLabel();
    if (cursor.at === other) fail(cursor, other, `Here must be a label, and ${found(cursor)}.`);
    if (starts) builder.afterStart(operation, known(other));
    else builder.afterEnd(operation, known(other));
  }

  function beginRanks(): void {
    if (!takeWord(cursor, 'num_ranks')) fail(cursor, cursor.at, `A GOAL text begins with num_ranks, and ${found(cursor)}.`);
    skipBlanks(cursor);
    const from = cursor.at;
    ranks = takeNumber(cursor, 'the number of ranks', mostRanks);
    if (ranks === 0) fail(cursor, from, 'There are no ranks; num_ranks must be at least 1.');
    place = 'between ranks';
  }

  function beginRank(): void {
    if (!takeWord(cursor, 'rank')) fail(cursor, cursor.at, `Here must be rank ${rank + 1}, and ${found(cursor)}.`);
    skipBlanks(cursor);
    const from = cursor.at;
    const number = takeNumber(cursor, 'the number of the rank', 4_294_967_295);
    if (number !== ++rank) fail(cursor, from, `Here must be rank ${rank}, because ranks come in order from 0, and it is rank ${number}.`);
    skipBlanks(cursor);
    if (!takeWord(cursor, '{')) fail(cursor, cursor.at, `Here must be {, and ${found(cursor)}.`);
    builder.beginRank();
    labels.beginRank(operations);
    place = 'in rank';
  }

  /** Goes to the end of a comment, or to the end of the text when it is not there. */
  function skipComment(): void {
    while (comment !== undefined && cursor.at < cursor.end) {
      if (takeWord(cursor, '*/')) {
        comment = undefined;
      } else if (cursor.bytes[cursor.at++] === lineFeed) {
        cursor.lineStart = cursor.at;
        cursor.line++;
      }
    }
  }

  function startsComment(): boolean {
    if (takeWord(cursor, '//')) {
      cursor.at = cursor.bytes.indexOf(lineFeed, cursor.at);
      takeLineEnd(cursor);
      return true;
    }
    if (!takeWord(cursor, '/*')) return false;
    comment = { line: cursor.line, column: cursor.at - 2 - cursor.lineStart + 1 };
    return true;
  }

  /** Whole lines. */
  function read(): void {
    while (cursor.at < cursor.end && place !== 'after ranks') {
      if (comment !== undefined) {
        skipComment();
        continue;
      }
      if (place === 'in rank' && readPlainLines(cursor, ranks, target)) continue;
      if (takeLineEnd(cursor)) continue;
      const c = cursor.bytes[cursor.at];
      if (c === 47 && startsComment()) continue;
      if (place === 'before ranks') {
        beginRanks();
      } else if (place === 'between ranks') {
        beginRank();
      } else if (c === 125) {
        cursor.at++;
        place = rank === ranks - 1 ? 'after ranks' : 'between ranks';
      } else {
        if (!isLetter(c)) fail(cursor, cursor.at, `Here must be an operation, a label or }, and ${found(cursor)}.`);
        readLine();
        if (!takeLineEnd(cursor)) fail(cursor, cursor.at, `The line must end here, and ${found(cursor)}.`);
      }
    }
  }

  function guarded(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      if (!(thrown instanceof GoalSyntaxError)) throw thrown;
      error = { line: thrown.line, column: thrown.column, message: thrown.message };
    }
  }

  /** Where the first line begins that is too long; -1 when none is. Looks at the text in strides of the longest line. */
  function tooLong(length: number): number {
    let from = 0;
    while (length - from > longestLine) {
      const end = cursor.bytes.lastIndexOf(lineFeed, from + longestLine);
      if (end < from) return from;
      from = end + 1;
    }
    return -1;
  }

  function readLines(end: number): void {
    cursor.at = cursor.lineStart = 0;
    cursor.end = end;
    read();
  }

  /** Puts the piece behind what was carried; answers the length of both. */
  function append(piece: string | Uint8Array): number {
    const length = carried + piece.length;
    // One byte more, for the line feed that the last line may lack.
    if (length + 1 > cursor.bytes.length) {
      const wider = new Uint8Array(length + longestLine);
      wider.set(cursor.bytes.subarray(0, carried));
      cursor.bytes = wider;
    }
    if (typeof piece !== 'string') cursor.bytes.set(piece, carried);
    else for (let i = 0; i < piece.length; i++) cursor.bytes[carried + i] = Math.min(piece.charCodeAt(i), 255);
    return length;
  }

  return {
    write(piece) {
      if (error !== undefined) return false;
      if (place === 'after ranks') return true;
      const length = append(piece);
      const long = tooLong(length);
      const end = long < 0 ? (length === 0 ? 0 : cursor.bytes.lastIndexOf(lineFeed, length - 1) + 1) : long;
      guarded(() => {
        if (end > 0) readLines(end);
        if (long >= 0 && place !== 'after ranks') throw new GoalSyntaxError(cursor.line, longestLine + 1, `The line is longer than ${longestLine} characters.`);
      });
      cursor.bytes.copyWithin(0, end, length);
      carried = length - end;
      return error === undefined;
    },
    end() {
      if (error === undefined && place !== 'after ranks') {
        guarded(() => {
          if (carried > 0) readLines(append('\n'));
          if (comment !== undefined) throw new GoalSyntaxError(comment.line, comment.column, 'The comment that begins here does not end.');
          if (place !== 'after ranks') fail(cursor, cursor.at, place === 'in rank' ? `The text ends within rank ${rank}: a } is missing.` : `The text ends before rank ${rank + 1}${ranks > 0 ? ` of ${ranks}` : ''}.`);
        });
      }
      carried = 0;
      if (error !== undefined) return { ok: false, error };
      const program = builder.finish();
      return { ok: true, goal: { program, lines: lines.subarray(0, program.kind.length) } };
    },
  };
}

/** Reads a whole text. */
export function readGoal(text: string): GoalResult {
  const reader = createGoalReader();
  reader.write(text);
  return reader.end();
}

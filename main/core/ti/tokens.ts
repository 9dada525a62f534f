import { datatypeBytes, lastDatatype } from './datatypes.ts';

/** Thrown inside the reader only; `at` is an offset in the action's text. */
export class TiSyntaxError extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** The words of an action. */
export interface Tokens {
  readonly words: readonly string[];
  readonly starts: readonly number[];
  /** Offset behind the last word. */
  readonly end: number;
}

/** Words between blanks. */
export function tokensOf(text: string): Tokens {
  const words: string[] = [];
  const starts: number[] = [];
  for (const match of text.matchAll(/[^ \t]+/g)) {
    words.push(match[0]);
    starts.push(match.index);
  }
  return { words, starts, end: text.length };
}

function wordAt({ words, end }: Tokens, index: number, what: string): string {
  const word: string | undefined = words[index];
  if (word === undefined) throw new TiSyntaxError(end, `${words[0]} needs ${what} here, but the line ends.`);
  return word;
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number such as `10`, `1e6` or `2.5`. */
export function numberAt(tokens: Tokens, index: number, what: string): number {
  const word = wordAt(tokens, index, what);
  const value = decimal.test(word) ? Number(word) : NaN;
  if (!Number.isFinite(value)) throw new TiSyntaxError(tokens.starts[index], `"${word.slice(0, 60)}" must be ${what}: a number such as 1024 or 1e6.`);
  return value;
}

/** Elements, and bytes, stay whole numbers by far. */
const mostElements = 281_474_976_710_656;

/** A count of elements from 0 (or from `least`); `1e6` is fine, fractions are cut off as SimGrid does. */
export function countAt(tokens: Tokens, index: number, what: string, least = 0): number {
  const value = Math.trunc(numberAt(tokens, index, what));
  if (value < least || value > mostElements) throw new TiSyntaxError(tokens.starts[index], `${what} cannot be ${value}.`);
  return value;
}

/** Another rank: `3`, or `p3` as old traces write it. */
export function rankAt(tokens: Tokens, index: number, what: string): number {
  const word = wordAt(tokens, index, what);
  if (!/^p?\d{1,8}$/.test(word)) throw new TiSyntaxError(tokens.starts[index], `"${word.slice(0, 60)}" must be ${what}: a rank such as 3.`);
  return Number(word.replace('p', ''));
}

/** What may stand for any source (MPI_ANY_SOURCE is -555 in SimGrid) or any tag (-444). */
const anyNumbers = ['-1', '-444', '-555'];

/** A rank, or any. */
export function sourceAt(tokens: Tokens, index: number): number | 'any' {
  return anyNumbers.includes(tokens.words[index] ?? '') ? 'any' : rankAt(tokens, index, 'the sender');
}

/** A tag, or any. */
export function tagAt(tokens: Tokens, index: number): number | 'any' {
  if (anyNumbers.includes(tokens.words[index] ?? '')) return 'any';
  const tag = numberAt(tokens, index, 'a tag');
  if (!(Number.isInteger(tag) && tag >= 0 && tag <= 0x7fffffff)) throw new TiSyntaxError(tokens.starts[index], `"${tokens.words[index]}" must be a tag: a whole number from 0.`);
  return tag;
}

/** Size of the datatype that stands there, or the default. */
export function datatypeAt(tokens: Tokens, index: number, defaultBytes: number): number {
  const word: string | undefined = tokens.words[index];
  if (word === undefined) return defaultBytes;
  const size = /^\d{1,3}$/.test(word) ? datatypeBytes(Number(word)) : undefined;
  if (size === undefined) throw new TiSyntaxError(tokens.starts[index], `"${word.slice(0, 60)}" is no datatype: they are numbers from 0 (double) to ${lastDatatype}, 6 is a byte.`);
  return size;
}

import type { Definitions, JsonSchema } from './json-schema.ts';

/** Notes one problem of a document. */
export type Report = (path: string, message: string, hint?: string) => void;

/** The form of a value, said once: it checks unknown values, and writes itself as JSON Schema. */
export interface Shape {
  /** Reports where the value does not have the form. */
  readonly check: (value: unknown, path: string, report: Report) => void;
  /** The same form for editors; what has a name is noted among the definitions. */
  readonly schema: (definitions: Definitions) => JsonSchema;
}

/** Identifiers: words of lower-case letters and digits, joined by hyphens. */
export const kebabCase = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** A finite number within [minimum, maximum]. */
export function number(minimum = 0, maximum = Number.MAX_SAFE_INTEGER): Shape {
  return {
    check: (value, path, report) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) report(path, `Expected a number, found ${show(value)}.`, 'Write a finite number, without quotes.');
      else if (value < minimum) report(path, `${value} is too small.`, `Give at least ${minimum}.`);
      else if (value > maximum) report(path, `${value} is too large.`, `Give at most ${maximum}.`);
    },
    schema: () => ({ type: 'number', minimum, maximum }),
  };
}

/** Any finite number. */
export const finite: Shape = { ...number(-Number.MAX_VALUE, Number.MAX_VALUE), schema: () => ({ type: 'number' }) };

/** A finite number above 0. */
export const positive: Shape = {
  check: (value, path, report) => {
    if (typeof value === 'number' && value <= 0) report(path, `${value} is not above 0.`, 'Give a positive number.');
    else finite.check(value, path, report);
  },
  schema: () => ({ type: 'number', exclusiveMinimum: 0 }),
};

/** A whole number within [minimum, maximum]. */
export function integer(minimum = 0, maximum = Number.MAX_SAFE_INTEGER): Shape {
  const range = number(minimum, maximum);
  return {
    check: (value, path, report) => {
      if (typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value)) {
        report(path, `${value} is not a whole number.`, `Round it to ${Math.round(value)}.`);
      } else range.check(value, path, report);
    },
    schema: () => ({ type: 'integer', minimum, maximum }),
  };
}

/** Controls but line ends and tabs, and marks of direction: they make a text read as what it is not. */
function isUnseen(text: string): boolean {
  return /(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);
}

/** Text of 1 to `maximum` characters that can be seen. */
export function text(maximum = 1000): Shape {
  return {
    check: (value, path, report) => {
      if (typeof value !== 'string') report(path, `Expected text, found ${show(value)}.`, 'Write it in quotes.');
      else if (value.trim() === '') report(path, 'The text is empty.', 'Say it in a few words.');
      else if (value.length > maximum) report(path, `The text has ${value.length} characters.`, `Shorten it to ${maximum}.`);
      else if (isUnseen(value)) report(path, 'The text has characters that cannot be seen, or that turn the direction of writing.', 'Remove them.');
    },
    schema: () => ({ type: 'string', pattern: '\\S', maxLength: maximum }),
  };
}

/** Text of a certain pattern; `problem` says what a text that does not match is not. */
export function matching(pattern: RegExp, problem: string, hint: string): Shape {
  return {
    check: (value, path, report) => {
      if (typeof value !== 'string' || !pattern.test(value)) report(path, `${show(value)} is ${problem}.`, hint);
    },
    schema: () => ({ type: 'string', pattern: pattern.source }),
  };
}

/** An identifier in kebab-case, at most 64 characters. */
export const id: Shape = {
  check: (value, path, report) => {
    if (typeof value !== 'string') report(path, `Expected an id, found ${show(value)}.`, 'Write a text such as "dma-read".');
    else if (!kebabCase.test(value) || value.length > 64) {
      report(path, `${show(value)} is not an id.`, 'Use at most 64 lower-case letters and digits, words joined by hyphens, such as "dma-read".');
    }
  },
  schema: () => ({ type: 'string', pattern: kebabCase.source, maxLength: 64 }),
};

/** True or false. */
export const flag: Shape = {
  check: (value, path, report) => {
    if (typeof value !== 'boolean') report(path, `Expected true or false, found ${show(value)}.`, 'Write true or false, without quotes.');
  },
  schema: () => ({ type: 'boolean' }),
};

/** One of some fixed values. */
export function oneOf(...values: readonly (string | number)[]): Shape {
  return {
    check: (value, path, report) => {
      if (!values.some((each) => each === value)) {
        report(path, `${show(value)} is not allowed here.`, `Use ${values.map((each) => JSON.stringify(each)).join(', ')}.`);
      }
    },
    schema: () => ({ enum: values }),
  };
}

/** One value alone, and why. */
export function only(allowed: boolean, message: string, hint: string): Shape {
  return {
    check: (value, path, report) => {
      if (value !== allowed) report(path, message, hint);
    },
    schema: () => ({ const: allowed }),
  };
}

/** A plain object, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a message can quote it. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}

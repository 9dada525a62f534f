/** Replaces `remove`, which must stand at `at`, by `insert`. Its inverse swaps the two. */
export interface TextSplice {
  readonly at: number;
  readonly remove: string;
  readonly insert: string;
}

/** The one change that turns `before` into `after`. */
export function spliceBetween(before: string, after: string): TextSplice {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { at: start, remove: before.slice(start, before.length - end), insert: after.slice(start, after.length - end) };
}

/** The text after the splice; undefined when `remove` does not stand there. */
export function applySplice(text: string, { at, remove, insert }: TextSplice): string | undefined {
  if (text.slice(at, at + remove.length) !== remove) return undefined;
  return text.slice(0, at) + insert + text.slice(at + remove.length);
}

/** What takes a splice back. */
export function invertSplice({ at, remove, insert }: TextSplice): TextSplice {
  return { at, remove: insert, insert: remove };
}

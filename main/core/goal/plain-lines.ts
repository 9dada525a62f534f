import type { GraphBuilder } from '../engine/loggops/index.ts';
import type { Cursor } from './cursor.ts';
import { mostDigits, type Labels } from './labels.ts';

/** What the lines of a rank are read into. */
export interface PlainTarget {
  readonly builder: GraphBuilder;
  readonly labels: Labels;
  /** Notes the cursor's line as that of an operation. */
  remember(operation: number): number;
}

/**
 * Reads lines as schedule generators write them:
 *   l1: send 8b to 1 tag 5      l1: recv 8b from 1      l1: calc 100      l1 requires l0      l1 irequires l0
 * and stops before the first line of any other shape, which the reader of the whole grammar takes. A line is looked at to
 * its end before it has any effect. Nearly all bytes of a text pass here, so it is one loop over local variables.
 * @param ranks ranks of the text
 * @returns whether it read a line
 */
export function readPlainLines(cursor: Cursor, ranks: number, { builder, labels, remember }: PlainTarget): boolean {
  const { bytes, end } = cursor;
  const begin = cursor.at;
  let at = begin;
  while (at < end) {
    const start = at;
    // The label: a word and a number.
    let c = bytes[at];
    if (!((c >= 97 && c <= 122) || (c >= 65 && c <= 90))) break;
    do c = bytes[++at]; while ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95);
    const word = at;
    let label = c - 48;
    if (label < 0 || label > 9) break;
    for (c = bytes[++at]; c >= 48 && c <= 57; c = bytes[++at]) label = label * 10 + c - 48;
    if (at - word > mostDigits || (bytes[word] === 48 && at - word > 1)) break;
    const table = labels.tableOf(bytes, start, word);

    if (c === 58 && bytes[at + 1] === 32) {
      if (labels.findNumbered(table, label) >= 0) break;
      at += 2;
      c = bytes[at];
      const sends = c === 115 && bytes[at + 1] === 101 && bytes[at + 2] === 110 && bytes[at + 3] === 100;
      const receives = c === 114 && bytes[at + 1] === 101 && bytes[at + 2] === 99 && bytes[at + 3] === 118;
      const calculates = c === 99 && bytes[at + 1] === 97 && bytes[at + 2] === 108 && bytes[at + 3] === 99;
      if (!(sends || receives || calculates) || bytes[at + 4] !== 32) break;
      let from = at += 5;
      let size = 0;
      for (c = bytes[at]; c >= 48 && c <= 57; c = bytes[++at]) size = size * 10 + c - 48;
      if (at === from || at - from > 15) break;
      if (calculates) {
        if (c !== 10) break;
        labels.defineNumbered(table, label, remember(builder.calculate(size, 0)));
      } else {
        if (c !== 98 || bytes[at + 1] !== 32) break;
        at += 2;
        if (sends) {
          if (bytes[at] !== 116 || bytes[at + 1] !== 111 || bytes[at + 2] !== 32) break;
          at += 3;
        } else {
          if (bytes[at] !== 102 || bytes[at + 1] !== 114 || bytes[at + 2] !== 111 || bytes[at + 3] !== 109 || bytes[at + 4] !== 32) break;
          at += 5;
        }
        from = at;
        let peer = 0;
        for (c = bytes[at]; c >= 48 && c <= 57; c = bytes[++at]) peer = peer * 10 + c - 48;
        if (at === from || at - from > mostDigits || peer >= ranks) break;
        let tag = 0;
        if (c === 32 && bytes[at + 1] === 116 && bytes[at + 2] === 97 && bytes[at + 3] === 103 && bytes[at + 4] === 32) {
          from = at += 5;
          for (c = bytes[at]; c >= 48 && c <= 57; c = bytes[++at]) tag = tag * 10 + c - 48;
          if (at === from || at - from > mostDigits) break;
        }
        if (c !== 10) break;
        labels.defineNumbered(table, label, remember(sends ? builder.send(peer, size, tag, 0, 0) : builder.receive(peer, size, tag, 0, 0)));
      }
    } else {
      if (c !== 32) break;
      c = bytes[++at];
      const starts = c === 105;
      if (starts) c = bytes[++at];
      if (c !== 114 || bytes[at + 1] !== 101 || bytes[at + 2] !== 113 || bytes[at + 3] !== 117 || bytes[at + 4] !== 105 || bytes[at + 5] !== 114
        || bytes[at + 6] !== 101 || bytes[at + 7] !== 115 || bytes[at + 8] !== 32) break;
      const from = at += 9;
      c = bytes[at];
      while ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95) c = bytes[++at];
      const otherWord = at;
      let other = 0;
      for (; c >= 48 && c <= 57; c = bytes[++at]) other = other * 10 + c - 48;
      if (c !== 10 || otherWord === from || at === otherWord || at - otherWord > mostDigits || (bytes[otherWord] === 48 && at - otherWord > 1)) break;
      const waiting = labels.findNumbered(table, label);
      const before = labels.findNumbered(labels.tableOf(bytes, from, otherWord), other);
      if (waiting < 0 || before < 0) break;
      if (starts) builder.afterStart(waiting, before);
      else builder.afterEnd(waiting, before);
    }
    cursor.at = cursor.lineStart = ++at;
    cursor.line++;
  }
  return cursor.at > begin;
}

/**
 * Labels of one rank and what they stand for. Most labels of a schedule are a word and a number, such as l1048576: their
 * numbers index a table per word, which needs neither a hash nor a comparison. All others stand in a map by their text.
 */
export interface Labels {
  /** Forgets all. Values of the labels to come are at least `first`; the tables keep their memory. */
  beginRank(first: number): void;
  /** The label `bytes[from .. to]` stands for `value` from now on; false when it stands for something already. */
  define(bytes: Uint8Array, from: number, to: number, value: number): boolean;
  /** What the label stands for; -1 when nothing. */
  find(bytes: Uint8Array, from: number, to: number): number;
  /** Number of the table of the labels that begin with a word; made when there is none. */
  tableOf(bytes: Uint8Array, from: number, to: number): number;
  /** The same as `define`, when word and number are known. */
  defineNumbered(table: number, number: number, value: number): boolean;
  findNumbered(table: number, number: number): number;
}

interface Table {
  readonly word: string;
  /** By number: the value plus 1. One that is not above `first` was left by an earlier rank. */
  values: Int32Array;
}

/** A number of more digits, or one that begins with a needless 0, is part of the word. */
export const mostDigits = 9;

/** No label. */
export function createLabels(): Labels {
  const tables: Table[] = [];
  const byWord = new Map<string, number>();
  const others = new Map<string, number>();
  let first = 0;
  let defined = 0;
  let lastBytes = 0;
  let lastTable = -1;

  function tableOf(bytes: Uint8Array, from: number, to: number): number {
    // A word of up to four letters is known again by its bytes.
    let key = to - from;
    if (key <= 4) for (let at = from; at < to; at++) key = (key << 7) | bytes[at];
    if (to - from <= 4 && key === lastBytes && lastTable >= 0) return lastTable;
    const word = textOf(bytes, from, to);
    let table = byWord.get(word);
    if (table === undefined) {
      table = tables.push({ word, values: new Int32Array(256) }) - 1;
      byWord.set(word, table);
    }
    if (to - from <= 4) {
      lastBytes = key;
      lastTable = table;
    }
    return table;
  }

  function defineNumbered(table: number, number: number, value: number): boolean {
    const { values } = tables[table];
    if (number < values.length) {
      if (values[number] > first) return false;
      if (others.size > 0 && others.has(tables[table].word + String(number))) return false;
      values[number] = value + 1;
      defined++;
      return true;
    }
    if (number > 8 * defined + 65_536) return defineOther(tables[table].word + String(number), value);
    const wider = new Int32Array(Math.max(number + 1, values.length * 2));
    wider.set(values);
    tables[table].values = wider;
    return defineNumbered(table, number, value);
  }

  function findNumbered(table: number, number: number): number {
    const { values } = tables[table];
    if (number < values.length && values[number] > first) return values[number] - 1;
    return others.size > 0 ? others.get(tables[table].word + String(number)) ?? -1 : -1;
  }

  function defineOther(text: string, value: number): boolean {
    if (others.has(text)) return false;
    others.set(text, value);
    return true;
  }

  /** Where the number of a label begins; `to` when it has none. */
  function numberFrom(bytes: Uint8Array, from: number, to: number): number {
    let at = to;
    while (at > from && isDigit(bytes[at - 1])) at--;
    return to - at > mostDigits || (bytes[at] === 48 && to - at > 1) ? to : at;
  }

  return {
    beginRank(value) {
      first = value;
      others.clear();
    },
    define(bytes, from, to, value) {
      const number = numberFrom(bytes, from, to);
      if (number === to) return defineOther(textOf(bytes, from, to), value);
      return defineNumbered(tableOf(bytes, from, number), numberOf(bytes, number, to), value);
    },
    find(bytes, from, to) {
      const number = numberFrom(bytes, from, to);
      if (number === to) return others.get(textOf(bytes, from, to)) ?? -1;
      return findNumbered(tableOf(bytes, from, number), numberOf(bytes, number, to));
    },
    tableOf, defineNumbered, findNumbered,
  };
}

/** ASCII as text. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]);
  return text;
}

function numberOf(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + bytes[at] - 48;
  return number;
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

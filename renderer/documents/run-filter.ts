import type { RunRow } from '../../main/core/contract/index.ts';

/** One part of a filter: a field with a value, or a word to look for anywhere. */
export interface FilterTerm {
  readonly text: string;
  readonly field?: string;
  readonly operator: ':' | '<' | '>';
  readonly value: string;
  readonly negated: boolean;
}

const termPattern = /(-?)(?:([A-Za-z][\w.-]*)([:<>]))?("[^"]*"|\S+)/g;

/** Reads `path:sr-iov -placement:intra-block executionTime<2s tag:final star`. Never fails: what it cannot read is a word. */
export function parseFilter(text: string): readonly FilterTerm[] {
  return [...text.matchAll(termPattern)].map((match) => ({
    text: match[0],
    field: match[2],
    operator: match[3] === '<' || match[3] === '>' ? match[3] : ':',
    value: (match[4] ?? '').replaceAll('"', ''),
    negated: match[1] === '-',
  }));
}

const multipliers: Readonly<Record<string, number>> = {
  ns: 1, us: 1e3, 'µs': 1e3, ms: 1e6, s: 1e9, min: 60e9, k: 1e3, m: 1e6, g: 1e9, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3,
};

/** `2s` in ns, `64KiB` in bytes, `1.2G` as a number; NaN where it is none. */
function amount(value: string): number {
  const match = /^([\d.]+)\s*([a-zµ]*)/i.exec(value);
  if (match === null) return Number.NaN;
  return Number(match[1]) * (multipliers[(match[2] ?? '').toLowerCase()] ?? 1);
}

function fieldValues(row: RunRow, field: string): readonly (string | number)[] {
  if (field === 'tag') return row.mark.tags;
  if (field === 'experiment') return [row.experiment];
  if (field === 'fingerprint' || field === 'id') return [row.fingerprint];
  if (field === 'batch') return [row.batch];
  const factor = row.factors[field];
  if (factor !== undefined) return [factor];
  const metric = row.metrics[field];
  return metric === undefined ? [] : [metric.value];
}

function matchesTerm(row: RunRow, term: FilterTerm, exact: boolean): boolean {
  if (term.field === undefined) {
    if (term.value === 'star' || term.value === 'starred') return row.mark.starred;
    const word = term.value.toLowerCase();
    const words = [row.experiment, row.title, row.fingerprint.slice(0, 12), row.mark.note, ...row.mark.tags, ...Object.values(row.factors)];
    return words.some((text) => String(text).toLowerCase().includes(word));
  }
  const values = fieldValues(row, term.field);
  if (term.operator === ':') {
    const wanted = term.value.toLowerCase();
    return values.some((value) => (typeof value === 'number' ? value === amount(term.value) : exact ? value.toLowerCase() === wanted : term.field === 'path' || term.field === 'placement' ? value.toLowerCase().startsWith(wanted) : value.toLowerCase().includes(wanted)));
  }
  const limit = amount(term.value);
  return values.some((value) => typeof value === 'number' && (term.operator === '<' ? value < limit : value > limit));
}

/** Whether a value is just the word, as `with` beside `without`: then longer ones are not meant. A path means its variants too. */
function isWhole(rows: readonly RunRow[], { field, operator, value }: FilterTerm): boolean {
  if (field === undefined || field === 'path' || operator !== ':') return false;
  return rows.some((row) => fieldValues(row, field).some((own) => typeof own === 'string' && own.toLowerCase() === value.toLowerCase()));
}

/** The rows that match every term. */
export function filterRuns(rows: readonly RunRow[], terms: readonly FilterTerm[]): readonly RunRow[] {
  if (terms.length === 0) return rows;
  const exact = terms.map((term) => isWhole(rows, term));
  return rows.filter((row) => terms.every((term, at) => matchesTerm(row, term, exact[at] === true) !== term.negated));
}

/** Remembers the canonical text of objects that many documents share. Valid only while those objects do not change. */
export type CanonicalCache = WeakMap<object, string>;

/**
 * JSON with sorted keys (by UTF-16 code unit), no white space and no undefined, so that equal data has equal text. Throws
 * a TypeError on what JSON cannot carry: functions, symbols, bigints, numbers that are not finite.
 */
export function canonicalJson(value: unknown, cache?: CanonicalCache): string {
  if (typeof value !== 'object' || value === null) return scalar(value);
  const known = cache?.get(value);
  if (known !== undefined) return known;
  const text = Array.isArray(value)
    ? `[${value.map((item: unknown) => canonicalJson(item ?? null, cache)).join(',')}]`
    : `{${entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item, cache)}`).join(',')}}`;
  cache?.set(value, text);
  return text;
}

/** The fields that are written, in their order. */
export function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, item]) => item !== undefined).sort(([left], [right]) => (left < right ? -1 : 1));
}

function scalar(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${String(value)} has no JSON form.`);
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`A ${typeof value} has no JSON form.`);
  return text;
}

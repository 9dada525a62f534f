import { stringify } from 'yaml';

/** What an edit can write: JSON without null. */
export type DocumentValue = string | number | boolean | readonly DocumentValue[] | { readonly [key: string]: DocumentValue };

/** A value on one line, valid in block and in flow context: `[a, b]`, `{ id: sr-iov }`, words quoted only where needed. */
export function inlineYaml(value: DocumentValue): string {
  if (isList(value)) return `[${value.map(inlineYaml).join(', ')}]`;
  if (typeof value !== 'object') return scalar(value);
  const entries = Object.entries(value).map(([key, item]) => `${scalar(key)}: ${inlineYaml(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function isList(value: DocumentValue): value is readonly DocumentValue[] {
  return Array.isArray(value);
}

function scalar(value: string | number | boolean): string {
  return stringify([value], { collectionStyle: 'flow', lineWidth: 0 }).trim().slice(1, -1).trim();
}

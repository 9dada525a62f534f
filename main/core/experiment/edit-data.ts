import type { FieldPath } from './field-path.ts';
import type { DocumentValue } from './inline-yaml.ts';

/** An edit of a field. `insert` puts a value into a list; a single value counts as a list of one. */
export type FieldEdit =
  | { readonly kind: 'set'; readonly path: FieldPath; readonly value: DocumentValue }
  | { readonly kind: 'remove'; readonly path: FieldPath }
  | { readonly kind: 'insert'; readonly path: FieldPath; readonly index: number; readonly value: DocumentValue };

/**
 * What the data of a document become by an edit: the measure of every edit of its text. Undefined when there is no such
 * field. Parents that are missing are made.
 */
export function editData(data: unknown, edit: FieldEdit): { readonly data: unknown } | undefined {
  return change(data, edit.path, edit);
}

function change(data: unknown, path: FieldPath, edit: FieldEdit): { readonly data: unknown } | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return atField(data, edit);
  if (typeof key === 'number') {
    if (!Array.isArray(data) || key >= data.length) return undefined;
    const items: readonly unknown[] = data;
    if (rest.length === 0 && edit.kind === 'remove') return { data: items.filter((_, index) => index !== key) };
    const item = change(items[key], rest, edit);
    return item && { data: items.map((other, index) => (index === key ? item.data : other)) };
  }
  const map = data ?? {};
  if (typeof map !== 'object' || Array.isArray(map)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(map));
  if (edit.kind === 'remove' && !fields.has(key)) return undefined;
  if (rest.length === 0 && edit.kind === 'remove') fields.delete(key);
  else {
    const field = change(fields.get(key), rest, edit);
    if (field === undefined) return undefined;
    fields.set(key, field.data);
  }
  return { data: Object.fromEntries(fields) };
}

function atField(data: unknown, edit: FieldEdit): { readonly data: unknown } | undefined {
  if (edit.kind === 'set') return { data: edit.value };
  if (edit.kind === 'remove') return undefined;
  const items: readonly unknown[] = Array.isArray(data) ? data : data === undefined || data === null ? [] : [data];
  if (edit.index < 0 || edit.index > items.length) return undefined;
  return { data: [...items.slice(0, edit.index), edit.value, ...items.slice(edit.index)] };
}

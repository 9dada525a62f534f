import { isCollection, isMap, isNode, isPair, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { FieldEdit } from './edit-data.ts';
import type { FieldPath } from './field-path.ts';
import { inlineYaml, type DocumentValue } from './inline-yaml.ts';

/**
 * The text after an edit, made by touching only the characters concerned; undefined where that is not simple. The caller
 * checks what it means. The document is the text's, parsed.
 */
export function editText(text: string, document: Document.Parsed, edit: FieldEdit): string | undefined {
  switch (edit.kind) {
    case 'set': return setField(text, document.contents, edit.path, edit.value);
    case 'remove': return removeField(text, document.contents, edit.path);
    case 'insert': return insertItem(text, document.contents, edit);
  }
}

const splice = (text: string, from: number, to: number, insert: string): string => text.slice(0, from) + insert + text.slice(to);

function setField(text: string, root: unknown, path: FieldPath, value: DocumentValue): string | undefined {
  const { node, depth } = descend(root, path);
  if (!isNode(node)) return undefined;
  const rest = path.slice(depth);
  if (rest.length === 0 && isBlock(node)) return replaceBlock(text, root, path, value);
  if (rest.length === 0 || (isScalar(node) && node.value === null)) return replaceNode(text, node, wrap(rest, value));
  const [key, ...deeper] = rest;
  return isMap(node) && typeof key === 'string' ? addField(text, node, `${inlineYaml(key)}: ${inlineYaml(wrap(deeper, value))}`) : undefined;
}

/** The value inside the maps that `path` still needs. */
function wrap(path: FieldPath, value: DocumentValue): DocumentValue {
  return path.reduceRight<DocumentValue>((inner, key) => ({ [String(key)]: inner }), value);
}

function descend(root: unknown, path: FieldPath): { readonly node: unknown; readonly depth: number } {
  let node = root;
  let depth = 0;
  for (const key of path) {
    const next: unknown = isMap(node) ? pairOf(node, key)?.value : isSeq(node) && typeof key === 'number' ? node.items[key] : undefined;
    if (next === undefined || next === null) break;
    node = next;
    depth += 1;
  }
  return { node, depth };
}

function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

function isBlock(node: Node): boolean {
  return isCollection(node) && node.flow !== true;
}

function replaceNode(text: string, node: Node, value: DocumentValue): string | undefined {
  const { range } = node;
  if (!range || isBlock(node) || (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'))) return undefined;
  const gap = range[0] === 0 || /[\s[{]/.test(text[range[0] - 1] ?? '') ? '' : ' ';
  return splice(text, range[0], range[1], gap + inlineYaml(value));
}

/** A block under `key:` gives way to a value beside the key, unless a comment stands between the two. */
function replaceBlock(text: string, root: unknown, path: FieldPath, value: DocumentValue): string | undefined {
  const key = path.at(-1);
  const { node: parent } = descend(root, path.slice(0, -1));
  if (key === undefined || !isMap(parent)) return undefined;
  const pair = pairOf(parent, key);
  const keyEnd = isNode(pair?.key) ? pair.key.range?.[1] : undefined;
  const start = startOf(pair?.value);
  const end = endOf(pair?.value);
  if (keyEnd === undefined || start === undefined || end === undefined || !/^:\s*$/.test(text.slice(keyEnd, start))) return undefined;
  return splice(text, keyEnd, end, `: ${inlineYaml(value)}`);
}

function addField(text: string, map: YAMLMap, field: string): string | undefined {
  const last = map.items.at(-1);
  if (map.flow === true) {
    const { range } = map;
    if (!range) return undefined;
    const end = last === undefined ? range[0] + 1 : endOf(last) ?? range[0] + 1;
    return splice(text, end, end, last === undefined ? ` ${field} ` : `, ${field}`);
  }
  const first = map.items[0]?.key;
  if (last === undefined || !isNode(first) || !first.range) return undefined;
  return insertLine(text, endOf(last), `${' '.repeat(columnOf(text, first.range[0]))}${field}`);
}

function insertItem(text: string, root: unknown, { path, index, value }: Extract<FieldEdit, { kind: 'insert' }>): string | undefined {
  const { node, depth } = descend(root, path);
  if (depth < path.length) return index === 0 ? setField(text, root, path, [value]) : undefined;
  if (!isNode(node) || !node.range) return undefined;
  if (!isSeq(node)) {
    const own = text.slice(node.range[0], node.range[1]);
    const list = index === 0 ? [inlineYaml(value), own] : [own, inlineYaml(value)];
    return !isBlock(node) && !own.includes('\n') ? splice(text, node.range[0], node.range[1], `[${list.join(', ')}]`) : undefined;
  }
  const before = node.items[index - 1];
  const after = node.items[index];
  if (node.flow === true) {
    const item = inlineYaml(value);
    if (isNode(after) && after.range) return splice(text, after.range[0], after.range[0], `${item}, `);
    const end = endOf(before) ?? node.range[0] + 1;
    return splice(text, end, end, before === undefined ? item : `, ${item}`);
  }
  const dash = `${' '.repeat(columnOf(text, node.range[0]))}- ${inlineYaml(value)}`;
  return before === undefined ? undefined : insertLine(text, endOf(before), dash);
}

function removeField(text: string, root: unknown, path: FieldPath): string | undefined {
  const key = path.at(-1);
  const { node: parent, depth } = descend(root, path.slice(0, -1));
  if (key === undefined || depth < path.length - 1 || !(isMap(parent) || isSeq(parent))) return undefined;
  const item: unknown = isMap(parent) ? pairOf(parent, key) : parent.items[Number(key)];
  return parent.flow === true ? removeFlow(text, parent, item) : removeLines(text, parent, item);
}

function removeFlow(text: string, parent: YAMLMap | YAMLSeq, item: unknown): string | undefined {
  const items: readonly unknown[] = parent.items;
  const index = items.indexOf(item);
  const end = endOf(item);
  const start = startOf(item);
  if (index < 0 || start === undefined || end === undefined) return undefined;
  const next = startOf(items[index + 1]);
  if (next !== undefined) return splice(text, start, next, '');
  const previous = endOf(items[index - 1]);
  return previous === undefined ? splice(text, start, end, '') : splice(text, previous, end, '');
}

/** Whole lines, with the comment lines right above: they speak about what goes. */
function removeLines(text: string, parent: YAMLMap | YAMLSeq, item: unknown): string | undefined {
  const start = startOf(item);
  const end = endOf(item);
  if (start === undefined || end === undefined || parent.items.length < 2) return undefined;
  let from = text.lastIndexOf('\n', start - 1) + 1;
  if (!/^[ \t]*(?:-[ \t]+)?$/.test(text.slice(from, start))) return undefined;
  if (isMap(parent) && text.slice(from, start).includes('-')) return undefined;
  for (;;) {
    const above = from === 0 ? 0 : text.lastIndexOf('\n', from - 2) + 1;
    if (above === from || !/^[ \t]*#/.test(text.slice(above, from))) break;
    from = above;
  }
  return splice(text, from, lineAfter(text, end), '');
}

function insertLine(text: string, end: number | undefined, line: string): string | undefined {
  if (end === undefined) return undefined;
  const at = lineAfter(text, end);
  const before = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return splice(text, at, at, `${before}${line}\n`);
}

/** Start of the line after the one that ends at or after `end`. */
function lineAfter(text: string, end: number): number {
  if (end > 0 && text[end - 1] === '\n') return end;
  const newline = text.indexOf('\n', end);
  return newline < 0 ? text.length : newline + 1;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function startOf(item: unknown): number | undefined {
  const node: unknown = isPair(item) ? item.key : item;
  return isNode(node) ? node.range?.[0] : undefined;
}

/** End of an item's value, without the white space and comments that follow it. */
function endOf(item: unknown): number | undefined {
  if (isPair(item)) return endOf(item.value) ?? endOf(item.key);
  if (!isNode(item)) return undefined;
  if (isCollection(item) && item.flow !== true) return endOf(item.items.at(-1));
  return item.range?.[1];
}

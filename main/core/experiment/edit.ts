import { isScalar, isSeq, parseDocument, visit, type Document } from 'yaml';
import { editData, type FieldEdit } from './edit-data.ts';
import { editText } from './edit-text.ts';
import { formatFieldPath } from './field-path.ts';
import { readYaml } from './read-yaml.ts';
import { applySplice, invertSplice, spliceBetween, type TextSplice } from './text-splice.ts';

/** One change of an experiment's YAML text: of a field, of the whole text as typed, or of a piece of it (as inverses are). */
export type ExperimentEdit =
  | FieldEdit
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'splice'; readonly splice: TextSplice };

/** The new text with the edit that restores the old one to the character, or why there is none. */
export type EditOutcome =
  | { readonly ok: true; readonly text: string; readonly inverse: ExperimentEdit }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/**
 * Edits the text and keeps its comments, order and layout: a field's edit touches only the characters concerned where
 * that is possible. The data of the new text are always those of the old with the edit applied.
 */
export function applyEdit(text: string, edit: ExperimentEdit): EditOutcome {
  const edited = newText(text, edit);
  if (typeof edited === 'object') return { ok: false, ...edited };
  return { ok: true, text: edited, inverse: { kind: 'splice', splice: invertSplice(spliceBetween(text, edited)) } };
}

interface Refusal {
  readonly message: string;
  readonly hint: string;
}

function newText(text: string, edit: ExperimentEdit): string | Refusal {
  switch (edit.kind) {
    case 'text': return edit.text;
    case 'splice': return applySplice(text, edit.splice) ?? { message: 'The text has changed since.', hint: 'Undo the later changes first.' };
    default: return editField(text, edit);
  }
}

function editField(text: string, edit: FieldEdit): string | Refusal {
  const reading = readYaml(text);
  if (reading.findings.length > 0) return { message: 'The text is not valid YAML.', hint: 'Correct it in the text first.' };
  const wanted = editData(reading.value, edit);
  if (wanted === undefined) return { message: `There is no field ${formatFieldPath(edit.path)} to change.`, hint: 'Change its parent as a whole.' };
  const candidates = [(document: Document.Parsed) => editText(text, document, edit), (document: Document.Parsed) => editDocument(document, edit)];
  for (const candidate of candidates) {
    const edited = candidate(parseDocument(text, { prettyErrors: false, logLevel: 'silent' }));
    if (edited === undefined) continue;
    const check = readYaml(edited);
    if (check.findings.length === 0 && sameData(check.value, wanted.data)) return edited;
  }
  return { message: `${formatFieldPath(edit.path)} cannot be changed without changing other fields.`, hint: 'Change it in the text; aliases and anchors may be the reason.' };
}

/** The long way: through the library's document, which keeps comments and order but lays the text out anew. */
function editDocument(document: Document.Parsed, edit: FieldEdit): string | undefined {
  if (edit.kind === 'set') document.setIn(edit.path, document.createNode(edit.value));
  if (edit.kind === 'remove') document.deleteIn(edit.path);
  if (edit.kind === 'insert') {
    const list: unknown = document.getIn(edit.path, true);
    if (isSeq(list)) list.items.splice(edit.index, 0, document.createNode(edit.value));
    else {
      const own: readonly unknown[] = list === undefined || (isScalar(list) && list.value === null) ? [] : [list];
      document.setIn(edit.path, document.createNode([...own.slice(0, edit.index), edit.value, ...own.slice(edit.index)]));
    }
  }
  visit(document, { Scalar: (_, node) => { if (node.value === '') node.type = 'QUOTE_DOUBLE'; } });
  return document.toString({ lineWidth: 0 });
}

function sameData(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  // An empty map and nothing mean the same to the document.
  if ((left ?? undefined) === undefined || (right ?? undefined) === undefined) return (left ?? undefined) === (right ?? undefined);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const leftEntries = Object.entries(left);
  const rightEntries = new Map<string, unknown>(Object.entries(right));
  return Array.isArray(left) === Array.isArray(right) && leftEntries.length === rightEntries.size
    && leftEntries.every(([key, value]) => rightEntries.has(key) && sameData(value, rightEntries.get(key)));
}

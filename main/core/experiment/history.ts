import { applyEdit, type EditOutcome, type ExperimentEdit } from './edit.ts';
import { applySplice, invertSplice, spliceBetween, type TextSplice } from './text-splice.ts';

/** Steps that can be taken back. */
export const longestHistory = 200;

/** One step: what it did, by name and as a change of the text. */
export interface HistoryStep {
  /** Shown beside undo and redo, such as `Set ranks`. */
  readonly label: string;
  readonly change: TextSplice;
  /** Steps in a row with the same word are one, such as letters typed. */
  readonly merge?: string;
}

/** A text with what was done to it: plain data, fit for storage. */
export interface EditHistory {
  readonly text: string;
  /** Oldest first. */
  readonly past: readonly HistoryStep[];
  /** Next to redo first. */
  readonly future: readonly HistoryStep[];
}

/** A text that nothing was done to. */
export function startHistory(text: string): EditHistory {
  return { text, past: [], future: [] };
}

/** Applies an edit as one step. An edit that changes nothing leaves no step; a new step forgets what could be redone. */
export function recordEdit(
  history: EditHistory, edit: ExperimentEdit, label: string, merge?: string,
): { readonly history: EditHistory; readonly outcome: EditOutcome } {
  const outcome = applyEdit(history.text, edit);
  if (!outcome.ok || outcome.text === history.text) return { history, outcome };
  const last = history.past.at(-1);
  const merges = merge !== undefined && last?.merge === merge && history.future.length === 0;
  const before = merges ? applySplice(history.text, invertSplice(last.change)) ?? history.text : history.text;
  const step: HistoryStep = { label, change: spliceBetween(before, outcome.text), ...(merge === undefined ? {} : { merge }) };
  const past = [...(merges ? history.past.slice(0, -1) : history.past), step].slice(-longestHistory);
  return { history: { text: outcome.text, past, future: [] }, outcome };
}

/** One step back; the same history when there is none. */
export function undo(history: EditHistory): EditHistory {
  const step = history.past.at(-1);
  const text = step === undefined ? undefined : applySplice(history.text, invertSplice(step.change));
  if (step === undefined || text === undefined) return history;
  return { text, past: history.past.slice(0, -1), future: [step, ...history.future] };
}

/** One step forward again; the same history when there is none. */
export function redo(history: EditHistory): EditHistory {
  const step = history.future[0];
  const text = step === undefined ? undefined : applySplice(history.text, step.change);
  if (step === undefined || text === undefined) return history;
  return { text, past: [...history.past, step], future: history.future.slice(1) };
}

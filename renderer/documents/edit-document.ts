import { parseDocument } from 'yaml';
import type { EditHistory, FieldPath } from '../../main/core/experiment/index.ts';

export type { FieldPath };

/** The document as plain data, the way its author wrote it; undefined while it cannot be read. */
export function readFields(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 50 }) as unknown;
  } catch {
    return undefined;
  }
}

/** A field of plain data. */
export function fieldAt(data: unknown, path: FieldPath): unknown {
  let at: unknown = data;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[key];
  }
  return at;
}

/** The document without what happens in its runs: its cluster, jobs and the other axes. */
export function withoutEvents(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return {};
  const gone: readonly string[] = ['events', 'manager', 'campaign'];
  const axes = fieldAt(fields, ['sweep', 'axes']);
  const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !gone.includes(name)));
  if (typeof axes !== 'object' || axes === null) return kept;
  const ofEvents: readonly string[] = ['events', 'recovery', 'scheduler', 'sharing', 'mtbf'];
  return { ...kept, sweep: { ...(kept['sweep'] as object), axes: Object.fromEntries(Object.entries(axes).filter(([name]) => !ofEvents.includes(name))) } };
}

/** The experiment's own name, as the text says; undefined where it says none. */
export function nameOf(text: string): string | undefined {
  return /^name:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
}

function isStep(step: unknown): boolean {
  if (typeof step !== 'object' || step === null || !('label' in step) || !('change' in step)) return false;
  const { change } = step;
  return typeof change === 'object' && change !== null && 'at' in change && 'remove' in change && 'insert' in change;
}

/** Whether something kept in the browser is a history. A step that does not fit its text is refused when it is taken. */
export function isHistory(value: unknown): value is EditHistory {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('past' in value) || !('future' in value)) return false;
  const { text, past, future } = value;
  return typeof text === 'string' && Array.isArray(past) && Array.isArray(future) && [...past, ...future].every(isStep);
}

import type { Finding } from '../contract/index.ts';

/** Keys from the document's root to a field. */
export type FieldPath = readonly (string | number)[];

/** `['jobs', 0, 'ranks']` as `jobs[0].ranks`. */
export function formatFieldPath(path: FieldPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${String(key)}]`;
    const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key.slice(0, 60));
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

/** A finding whose place in the text is not looked up yet. */
export interface LocalFinding {
  readonly severity: Finding['severity'];
  readonly path: FieldPath;
  readonly message: string;
  readonly hint?: string;
}

/** Shorthand for an error at a field. */
export function errorAt(path: FieldPath, message: string, hint: string): LocalFinding {
  return { severity: 'error', path, message, hint };
}

/** Shorthand for a warning at a field. */
export function warningAt(path: FieldPath, message: string, hint: string): LocalFinding {
  return { severity: 'warning', path, message, hint };
}

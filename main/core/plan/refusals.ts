import type { Finding, Plan } from '../contract/index.ts';
import { formatFieldPath, type FieldPath } from '../experiment/field-path.ts';

/** Points of a sweep whose events cannot happen, and why. */
export interface Refusals {
  /** A point that is left out for this reason. */
  add(factors: Readonly<Record<string, string | number>>, path: FieldPath, message: string, hint: string): void;
  /** The reasons as findings: errors where nothing is left to run, else warnings. */
  findings(runs: number): readonly (Omit<Finding, 'path' | 'hint'> & { readonly path: FieldPath; readonly hint: string })[];
  leftOut(): NonNullable<Plan['leftOut']>;
}

/** Starts without any. */
export function createRefusals(): Refusals {
  const all: { readonly factors: Readonly<Record<string, string | number>>; readonly path: FieldPath; readonly message: string; readonly hint: string }[] = [];
  return {
    add: (factors, path, message, hint) => { all.push({ factors, path, message, hint }); },
    findings: (runs) => all.map(({ path, message, hint }) => ({
      severity: runs > 0 ? 'warning' : 'error', path, message, hint: runs > 0 ? `${hint} Runs that need this are left out.` : hint,
    })),
    leftOut: () => all.map(({ factors, path, message, hint }) => ({ factors, path: formatFieldPath(path), message, hint })),
  };
}

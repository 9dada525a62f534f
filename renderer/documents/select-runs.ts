import type { RunRow } from '../../main/core/contract/index.ts';

/** The run as an experiment names it: a run that several experiments share has factors under each of their names. */
function factorsIn(row: RunRow, experiment: string): RunRow['factors'] | undefined {
  if (row.experiment === experiment) return row.factors;
  return row.also?.find((use) => use.experiment === experiment)?.factors;
}

function keyOf(factors: RunRow['factors']): string {
  return Object.keys(factors).sort().map((axis) => `${axis}=${factors[axis]}`).join(' ');
}

/** A run with the factors that one experiment gives it. */
export interface NamedRun {
  readonly fingerprint: string;
  readonly factors: RunRow['factors'];
  readonly row: RunRow;
}

/**
 * The runs that stand for an experiment. With `fingerprints` exactly those of them that exist; without, the newest run
 * of every point, because an older run of the same point was made from an older document.
 */
export function runsOfExperiment(rows: readonly RunRow[], experiment: string, fingerprints?: readonly string[]): readonly NamedRun[] {
  const wanted = fingerprints === undefined ? undefined : new Set(fingerprints);
  const newest = new Map<string, NamedRun>();
  const exact: NamedRun[] = [];
  for (const row of rows) {
    const factors = factorsIn(row, experiment);
    if (wanted !== undefined) {
      if (wanted.has(row.fingerprint)) exact.push({ fingerprint: row.fingerprint, factors: factors ?? row.factors, row });
      continue;
    }
    if (factors === undefined) continue;
    const key = keyOf(factors);
    const known = newest.get(key);
    if (known === undefined || known.row.createdAt < row.createdAt) newest.set(key, { fingerprint: row.fingerprint, factors, row });
  }
  return wanted === undefined ? [...newest.values()] : exact;
}

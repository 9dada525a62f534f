import { factorLabel } from '../../main/core/charts/index.ts';
import { sortedFactors, sortedValues } from '../../main/core/compare/index.ts';

/** Factors of a run: the value of every axis, and the replicate. */
export type Factors = Readonly<Record<string, string | number>>;
type Rows = readonly { readonly factors: Factors }[];

const titles: Readonly<Record<string, string>> = { path: 'Data path', vmsPerHost: 'VMs per host', vnics: 'vNICs per VM', nics: 'NICs per host', uplinks: 'Uplinks per leaf', onNonConvergence: 'On non-convergence', mtbf: 'MTBF' };

/** `placement` as a heading. */
export function axisTitle(axis: string): string {
  return titles[axis] ?? axis.charAt(0).toUpperCase() + axis.slice(1);
}

/** All axes that the runs have. */
export function axesOf(rows: Rows): readonly string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name in row.factors) names.add(name);
  return sortedFactors(names);
}

/** The axes on which the runs differ. */
export function differingAxes(rows: Rows): readonly string[] {
  return axesOf(rows).filter((axis) => {
    const first = rows[0]?.factors[axis];
    return rows.some((row) => row.factors[axis] !== first);
  });
}

/** Distinct values of an axis in their order. */
export function valuesOf(rows: Rows, axis: string): readonly (string | number)[] {
  return sortedValues(axis, rows.flatMap((row) => row.factors[axis] ?? []));
}

/** Names a point in one line: `xen-bridged · inter · 1×1×N · replicate 2`. */
export function factorsLabel(factors: Factors): string {
  return sortedFactors(Object.keys(factors)).map((axis) => factorLabel(axis, factors[axis] ?? '')).join(' · ');
}

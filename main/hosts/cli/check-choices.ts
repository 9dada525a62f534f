import type { RunRow } from '../../core/contract/index.ts';
import { comparisonAxes, defaultAxis } from '../../core/compare/index.ts';
import { BadInputError } from './exit-codes.ts';

/** What the user may choose about a comparison, as words of the command line. */
export interface Choices {
  readonly by?: string;
  readonly baseline?: string;
  readonly metric?: string;
}

/** Throws {@link BadInputError} where a choice names what none of the runs has. */
export function checkChoices(rows: readonly RunRow[], { by, baseline, metric }: Choices): void {
  const axes = new Set(comparisonAxes(rows));
  for (const { factors } of rows) for (const name of Object.keys(factors)) if (name !== 'replicate') axes.add(name);
  if (by !== undefined && !axes.has(by)) throw new BadInputError(`--by ${by}: error: These runs have no ${by}. Use one of ${[...axes].join(', ')}.`);

  const metrics = new Set(rows.flatMap((row) => Object.keys(row.metrics)));
  if (metric !== undefined && !metrics.has(metric)) throw new BadInputError(`--metric ${metric}: error: These runs have no such metric. Use one of ${[...metrics].join(', ')}.`);

  const axis = by ?? defaultAxis(rows);
  // Versions and documents are axes too where they tell runs apart; their values are not among the factors.
  const values = new Set(rows.flatMap(({ factors }) => (Object.hasOwn(factors, axis) ? [String(factors[axis])] : [])));
  if (baseline !== undefined && values.size > 0 && !values.has(baseline)) throw new BadInputError(`--baseline ${baseline}: error: No run has this ${axis}. Use one of ${[...values].join(', ')}.`);
}
